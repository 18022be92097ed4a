import BNFiles
import Foundation
import Testing

@testable import BNExplorer

@Suite("Layers of a model, printed")
struct LayerReportTests {
  private static func printed(_ model: FoundModel, width: Int = 80) throws -> String {
    var table = LayerTable()
    for layer in model.layers { table.add(layer, try LayerNumbers(layer)) }
    return table.text(model.file, path: "model.pt", width: width)
  }

  private func object(_ layer: FoundLayer, withValues: Bool) throws -> [String: Any] {
    let text = LayerLines.json(layer, try LayerNumbers(layer), withValues: withValues).text
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require(value)
  }

  static let rest: Set<String> = [
    "name", "kind", "channels", "axis", "epsilon", "epsilon_source", "momentum", "momentum_source", "variance_kind",
    "notes",
  ]

  @Test("a line has every key, with numbers or with their ranges", arguments: [true, false])
  func keys(_ withValues: Bool) throws {
    let norm = [StoredTensor("ln.weight", [1, 1]), StoredTensor("ln.bias", [0, 0])]
    let model = try FoundModel(KnownLayer.tensors("bn.") + norm)
    #expect(model.layers.count == 2)
    for layer in model.layers {
      let numbers = ["gamma", "beta", "mean", "variance"].map { withValues ? $0 : $0 + "_range" }
      #expect(Set(try object(layer, withValues: withValues).keys) == Self.rest.union(numbers))
    }
    let values = try object(model.layers[0], withValues: true)
    #expect(values["mean"] as? [Double] == KnownLayer.mean)
    #expect(values["kind"] as? String == "batch_norm")
    let ranges = try object(model.layers[0], withValues: false)
    #expect(ranges["mean_range"] as? [Double] == [-2, 1000])
    let other = try object(model.layers[1], withValues: true)
    #expect(other["kind"] as? String == "look_alike")
    #expect(other["mean"] is NSNull && other["epsilon"] is NSNull && other["momentum"] is NSNull)
  }

  @Test("numbers keep every digit that the file has, and those that are not finite are texts")
  func numbers() throws {
    let float = Double(Float(1e-4))
    let tensors = [
      StoredTensor("bn.running_mean", [.nan, .infinity]), StoredTensor("bn.running_var", [float, -.infinity]),
    ]
    let layer = try #require(try FoundModel(tensors).batchNorms.first)
    let text = LayerLines.json(layer, try LayerNumbers(layer), withValues: true).text
    #expect(text.contains(#""mean":["NaN","Infinity"],"variance":[9.999999747378752e-05,"-Infinity"]"#))
    #expect(text.contains(#""gamma":null,"beta":null"#))
  }

  @Test("the last line counts those above it")
  func summary() throws {
    let model = try FoundModel(KnownLayer.tensors("bn."))
    #expect(LayerLines.summary(path: "a b.pt", model).text == #"{"file":"a b.pt","format":"sample","layers":1}"#)
  }

  @Test("the table fits 80 columns, whatever the names and the numbers")
  func width() throws {
    let names = [
      "bn", "resnet.encoder.stages.3.layers.2.layer.0.normalization", "übung.bn", String(repeating: "x", count: 70),
    ]
    let tensors = names.flatMap { KnownLayer.tensors($0 + ".") }
    let wide = ["running_mean", "running_var"].map { StoredTensor("wide.\($0)", [-1.2345e-300, 9.8765e300]) }
    let text = try Self.printed(try FoundModel(tensors + wide))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    for name in names { #expect(text.contains(name)) }
    #expect(text.hasSuffix("5 batch norms of 18 channels in all, 0 folded, 0 look-alikes"))
  }

  @Test("a note of several layers is said once, and what was assumed is marked")
  func notes() throws {
    let lines = try Self.printed(try FoundModel((0..<20).flatMap { KnownLayer.tensors("layer\($0).") }))
    let text = lines.replacing("\n  ", with: " ")
    #expect(text.contains("1e-5*"))
    #expect(text.components(separatedBy: "YOLO").count == 2)
    #expect(text.contains("all 20: epsilon 1e-05 is assumed"))
    #expect(text.contains("written 0.1 there"))
  }

  @Test("a model without batch norm says so, and what is there")
  func nothing() throws {
    let text = try Self.printed(
      try FoundModel([
        StoredTensor(unread: "conv.weight", shape: [8, 3]), StoredTensor(unread: "ln.weight", shape: [8]),
        StoredTensor(unread: "ln.bias", shape: [8]),
      ]))
    #expect(text.contains("No batch norm is in this file"))
    #expect(text.contains("\"conv.weight\" [8, 3]"))
    #expect(text.contains("ln: look-alike, LayerNorm"))
    #expect(text.hasSuffix("0 batch norms, 0 folded, 1 look-alike"))
  }

  @Test("names cannot steer the terminal, nor break a line")
  func hostileNames() throws {
    let tensors = KnownLayer.tensors("a\u{1b}[2J\nb.") + [StoredTensor(unread: "x\u{7}", shape: [1])]
    for text in [try Self.printed(try FoundModel(tensors)), try Self.printed(try FoundModel(Array(tensors.suffix(1))))]
    {
      #expect(!text.utf8.contains { $0 < 0x20 && $0 != 10 })
    }
    let layer = try FoundModel(tensors).layers[0]
    let row = LayerSheet.rows(layer, try LayerNumbers(layer), withValues: false)
    #expect(row.count == 1 && !row[0].utf8.contains { $0 < 0x20 })
  }

  @Test("a sheet has a row a layer, or a row a channel, each with as many cells as the header")
  func sheet() throws {
    let model = try FoundModel(
      KnownLayer.tensors("bn.") + [StoredTensor("ln.weight", [1]), StoredTensor("ln.bias", [1])])
    for (withValues, counts) in [(false, [1, 1]), (true, [4, 1])] {
      let columns = LayerSheet.header(withValues: withValues).split(separator: ",").count
      let rows = try model.layers.map { LayerSheet.rows($0, try LayerNumbers($0), withValues: withValues) }
      #expect(rows.map(\.count) == counts)
      for row in rows.joined() {
        // Outside of quotes.
        let bare = row.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
          .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
        #expect(bare.count { $0 == "," } == columns - 1)
      }
    }
    let first = LayerSheet.rows(model.layers[0], try LayerNumbers(model.layers[0]), withValues: true)[2]
    #expect(first.hasPrefix("bn,batch_norm,4,,2,1.5,1.0,0.25,0.0001,1e-05,assumed,0.9,assumed,unknown,"))
  }
}
