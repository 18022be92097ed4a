import BNCore
import BNFiles
import Platform

/// A file of moments: what has been taken so far, to be gone on with or merged.
///
/// JSON, with every double as hexadecimal text, so that nothing is lost; docs/scale.md has the format.
struct MomentsPart: Equatable, Sendable {
  static let format = "bnexplorer-moments"
  static let version = 1

  var items: [MomentsItem]

  /// Reads a file.
  ///
  /// - Throws: ``FileError`` where it is none of these, or another version's, or has no moments, or does not hold together.
  init(path: String, files: any FileAccess) throws(FileError) {
    let source = try files.open(path)
    guard MomentsFileKind.mayBeMoments(try source.beginning(MomentsFileKind.shown)) else {
      throw MomentsFileKind.refusal(path, MomentsFileKind.words(path, files: files))
    }
    let bytes = try source.allBytes()
    let document: Document
    do throws(JSON.Fault) {
      document = try JSON.value(Document.self, from: bytes)
    } catch {
      throw Self.error(error, of: bytes, path)
    }
    try Self.check(document.format, document.version, path)
    var items: [MomentsItem] = []
    for (index, array) in document.arrays.enumerated() {
      if let fault = array.fault {
        throw Self.damaged(path, "arrays[\(index)].\(fault.member)", "is not \(fault.expected)")
      }
      items.append(array.item)
    }
    guard !items.isEmpty else {
      throw FileError(path, "has no moments: its list of arrays is empty; take them anew with moments --out")
    }
    self.items = items
  }

  /// What is wrong with a file that is not of the form that was expected.
  private static func error(_ fault: JSON.Fault, of bytes: [UInt8], _ path: String) -> FileError {
    guard let head = try? JSON.value(Head.self, from: bytes) else {
      guard MomentsFileKind.isMoments(bytes) else { return MomentsFileKind.refusal(path, "text that \(fault.words)") }
      return FileError(path, "is a damaged file of moments: it \(fault.words); take the moments anew")
    }
    do throws(FileError) { try check(head.format, head.version, path) } catch { return error }
    return damaged(path, fault.member, fault.isMissing ? "is missing" : "is not of the type that it should be")
  }

  private static func check(_ format: String?, _ version: Int?, _ path: String) throws(FileError) {
    guard format == Self.format else { throw MomentsFileKind.refusal(path, "other JSON") }
    guard version == Self.version else {
      throw FileError(
        path,
        "is a file of moments of version \(version.map(String.init) ?? "unknown"); expected version \(Self.version), which "
          + "this program reads")
    }
  }

  private static func damaged(_ path: String, _ member: String?, _ problem: String) -> FileError {
    FileError(
      path,
      "is a damaged file of moments: \(member?.quoted(limit: 80) ?? "the whole") \(problem); take the moments anew")
  }

  init(_ items: [MomentsItem]) { self.items = items }

  /// The file's bytes.
  var bytes: [UInt8] {
    let document: JSONText = [
      "format": .string(Self.format), "version": .integer(Self.version), "program": .string(ProgramVersion.text),
      "arrays": .array(items.map(Self.json)),
    ]
    return document.utf8 + [UInt8(ascii: "\n")]
  }

  private static func json(_ item: MomentsItem) -> JSONText {
    func whole(_ part: KeyPath<MomentSummary.Channel, Int>) -> JSONText {
      .array(item.moments.channels.map { .integer($0[keyPath: part]) })
    }
    func exact(_ part: KeyPath<MomentSummary.Channel, Double>) -> JSONText {
      .array(item.moments.channels.map { .string(HexNumber.text($0[keyPath: part])) })
    }
    return [
      "name": .string(item.name), "axis": .string(item.axis),
      "columns": item.columns.map { .array($0.map(JSONText.string)) } ?? .null,
      "sources": .array(
        item.sources.map { source in
          [
            "path": .string(source.path), "shape": .array(source.shape.map(JSONText.integer)),
            "type": .string(source.type), "chunks": .integer(source.chunks), "of": .integer(source.of),
            "axis": source.axis.map(JSONText.integer) ?? .null, "file": source.file.map(json) ?? .null,
          ]
        }),
      "count": whole(\.count), "nonfinite": whole(\.nonFinite), "mean": exact(\.meanHead),
      "mean_rest": exact(\.meanRest),
      "m2": exact(\.squaresHead), "m2_rest": exact(\.squaresRest), "min": exact(\.minimum), "max": exact(\.maximum),
    ]
  }

