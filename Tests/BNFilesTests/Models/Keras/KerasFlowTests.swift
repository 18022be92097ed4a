import Testing

@testable import BNFiles

@Suite("What stands in front of batch norms in a Keras configuration")
struct KerasFlowTests {
  private static func layer(_ kind: String, _ name: String, _ inputs: [String], _ config: String = "") -> String {
    let nodes = inputs.isEmpty ? "" : "[\(inputs.map { "[\"\($0)\", 0, 0, {}]" }.joined(separator: ", "))]"
    return """
      {"class_name": "\(kind)", "name": "\(name)", "config": {"name": "\(name)"\(config)}, "inbound_nodes": [\(nodes)]}
      """
  }

  private static func weights(_ layers: [String], output: String) throws -> [String: ModelFlow.Weights] {
    let config = """
      {"class_name": "Functional", "config": {"name": "model", "layers": [\(layers.joined(separator: ", "))],
      "output_layers": [["\(output)", 0, 0]]}}
      """
    let flow = try KerasFlow(Array(config.utf8), version: "2.15.0", path: "model.h5") { name in
      [("kernel", [1, 1, 4, name == "d" ? 1 : 4]), ("pointwise_kernel", [1, 1, 4, 4]), ("bias", [4])].map {
        word, shape in
        StoredTensor(name: "\(name)/\(word)", shape: shape, type: "float32") { [] }
      }
    }.flow
    return Dictionary(
      uniqueKeysWithValues: flow.inputs.compactMap { norm, input in
        if case .weights(let weights) = input { (norm, weights) } else { nil }
      })
  }

  @Test("an output that goes elsewhere, or is the model's, cannot take up a batch norm")
  func uses() throws {
    let found = try Self.weights(
      [
        Self.layer("InputLayer", "image", []), Self.layer("Conv2D", "plain", ["image"]),
        Self.layer("BatchNormalization", "plain_bn", ["plain"], ", \"axis\": [3]"),
        Self.layer("Conv2D", "branch", ["plain_bn"]),
        Self.layer("BatchNormalization", "branch_bn", ["branch"], ", \"axis\": [3]"),
        Self.layer("Add", "sum", ["branch_bn", "branch"]), Self.layer("Conv2D", "last", ["sum"]),
        Self.layer("BatchNormalization", "last_bn", ["last"], ", \"axis\": [3]"),
      ], output: "last")
    #expect(found["plain_bn"]?.obstacle == nil && found["plain_bn"]?.doubt == nil)
    for name in ["branch", "last"] {
      #expect(found["\(name)_bn"]?.obstacle == "the output of the Conv2D \"\(name)\" is used elsewhere, too")
    }
  }

  @Test("the axis has to be that of the outputs, and a separable convolution's last kernel has these")
  func axes() throws {
    let found = try Self.weights(
      [
        Self.layer("InputLayer", "image", []), Self.layer("Conv2D", "a", ["image"]),
        Self.layer("BatchNormalization", "other_axis", ["a"], ", \"axis\": [1]"),
        Self.layer("Conv2D", "b", ["other_axis"], ", \"data_format\": \"channels_first\""),
        Self.layer("BatchNormalization", "first", ["b"], ", \"axis\": 1"),
        Self.layer("Conv2DTranspose", "c", ["first"]), Self.layer("BatchNormalization", "transposed", ["c"]),
        Self.layer("SeparableConv2D", "d", ["transposed"]), Self.layer("BatchNormalization", "separable", ["d"]),
        Self.layer("Dense", "e", ["separable"]), Self.layer("BatchNormalization", "dense", ["e"], ", \"axis\": [1]"),
      ], output: "dense")
    #expect(found["other_axis"]?.doubt != nil)
    for name in ["first", "transposed", "separable", "dense"] { #expect(found[name]?.doubt == nil, "\(name)") }
    #expect(found["transposed"]?.layout == .transposedLast && found["first"]?.layout == .outputLast)
    #expect(found["separable"]?.lastKernel?.name == "d/pointwise_kernel" && found["dense"]?.lastKernel == nil)
  }
}
