import BNFiles
import Testing

@testable import BNExplorer

@Suite("What is assumed of a layer")
struct AssumptionTests {
  @Test("an epsilon in the file's free text holds", arguments: ["epsilon", "eps", "bn_eps", "encoder.bn.eps"])
  func freeText(_ key: String) throws {
    let layers = try FoundModel(KnownLayer.tensors("encoder.bn."), metadata: [key: "0.002", "format": "pt"]).layers
    #expect(layers.map(\.epsilon) == [0.002])
    #expect(layers[0].epsilonSource == .file)
  }

  @Test("free text that is no number from 0 on says nothing", arguments: ["small", "-1", "nan", "inf", ""])
  func wrongFreeText(_ text: String) throws {
    let layers = try FoundModel(KnownLayer.tensors("bn."), metadata: ["epsilon": text]).layers
    #expect(layers.map(\.epsilon) == [1e-5])
    #expect(layers[0].epsilonSource == .assumed)
  }

  @Test("an epsilon and a momentum among the tensors are the file's")
  func tensors() throws {
    let numbers = [StoredTensor("bn/epsilon", [0.01], shape: []), StoredTensor("bn/momentum", [0.95])]
    let layers = try FoundModel(DialectTests.tensorFlow("bn/") + numbers).layers
    #expect(layers.count == 1)
    #expect(layers[0].epsilon == 0.01 && layers[0].epsilonSource == .file)
    #expect(layers[0].momentum == 0.95 && layers[0].momentumSource == .file)
  }

  @Test("what a person gives takes the place of a default, and of nothing that the file says")
  func given() throws {
    let given = GivenNumbers(epsilon: 1e-3, momentum: 0.97)
    let open = try FoundModel(KnownLayer.tensors("bn."), given: given).layers[0]
    #expect(open.epsilon == 1e-3 && open.momentum == 0.97)
    #expect(open.epsilonSource == .assumed && open.momentumSource == .assumed)
    #expect(open.remarks.count { $0.contains("was given") } == 2)
    let stated = try FoundModel(KnownLayer.tensors("bn."), metadata: ["epsilon": "1e-05"], given: given).layers[0]
    #expect(stated.epsilon == 1e-5)
  }

  @Test("an epsilon that the same names have otherwise, too, is said to be so")
  func ambiguous() throws {
    let layer = try FoundModel(KnownLayer.tensors("model.0.bn.")).layers[0]
    #expect(layer.remarks.contains { $0.contains("1e-3") && $0.contains("YOLO") })
  }

  @Test("the kind of the variance is said where the writer is known")
  func varianceKind() throws {
    #expect(try FoundModel(KnownLayer.tensors("bn."), family: .pytorch).layers[0].varianceKind == .unbiased)
    // MLX writes a biased variance under the same names.
    #expect(try FoundModel(KnownLayer.tensors("bn.")).layers[0].varianceKind == .unknown)
    #expect(try FoundModel(DialectTests.tensorFlow("bn/"), family: .tensorFlow).layers[0].varianceKind == .unknown)
  }

  /// What a file states of the known layer.
  static func stated(_ change: (inout StatedLayer) -> Void = { _ in }) -> StatedLayer {
    let tensors = KnownLayer.tensors("bn.")
    var layer = StatedLayer(name: "bn", gamma: tensors[0], beta: tensors[1], mean: tensors[2], variance: tensors[3])
    change(&layer)
    return layer
  }

  private func found(
    _ family: ModelFile.Family, given: GivenNumbers = GivenNumbers(), _ change: (inout StatedLayer) -> Void
  ) throws -> FoundLayer {
    let file = ModelFile(format: "sample", family: family, layers: [Self.stated(change)])
    return try FoundModel(file, given: given).layers[0]
  }

  @Test(
    "a stated momentum is turned into the share of the old value", arguments: [(0.1, 0.9), (0.03, 0.97), (0.01, 0.99)])
  func momentum(_ new: Double, _ old: Double) throws {
    let layer = try found(.pytorch) {
      $0.momentum = .ofNew(new)
      $0.epsilon = 1e-3
    }
    #expect(layer.momentum == old && layer.momentumSource == .file)
    #expect(layer.epsilon == 1e-3 && layer.epsilonSource == .file)
    #expect(layer.notes.isEmpty)
    #expect(try found(.onnx) { $0.momentum = .ofOld(0.9) }.momentum == 0.9)
  }

  @Test("a plain average has no momentum")
  func cumulative() throws {
    let layer = try found(.pytorch) { $0.momentum = .cumulative }
    #expect(layer.momentum == nil && layer.momentumSource == .unknown)
    #expect(layer.notes.contains { $0.contains("average") })
  }

  @Test(
    "what a stated layer leaves open is its library's default",
    arguments: [
      (ModelFile.Family.pytorch, 1e-5), (.tensorFlow, 1e-3), (.keras, 1e-3), (.onnx, 1e-5), (.caffe, 1e-5),
      (.darknet, 1e-6), (.dlib, 1e-4), (.equinox, 1e-5), (.flax, 1e-5),
    ])
  func defaults(_ family: ModelFile.Family, _ epsilon: Double) throws {
    let layer = try found(family) { _ in }
    #expect(layer.epsilon == epsilon && layer.epsilonSource == .assumed)
    #expect(try found(family, given: GivenNumbers(epsilon: 0.5)) { _ in }.epsilon == 0.5)
  }

  /// An average that begins at nothing holds 1 - m^n of what it is the average of, after n batches.
  @Test("averages are freed of their beginning, with the momentum that is assumed or given")
  func updates() throws {
    for (given, share) in [(nil, 1 - 0.99 * 0.99 * 0.99), (0.5, 1 - 0.125)] as [(Double?, Double)] {
      let layer = try found(.equinox, given: GivenNumbers(momentum: given)) {
        $0.updates = StoredTensor("n", [3], shape: [], isIntegral: true)
      }
      // A power and a product may differ in their last bit, and 1 - m^n has a thirtieth of what it is taken from.
      for (found, stored) in zip(try layer.mean?.numbers() ?? [], KnownLayer.mean) {
        #expect(abs(found * share - stored) <= abs(stored) * 1e-14)
      }
      #expect(try layer.variance?.numbers().count == 4 && layer.notes.contains { $0.contains("1 - momentum^3") })
    }
    let first = try found(.equinox) { $0.updates = StoredTensor("n", [0], shape: [], isIntegral: true) }
    #expect(try first.mean?.numbers() == KnownLayer.mean)
  }

  @Test("of Darknet it is said where other programs have another epsilon")
  func darknet() throws {
    #expect(try found(.darknet) { _ in }.assumptions.contains { $0.contains("OpenCV") && $0.contains("outside") })
  }

  @Test("a stated layer without statistics, or with lengths that disagree, is a look-alike")
  func unsound() throws {
    #expect(try !found(.pytorch) { ($0.mean, $0.variance) = (nil, nil) }.isBatchNorm)
    let layer = try found(.onnx) { $0.gamma = StoredTensor("g", [1]) }
    #expect(!layer.isBatchNorm)
    #expect(layer.notes.contains { $0.contains("[1]") && $0.contains("[4]") })
  }
}