  private static func json(_ file: MomentsItem.FileMark) -> JSONText {
    [
      "path": .string(file.path), "size": file.size.map(JSONText.integer) ?? .null,
      "modified": file.modified.map { .string($0.text) } ?? .null,
    ]
  }

  private struct Head: Decodable {
    let format: String?
    let version: Int?
  }

  private struct Document: Decodable {
    let format: String
    let version: Int
    let arrays: [Stored]
  }

  private struct Stored: Decodable {
    let name: String
    let axis: String
    let columns: [String]?
    let sources: [MomentsItem.Source]
    let count: [Int]
    let nonfinite: [Int]
    let mean: [String]
    let meanRest: [String]
    let m2: [String]
    let m2Rest: [String]
    let min: [String]
    let max: [String]

    enum CodingKeys: String, CodingKey {
      case name, axis, columns, sources, count, nonfinite, mean, m2, min, max
      case meanRest = "mean_rest"
      case m2Rest = "m2_rest"
    }

    /// The first member that does not hold together with the others, and what it should be.
    var fault: (member: String, expected: String)? {
      let most = 1 << 53
      func isCount(_ number: Int) -> Bool { 0..<most ~= number }
      let each = "one for each of the \(counted(count.count, "channel"))"
      guard count.allSatisfy(isCount) else { return ("count", "whole numbers from 0 on") }
      guard nonfinite.count == count.count, nonfinite.allSatisfy(isCount) else {
        return ("nonfinite", "whole numbers from 0 on, \(each)")
      }
      let texts = [
        ("mean", mean), ("mean_rest", meanRest), ("m2", m2), ("m2_rest", m2Rest), ("min", min), ("max", max),
      ]
      for (member, texts) in texts {
        let numbers = texts.compactMap(HexNumber.number)
        guard numbers.count == count.count, texts.count == count.count else {
          return (member, "numbers as hexadecimal text, \(each)")
        }
        guard member != "mean" || !numbers.contains(where: \.isNaN) else { return (member, "numbers") }
        guard member != "m2" || numbers.allSatisfy({ $0 >= 0 }) else { return (member, "numbers from 0 on") }
      }
      guard columns.map({ $0.count == count.count }) ?? true else { return ("columns", "names, \(each), or null") }
      guard !sources.isEmpty else { return ("sources", "what the moments were taken of") }
      for (index, source) in sources.enumerated() {
        func member(_ name: String) -> String { "sources[\(index)].\(name)" }
        guard 0...most ~= source.of else { return (member("of"), "a whole number from 0 on") }
        guard 0...source.of ~= source.chunks else { return (member("chunks"), "a whole number from 0 to \(source.of)") }
        guard source.axis.map({ source.shape.indices ~= $0 }) ?? true else {
          return (member("axis"), "an axis of the shape")
        }
      }
      return nil
    }

    /// The item, of what has no fault.
    var item: MomentsItem {
      let numbers = [mean, meanRest, m2, m2Rest, min, max].map { $0.compactMap(HexNumber.number) }
      let channels = count.indices.map { index in
        var channel = MomentSummary.Channel()
        (channel.count, channel.nonFinite) = (count[index], nonfinite[index])
        (channel.meanHead, channel.meanRest) = (numbers[0][index], numbers[1][index])
        (channel.squaresHead, channel.squaresRest) = (numbers[2][index], numbers[3][index])
        (channel.minimum, channel.maximum) = (numbers[4][index], numbers[5][index])
        return channel
      }
      return MomentsItem(
        name: name, axis: axis, sources: sources.map(settled), moments: MomentSummary(channels), columns: columns)
    }

    /// With the axis of its own shape where an older program wrote no more than what was asked for.
    private func settled(_ source: MomentsItem.Source) -> MomentsItem.Source {
      var source = source
      source.axis = source.axis ?? MomentsArray.Axis(axis)?.place(ofRank: source.shape.count)
      return source
    }
  }
}
