import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer recalibrate")
struct RecalibrateProgramTests {
  let folder: ProgramFolder
  private let model = SmallNetwork.path("variance.safetensors")
  private let training = SmallNetwork.path("variance-training.npz")
  private let evaluation = SmallNetwork.path("variance-evaluation.npz")

  init() throws { folder = try ProgramFolder() }

  @Test("writes the batch norms, in which the doctor finds nothing any more")
  func written() throws {
    let run = try folder.run("recalibrate", model, "--captured", training, "--out", "out.safetensors", "--json")
    #expect(run.status == 0 && run.errors.contains("wrote out.safetensors: 6 batch norms of 96 channels"))
    let objects = try run.objects()
    #expect(objects.first?["layer"] as? String == "4" && objects.last?["plan"] as? String == "each")
    #expect(objects.last?["file"] as? String == "out.safetensors")
    #expect(try folder.run("doctor", "out.safetensors", "--captured", training, "--strict").status == 0)
    let difference = try folder.run("diff", model, "out.safetensors", "--within", "0.001")
    #expect(difference.status == 1 && difference.output.contains("running_var") == false)
  }

  @Test("says what it did, which layers to record again, and both variances")
  func said() throws {
    let run = try folder.run("recalibrate", model, "--captured", evaluation)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.contains("Put right: 4, the first that is off.") && run.output.contains("Record again"))
    #expect(run.output.contains("--variance batches"))
    let all = try folder.run("recalibrate", model, "--captured", evaluation, "--all")
    #expect(all.status == 0 && all.output.contains("This may multiply the\n"))
  }

  @Test("writes nothing where nothing is to be put right, and never onto what it reads")
  func refused() throws {
    let healthy = SmallNetwork.path("healthy.safetensors")
    let none = try folder.run("recalibrate", healthy, "--captured", training, "--out", "none.npz")
    #expect(none.status == 1 && none.errors == "none.npz is not written\n")
    #expect(throws: (any Error).self) { try folder.read("none.npz") }
    for path in [model, training] {
      let run = try folder.run("recalibrate", model, "--captured", training, "--out", path)
      #expect(run.status == 74 && run.errors.contains("is not written to; name another file"))
    }
    #expect(try folder.run("recalibrate", model, "--captured", training, "--out", "out.txt").status == 74)
    #expect(try folder.run("recalibrate", model, "--captured", "none.npz").status == 66)
    #expect(try folder.run("recalibrate", model, "--captured", model).status == 65)
    #expect(try folder.run("recalibrate", model).status == 64)
  }
}
