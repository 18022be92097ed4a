import BNTestSupport
import Testing

@testable import BNFiles

/// Models that coremltools 9.0 wrote.
@Suite("Core ML")
struct CoreMLTests {
  static let all = Dictionary(uniqueKeysWithValues: ModelFixtures.files("Files").map { ("m/" + $0.key, $0.value) })
  private static let half = [4, 0.25, 0.00010001659393310547, 9]

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  @Test("neural networks, with numbers of single and half precision, and inside a chain")
  func networks() throws {
    for (path, variance) in [("builder", KnownLayer.variance), ("half", Self.half), ("chain", KnownLayer.variance)] {
      let layers = try open("m/\(path).mlmodel").layers
      #expect(layers.map(\.name) == ["bn", "inst", "noeps"])
      try Expectation(name: "bn", epsilon: 2e-3, variance: variance).check(layers[0], "\(path)")
      // Core ML defines what 0 means.
      try Expectation(name: "noeps", epsilon: 1e-5, variance: variance).check(layers[2], "\(path)")
      #expect(layers[2].notes.count == 1 && layers[1].mean == nil)
      #expect(layers[1].kind == .lookAlike("instance normalization, by the mean and variance of each input"))
    }
    let converted = try open("m/coreml_bn.mlmodel").layers
    try #require(converted.count == 1)
    // The numbers were rounded to half precision before they were written, epsilon too.
    try Expectation(name: converted[0].name, epsilon: 1.001358e-05, variance: Self.half).check(
      converted[0], "converted")
  }

  @Test("programs whose constants stand in them, and in a file of the package")
  func programs() throws {
    let immediate = try open("m/coreml_bn_fp32.mlpackage")
    #expect(immediate.format == "Core ML" && immediate.layers.count == 1)
    try Expectation(name: immediate.layers[0].name, epsilon: 1e-5, axis: 1).check(immediate.layers[0], "immediate")
    let layers = try open("m/program16.mlpackage").layers
    #expect(layers.map(\.kind) == [.batchNorm, .batchNorm, .batchNorm, .lookAlike("instance_norm")])
    try Expectation(name: "bn_a_cast_fp16", epsilon: 0.0010004044, axis: 1, variance: Self.half).check(
      layers[0], "file")
    try Expectation(
      name: "bn_plain_cast_fp16", epsilon: 1.001358e-05, axis: 1, hasGamma: false, hasBeta: false, variance: Self.half
    ).check(layers[1], "file")
    // Those of twelve numbers are in the file of weights: the known layer three times.
    #expect(try layers[2].mean?.numbers() == KnownLayer.mean + KnownLayer.mean + KnownLayer.mean)
    #expect(try layers[2].variance?.numbers() == Self.half + Self.half + Self.half)
    #expect(try layers[2].gamma?.numbers().suffix(4) == KnownLayer.gamma[...])
    // The file in the package may be named as well.
    let inside = try open("m/program16.mlpackage/Data/com.apple.CoreML/model.mlmodel")
    #expect(inside.layers.count == 4)
  }

  @Test("packages that are not whole, or lead elsewhere")
  func refusals() {
    func reason(_ change: (inout [String: [UInt8]]) -> Void, _ path: String = "m/program16.mlpackage") -> String {
      var files = Self.all
      change(&files)
      do throws(FileError) {
        let model = try ModelFile.open(path, files: MemoryFiles(files))
        for tensor in model.layers.flatMap(\.tensors) { _ = try tensor.numbers() }
        return ""
      } catch { return error.reason }
    }
    let folder = "m/program16.mlpackage/"
    let weights = folder + "Data/com.apple.CoreML/weights/weight.bin"
    #expect(reason { $0[weights] = nil }.contains("its numbers are in \"weights/weight.bin\""))
    #expect(reason { $0[weights] = [0] }.contains("the file ends too soon"))
    #expect(reason { $0[weights] = [UInt8](repeating: 0, count: 4096) }.contains("no tensor begins where"))
    #expect(reason { $0[folder + "Data/com.apple.CoreML/model.mlmodel"] = nil }.contains("holds no model"))
    let list = #"{"itemInfoEntries":{"a":{"path":"../../secret"}},"rootModelIdentifier":"a"}"#
    #expect(reason { $0[folder + "Manifest.json"] = Array(list.utf8) }.contains("which is not in the folder"))
    #expect(reason({ $0["m/a.mlmodel"] = [8, 4] }, "m/a.mlmodel").contains("holds no model of Core ML"))
  }

  @Test("weights of few bits are refused when they are read, with what to do")
  func quantized() throws {
    let network = MessageWriter.message { model in
      model.add(1, 4)
      model.add(2) { _ in }
      model.add(500) { network in
        network.add(1) { layer in
          layer.add(1, "bn")
          layer.add(160) { norm in
            norm.add(1, 2)
            for role in 15...18 { norm.add(role) { $0.add(30, [1, 2]) } }
          }
        }
      }
    }
    let layer = try open("a", ["a": network]).layers[0]
    let error = #expect(throws: FileError.self) { try layer.mean?.numbers() }
    #expect(error?.reason.contains("\"bn.mean\" are quantized") == true)
  }

  @Test("every beginning of a file, and changed bytes")
  func damage() {
    let model = Tampering(files: Self.all, opened: "m/chain.mlmodel")
    #expect(model.truncations(of: "m/chain.mlmodel") == [])
    #expect(model.changes(of: "m/chain.mlmodel", count: 500, seed: 3) == [])
    let folder = "m/program16.mlpackage/"
    let package = Tampering(files: Self.all, opened: "m/program16.mlpackage")
    let name = folder + "Data/com.apple.CoreML/model.mlmodel"
    #expect(package.truncations(of: name, step: 13) == [])
    #expect(package.changes(of: name, count: 500, seed: 3) == [])
    #expect(package.changes(of: folder + "Data/com.apple.CoreML/weights/weight.bin", count: 200, seed: 4) == [])
    #expect(package.changes(of: folder + "Manifest.json", count: 200, seed: 5) == [])
  }
}
