import BNFiles
import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer doctor")
struct DoctorProgramTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    func put(_ arrays: [NamedArray], _ name: String) throws {
      try Data(try ArrayFile.encode(arrays, path: name)).write(to: URL(filePath: "\(folder.path)/\(name)"))
    }
    func vector(_ name: String, _ values: [Float]) -> NamedArray {
      NamedArray(name: name, shape: [values.count], values: values)
    }
    try put(
      [
        vector("bn.weight", [1.5, 0.5]), vector("bn.bias", [0.25, 0]), vector("bn.running_mean", [0, 10]),
        vector("bn.running_var", [1, 4]),
      ], "m.safetensors")
    try put(
      [NamedArray(name: "c.weight", shape: [2, 1, 1, 1], values: [1, 2] as [Float]), vector("c.bias", [0, 1])],
      "folded.safetensors")
    // 64 rows with exactly the layer's moments, and with a mean of 10 in the first channel.
    func rows(_ mean: Float) -> [Float] {
      (0..<64).flatMap { row in row % 2 == 0 ? [mean + 1, 12] : [mean - 1, 8] as [Float] }
    }
    for (name, mean) in [("good.npy", 0), ("bad.npy", 10)] as [(String, Float)] {
      let array = NamedArray(name: "", shape: [64, 2], values: rows(mean))
      try Data(try ArrayFile.encode(array, path: name)).write(to: URL(filePath: "\(folder.path)/\(name)"))
    }
  }

  @Test("holds activations against the only layer, and ends with the status for what it finds")
  func activations() throws {
    let good = try folder.run("doctor", "m.safetensors", "--activations", "good.npy", "--strict")
    #expect(good.status == 0 && good.errors == "" && good.output.contains("64 examples"))
    let bad = try folder.run("doctor", "m.safetensors", "--activations", "bad.npy", "--json")
    #expect(bad.status == 1)
    let objects = try bad.objects()
    #expect(objects.first?["code"] as? String == "A27" && objects.first?["severity"] as? String == "ERROR")
    #expect(objects.first?["layer"] as? String == "bn")
    let transposed = try folder.run("doctor", "m.safetensors", "--activations", "bad.npy", "--axis", "0")
    #expect(transposed.status == 64 && transposed.errors.contains("on axis 0; --axis 1 would fit"))
    #expect(transposed.errors.split(separator: "\n").count == 1)
    #expect(try folder.run("doctor", "m.safetensors", "--axis", "1").status == 64)
    #expect(try folder.run("doctor", "m.safetensors", "--activations", "none.npy").status == 66)
  }

  @Test("writes a page beside what it prints")
  func page() throws {
    let run = try folder.run("doctor", "m.safetensors", "--activations", "bad.npy", "--html", "page.html")
    #expect(run.status == 1 && run.output.contains("ERROR A27"))
    #expect(try folder.read("page.html").hasSuffix("</html>\n"))
    let nowhere = try folder.run("doctor", "m.safetensors", "--html", "none/page.html")
    #expect(nowhere.status == 74 && nowhere.errors.contains("none/page.html"))
  }

  @Test("says of a file without batch norm that it has none, and where to go on")
  func folded() throws {
    let run = try folder.run("doctor", "folded.safetensors")
    #expect(run.status == 0 && run.errors.contains("has no batch norm"))
    #expect(run.output.contains("next: bnexplorer diff CHECKPOINT folded.safetensors"))
    #expect(try folder.run("doctor", "folded.safetensors", "--strict").status == 1)
    let json = try folder.run("doctor", "folded.safetensors", "--json", "--activations", "good.npy")
    #expect(try json.objects().count == 1 && json.status == 0 && json.errors.contains("has no batch norm"))
    #expect(try json.objects().first?["layers"] as? Int == 0)
  }
}
