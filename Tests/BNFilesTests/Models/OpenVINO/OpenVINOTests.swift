import BNTestSupport
import Testing

@testable import BNFiles

/// Intermediate representations that OpenVINO 2026.4.1 wrote.
@Suite("OpenVINO")
struct OpenVINOTests {
  static let all = Dictionary(uniqueKeysWithValues: ModelFixtures.files("Files").map { ("m/" + $0.key, $0.value) })
  private static let half = [4, 0.25, 0.00010001659393310547, 9]

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  private func reason(_ graph: String, _ numbers: [UInt8]? = []) -> String {
    var files = ["m/a.xml": Array(graph.utf8)]
    files["m/a.bin"] = numbers
    return #expect(throws: FileError.self) { try open("m/a.xml", files) }?.reason ?? ""
  }

  @Test("layers that are kept, of single precision or of half behind a Convert, by either of the two files")
  func kept() throws {
    let expected = [
      ("b_openvino_bninfer_f32", Expectation(name: "bn", epsilon: 1e-5, axis: 1)),
      ("half", Expectation(name: "bn", epsilon: 2e-3, axis: 1, variance: Self.half)),
    ]
    for (stem, expectation) in expected {
      for ending in [".xml", ".bin"] {
        let model = try open("m/" + stem + ending)
        #expect(model.format == "OpenVINO IR" && model.layers.count == 1)
        try expectation.check(model.layers[0], "\(stem)\(ending)")
      }
    }
    let two = try open("m/two.xml")
    try #require(two.layers.count == 2)
    for (layer, name) in zip(two.layers, ["5", "7"]) {
      try Expectation(name: name, epsilon: 1e-5, axis: 1).check(layer, "two")
    }
    #expect(two.tensors.map(\.name) == ["w"])
  }

  @Test("layers that were converted to a product and a sum, which are none")
  func converted() throws {
    for path in ["b_openvino_muladd_f32", "two_converted"] {
      let layers = try open("m/\(path).xml").layers
      try #require(layers.count == 1)
      guard case .lookAlike = layers[0].kind else { Issue.record("\(path) has another layer"); continue }
      // gamma / sqrt(variance + epsilon), as the library folded it in single precision.
      let scale = try layers[0].gamma?.numbers() ?? []
      for (found, (gamma, variance)) in zip(scale, zip(KnownLayer.gamma, KnownLayer.variance)) {
        let wanted = gamma / (variance + 1e-5).squareRoot()
        #expect(abs(found - wanted) <= wanted * 1e-6)
      }
    }
    #expect(try open("m/other.xml").layers.map(\.kind).contains(.lookAlike("MVN")))
  }

  @Test("gamma and beta in front of the input, as the first set of operations has them")
  func firstSet() throws {
    var numbers: [UInt8] = []
    for list in [KnownLayer.gamma, KnownLayer.beta, KnownLayer.mean, KnownLayer.variance] {
      for number in list { numbers.append(littleEndian: Float(number).bitPattern) }
    }
    let constants = (0..<4).map {
      "<layer id='\($0)' name='c\($0)' type='Const' version='opset1'><data element_type='f32' shape='4' offset='\($0 * 16)' size='16'/></layer>"
    }
    let edges = [(0, 0), (1, 1), (9, 2), (2, 3), (3, 4)].map {
      "<edge from-layer='\($0)' from-port='0' to-layer='8' to-port='\($1)'/>"
    }
    let graph = """
      <?xml version="1.0"?><net name="n" version="10"><layers><layer id='9' name='x' type='Parameter'/>\(constants.joined())
      <layer id='8' name='norm' type='BatchNormInference' version='opset1'><data epsilon='0.001'/></layer></layers>
      <edges>\(edges.joined())</edges></net>
      """
    let layers = try open("m/a.xml", ["m/a.xml": Array(graph.utf8), "m/a.bin": numbers]).layers
    try Expectation(name: "norm", axis: 1).check(try #require(layers.first), "opset1")
  }

  @Test("what is no such file, or not whole")
  func refusals() {
    let layer =
      "<net name='n' version='11'><layers><layer id='0' name='c' type='Const'><data element_type='f32' shape='4' offset='0' size='16'/></layer></layers>"
    #expect(reason(layer + "</net>").contains("the file ends within or before the constant \"c\""))
    #expect(reason(layer + "</net>", nil).contains("its numbers are in \"a.bin\", which is not beside it"))
    #expect(reason(layer).contains("is no XML there"))
    #expect(
      reason(layer.replacing("shape='4'", with: "shape='x'") + "</net>").contains("has no possible place or shape"))
    let grammar =
      "<!DOCTYPE net [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><net name='n'><layers><layer id='&b;'/></layers></net>"
    #expect(reason(grammar).contains("defines a grammar of its own"))
  }

  @Test("every beginning of a file, and changed bytes")
  func damage() {
    for stem in ["m/half", "m/b_openvino_muladd_f32"] {
      let damage = Tampering(files: Self.all, opened: stem + ".xml")
      #expect(damage.truncations(of: stem + ".xml", step: 17) == [])
      #expect(damage.truncations(of: stem + ".bin") == [])
      #expect(damage.changes(of: stem + ".xml", count: 400, seed: 3) == [])
    }
  }
}
