import BNCore
import Foundation
import Testing

@testable import BNExplorer

/// A golden file as JSON: to change one thing in it, and to see which fields it has without the program's own reader.
struct GoldenFile {
  private(set) var json: [String: Any]

  init(_ name: String) throws {
    let file = name.hasSuffix(".json") ? name : name + ".json"
    let bytes = try Data(contentsOf: GoldenTests.folder.appending(path: file))
    json = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  var kind: String { json["kind"] as? String ?? "" }

  func replay(_ arithmetic: Arithmetic = .reference) throws -> CaseResult {
    GoldenReplay.run(try GoldenCase.decode([UInt8](try JSONSerialization.data(withJSONObject: json))), arithmetic)
  }

  /// Replaces what stands at a place such as `calls/3/error/message`, a number counting in a list, by a piece of JSON;
  /// nothing removes it.
  mutating func replace(_ path: String, by text: String?) throws {
    let value = try text.map { try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed) }
    // Variables have slashes in their names, and so do paths; a bar stands for theirs.
    let steps = path.split(separator: "/").map { String($0).replacing("|", with: "/") }
    json = try #require(try Self.replaced(json, at: steps[...], by: value) as? [String: Any])
  }

  private static func replaced(_ node: Any, at path: ArraySlice<String>, by value: Any?) throws -> Any? {
    guard let step = path.first else { return value }
    let rest = path.dropFirst()
    if var object = node as? [String: Any] {
      let old = object[step]
      // A typing error in a path must not change nothing; only a last step may be new.
      if old == nil { try #require(rest.isEmpty, "there is no \(step)") }
      object[step] = try replaced(old ?? NSNull(), at: rest, by: value)
      return object
    }
    var list = try #require(node as? [Any], "\(step) stands in neither an object nor a list")
    let index = try #require(Int(step))
    try #require(list.indices.contains(index))
    if let new = try replaced(list[index], at: rest, by: value) {
      list[index] = new
    } else {
      list.remove(at: index)
    }
    return list
  }
}

// MARK: What the format says is compared

extension GoldenFile {
  /// The fields that a replay has to compare, from the file's own keys and the words of FORMAT.md.
  var fields: Set<String> {
    switch kind {
    case "numeric": numericFields
    case "graph": graphFields
    default: attemptFields
    }
  }

  private func objects(_ key: String) -> [[String: Any]] { json[key] as? [[String: Any]] ?? [] }

  private static func keys(_ objects: [[String: Any]]) -> Set<String> { Set(objects.flatMap(\.keys)) }

  private static let errorFields: Set = ["error_stage", "error_type", "error_message", "error_detail"]

  private var collections: Set<String> { Set((json["collections"] as? [String: Any] ?? [:]).keys) }

  private var numericFields: Set<String> {
    // What a step is given; all else in it was computed.
    let given: Set = [
      "training", "run_update_ops", "optimizer_step", "input_shape", "input", "renorm_clipping", "upstream",
    ]
    return Self.keys(objects("steps")).subtracting(given).union(collections).union(["variables_initial", "fused_used"])
  }

  private var graphFields: Set<String> {
    let calls = objects("calls")
    let steps = objects("steps")
    var fields = collections.union(["variables_used"])
    fields.formUnion(
      Self.keys(calls).compactMap { $0.hasPrefix("added_to_") ? String($0.dropFirst("added_to_".count)) : nil })
    if Self.keys(calls).contains("error") { fields.formUnion(Self.errorFields) }
    if !steps.isEmpty { fields.formUnion(["variables_initial", "output", "variables_after"]) }
    return fields
  }

  private var attemptFields: Set<String> {
    let attempts = objects("attempts")
    var fields = Self.keys(attempts).intersection(["variables_left_in_graph"])
    fields.formUnion(Self.keys(attempts.compactMap { $0["ok"] as? [String: Any] }))
    if Self.keys(attempts).contains("error") {
      // One of them fails only when it runs.
      fields.formUnion(Self.errorFields)
    }
    return fields
  }
}
