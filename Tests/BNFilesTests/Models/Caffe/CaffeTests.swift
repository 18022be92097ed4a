import BNTestSupport
import Testing

@testable import BNFiles

/// Networks of Caffe: two that OpenCV 4.14 computed the known layer of, and messages written by hand.
@Suite("Caffe")
struct CaffeTests {
  static let all = Dictionary(uniqueKeysWithValues: ModelFixtures.files("Files").map { ("m/" + $0.key, $0.value) })

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  /// A network with a text beside it.
  private func open(_ layers: [(inout MessageWriter) -> Void], text: String? = nil, number: Int = 100) throws
    -> ModelFile
  {
    var files = ["m/a.caffemodel": MessageWriter.message { net in for layer in layers { net.add(number, layer) } }]
    if let text { files["m/a.prototxt"] = Array(text.utf8) }
    return try open("m/a.caffemodel", files)
  }

  private typealias Numbers = [Double]

  private static func packed(_ numbers: Numbers) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in numbers { bytes.append(littleEndian: Float(number).bitPattern) }
    return bytes
  }

  private static func blob(_ numbers: Numbers) -> (inout MessageWriter) -> Void {
    { blob in
      blob.add(5, packed(numbers))
      blob.add(7) { $0.add(1, numbers.count) }
    }
  }

  private func layer(
    _ name: String, _ type: String, _ bottom: String, _ top: String, _ blobs: [Numbers],
    _ more: @escaping (inout MessageWriter) -> Void = { _ in }
  ) -> (inout MessageWriter) -> Void {
    { layer in
      layer.add(1, name)
      layer.add(2, type)
      layer.add(3, bottom)
      layer.add(4, top)
      for numbers in blobs { layer.add(7, Self.blob(numbers)) }
      more(&layer)
    }
  }

  private func sums(_ factor: Double = 1) -> [Numbers] {
    [KnownLayer.mean.map { $0 * factor }, KnownLayer.variance.map { $0 * factor }, [factor]]
  }

  @Test("sums that are divided, with the scale behind them", arguments: ["999.98", "1"])
  func known(factor: String) throws {
    let model = try open("m/caffe_bn_factor_\(factor).caffemodel")
    try #require(model.format == "Caffe" && model.layers.count == 1)
    let layer = model.layers[0]
    #expect(
      layer.name == "bn" && layer.epsilon == nil && layer.momentum == nil && layer.varianceKind == .unbiased)
    #expect(try layer.gamma?.numbers() == KnownLayer.gamma && layer.beta?.numbers() == KnownLayer.beta)
    // What was multiplied and rounded to single precision does not come back to the last bit.
    for (found, wanted) in [(layer.mean, KnownLayer.mean), (layer.variance, KnownLayer.variance)] {
      for (a, b) in zip(try found?.numbers() ?? [], wanted) { #expect(abs(a - b) <= abs(b) * 1.2e-7) }
    }
    #expect(layer.notes.contains { $0.contains("divided by blob 2, 999.98") } == (factor == "999.98"))
  }

  @Test("gamma and beta by what takes the output, whatever the layers are called, in place or not")
  func joins() throws {
    let bn = layer("a_bn", "BatchNorm", "x", "x", sums())
    let scale = layer("b_scale", "Scale", "x", "x", [KnownLayer.gamma, KnownLayer.beta])
    let other = layer("c", "Scale", "y", "z", [KnownLayer.beta, KnownLayer.gamma])
    let expected = Expectation(name: "a_bn", epsilon: nil, axis: 1)
    try expected.check(try open([other, bn, scale, layer("r", "ReLU", "x", "x", [])]).layers[1], "in place")
    try expected.check(
      try open([
        layer("a_bn", "BatchNorm", "w", "x", sums()), other,
        layer("s", "Scale", "x", "v", [KnownLayer.gamma, KnownLayer.beta]),
      ]).layers[0],
      "a way apart")
    // A scale without beta, and the layer Bias.
    let parts = [
      bn, layer("s", "Scale", "x", "x", [KnownLayer.gamma]), layer("b", "Bias", "x", "x", [KnownLayer.beta]),
    ]
    try expected.check(try open(parts).layers[0], "three layers")
    // Something between them, another channel count, or two takers: it is not the layer's.
    for apart in [
      [bn, layer("r", "ReLU", "x", "x", []), scale], [bn, layer("s", "Scale", "x", "x", [[1], [2]])],
      [
        layer("a_bn", "BatchNorm", "w", "x", sums()), layer("s", "Scale", "x", "v", [KnownLayer.gamma]),
        layer("t", "Power", "x", "u", []),
      ],
    ] {
      let model = try open(apart)
      #expect(model.layers[0].gamma == nil && model.layers[0].beta == nil)
      #expect(model.layers.count == 2 && model.layers[1].kind != .batchNorm)
    }
  }

  @Test("a factor of 0 says that nothing was trained")
  func untrained() throws {
    let layer = try open([layer("bn", "BatchNorm", "x", "x", [KnownLayer.mean, KnownLayer.variance, [0]])]).layers[0]
    #expect(try layer.mean?.numbers() == [0, 0, 0, 0] && layer.variance?.numbers() == [0, 0, 0, 0])
    #expect(layer.notes.contains { $0.contains("never trained") })
  }

  @Test("epsilon and momentum of the file, of the text beside it, of neither")
  func values() throws {
    func own(_ fields: [Int: Float]) -> (inout MessageWriter) -> Void {
      layer("bn", "BatchNorm", "x", "x", sums()) { layer in
        layer.add(139) { for (number, value) in fields { $0.add(number, fixed32: value.bitPattern) } }
      }
    }
    let text = """
      name: "net" # with comments, and fields that nobody knows here
      input_shape { dim: 1 dim: 4 }
      layer { name: "conv" type: "Convolution" convolution_param { num_output: 4 weight_filler { type: "xavier" } } include { phase: TRAIN } }
      layer { name: 'bn' type: "BatchNorm" bottom: "x" top: "x" batch_norm_param { use_global_stats: true eps: 2e-3 moving_average_fraction: .9 } }
      """
    let both = try open([own([2: 0.95, 3: 1e-3])], text: text).layers[0]
    #expect(both.epsilon == 1e-3 && both.momentum == .ofOld(0.95) && both.notes == [])
    let beside = try open([layer("bn", "BatchNorm", "x", "x", sums())], text: text).layers[0]
    #expect(beside.epsilon == 2e-3 && beside.momentum == .ofOld(0.9) && beside.notes == [])
    let neither = try open([layer("bn", "BatchNorm", "x", "x", sums())]).layers[0]
    #expect(neither.epsilon == nil && neither.momentum == nil)
    // What training snapshots say of the batch is not for inference.
    let snapshot = text.replacing("use_global_stats: true", with: "use_global_stats: false")
    #expect(try open([layer("bn", "BatchNorm", "x", "x", sums())], text: snapshot).layers[0].notes == [])
    let wrong = #expect(throws: FileError.self) { try open([own([:])], text: "layer {") }
    #expect(wrong?.path == "m/a.prototxt" && wrong?.reason.contains("is not the text of a network") == true)
  }

  @Test("layers from before version 1, whose numbers know no batch norm, by the shapes or the text")
  func old() throws {
    func old(_ name: String, _ bottom: String, _ top: String, _ blobs: [Numbers]) -> (inout MessageWriter) -> Void {
      { layer in
        layer.add(2, bottom)
        layer.add(3, top)
        layer.add(4, name)
        layer.add(5, 99)
        for numbers in blobs {
          layer.add(6) { blob in
            for (number, extent) in [(1, 1), (2, numbers.count), (3, 1), (4, 1)] { blob.add(number, extent) }
            for number in numbers { blob.add(5, fixed32: Float(number).bitPattern) }
          }
        }
      }
    }
    let model = try open(
      [old("bn", "x", "y", sums()), old("s", "y", "z", [KnownLayer.gamma, KnownLayer.beta])], number: 2)
    try Expectation(name: "bn", epsilon: nil, axis: 1).check(model.layers[0], "old")
  }

  @Test("gamma and beta in the layer itself, as two other branches of Caffe have them")
  func branches() throws {
    let nvidia = layer("bn", "BatchNorm", "x", "x", sums() + [KnownLayer.gamma, KnownLayer.beta])
    let expected = Expectation(name: "bn", epsilon: nil, axis: 1)
    try expected.check(try open([nvidia]).layers[0], "NVCaffe")
    let whole = layer("bn", "BN", "x", "x", [KnownLayer.gamma, KnownLayer.beta, KnownLayer.mean, KnownLayer.variance])
    let found = try open([whole]).layers[0]
    try expected.check(found, "PSPNet")
    #expect(found.varianceKind == .unknown)
  }

  @Test("numbers of other types, and blobs that do not fit their shapes")
  func blobs() throws {
    var doubles: [UInt8] = []
    for number in KnownLayer.variance { doubles.append(littleEndian: number.bitPattern) }
    let model = try open([
      layer("bn", "BatchNorm", "x", "x", [KnownLayer.mean]) { layer in
        layer.add(7) { blob in
          blob.add(8, doubles)
          blob.add(7) { $0.add(1, [4]) }
        }
        layer.add(7) { blob in
          blob.add(10, 2)
          blob.add(12, [0x00, 0x3C])
          blob.add(7) { $0.add(1, 1) }
        }
      }
    ])
    #expect(try model.layers[0].variance?.numbers() == KnownLayer.variance)
    let short = try open([
      layer("bn", "BatchNorm", "x", "x", [KnownLayer.mean]) { layer in
        layer.add(7) { blob in
          blob.add(5, Self.packed([1, 2]))
          blob.add(7) { $0.add(1, 4) }
        }
      }
    ])
    let error = #expect(throws: FileError.self) { try short.layers[0].variance?.numbers() }
    #expect(error?.reason.contains("\"bn/1\" has 2 numbers and a shape of [4]") == true)
  }

  @Test("files without layers, and every beginning of one")
  func damage() {
    let error = #expect(throws: FileError.self) { try open("m/a.caffemodel", ["m/a.caffemodel": []]) }
    #expect(error?.reason.contains("holds no layers") == true)
    let name = "m/caffe_bn_factor_999.98"
    let damage = Tampering(files: Self.all, opened: name + ".caffemodel")
    for part in [name + ".caffemodel", name + ".prototxt"] {
      #expect(damage.truncations(of: part) == [])
      #expect(damage.changes(of: part, count: 500, seed: 3) == [])
    }
  }
}
