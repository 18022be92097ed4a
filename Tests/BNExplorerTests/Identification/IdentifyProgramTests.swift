import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer identify")
struct IdentifyProgramTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    let script = """
      batch [[1, 10], [3, 30], [8, 20], [4, 25], [2, 11]]
      assign gamma [1.5, 0.5]
      assign beta [0.25, -1]
      set momentum 0.9
      export variables before.safetensors
      train
      export x x.npy
      export y y.npy
      export y y.csv
      export y y.json
      export variables after.npz
      export variables after.json
      infer
      export y inferred.npy

      """
    try folder.write(script, to: "make.bn")
    let run = try folder.run("run", "make.bn")
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("takes what export writes, in every format", arguments: ["y.npy", "y.csv", "y.json"])
  func output(_ path: String) throws {
    let run = try folder.run("identify", "x.npy", path, "--state", "before.safetensors", "--json")
    #expect(run.status == 0 && run.errors == "")
    let object = try #require(try run.objects().first)
    #expect(object["mode"] as? String == "training" && object["epsilon"] as? Double == 1e-3)
    #expect((object["defaults"] as? [String])?.contains("keras3 tensorflow") == true)
  }

  @Test("a file of all variables holds the statistics after the step", arguments: ["after.npz", "after.json"])
  func statistics(_ path: String) throws {
    let run = try folder.run("identify", "x.npy", path, "--state", "before.safetensors", "--momentum", "0.9")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("The momentum of 0.9 is the share of the old value"))
    #expect(run.lines.allSatisfy { $0.count <= 80 })
  }

  @Test("several things in one file are answered one by one, and then who does all of it")
  func together() throws {
    let state = #"{"gamma": [1.5, 0.5], "beta": [0.25, -1], "moving_mean": [0, 0], "moving_variance": [1, 1]}"#
    try folder.write(state, to: "state.json")
    // The population's variances are 5.84 and 60.56, those that are stored 7.3 and 75.7.
    let mean = [3.6, 19.2]
    let x = [[1.0, 10], [3, 30], [8, 20], [4, 25], [2, 11]]
    let (variance, gamma, beta): ([Double], [Double], [Double]) = ([5.84, 60.56], [1.5, 0.5], [0.25, -1])
    func normalized(_ number: Double, _ channel: Int) -> Double {
      let deviation: Double = (variance[channel] + 1e-5).squareRoot()
      let scaled: Double = (number - mean[channel]) / deviation * gamma[channel]
      return Double(Float(scaled + beta[channel]))
    }
    let y: [[Double]] = x.map { row in [normalized(row[0], 0), normalized(row[1], 1)] }
    let results: [String: Any] = [
      "y": y, "running_mean": [0.36, 1.92], "running_var": [0.9 + 0.73, 0.9 + 7.57],
    ]
    try folder.write(String(decoding: JSONSerialization.data(withJSONObject: results), as: UTF8.self), to: "all.json")
    let run = try folder.run("identify", "x.npy", "all.json", "--state", "state.json", "--json")
    let objects = try run.objects()
    #expect(run.status == 0 && objects.map { $0["subject"] as? String } == ["output", "statistics"])
    let named = objects.map { Set($0["defaults"] as? [String] ?? []) }
    let both = try #require(named.first).intersection(try #require(named.last))
    #expect(both.contains("torch") && both.contains("mlx") && !both.contains("paddle") && !both.contains("keras3 jax"))
    #expect(
      try folder.run("identify", "x.npy", "all.json", "--state", "state.json").lines.last?.contains("both: torch")
        == true)
  }

  @Test("status 1 where nothing fits, with what comes nearest")
  func nothing() throws {
    let run = try folder.run("identify", "x.npy", "inferred.npy", "--state", "before.safetensors")
    #expect(run.status == 1 && run.errors == "" && run.output.hasPrefix("Nothing gives the output"))
  }

  @Test(
    "says in one line what does not fit together, with the status for it",
    arguments: [
      (["nowhere.npy", "y.npy"], 66, "nowhere.npy: there is no such file"),
      (["x.npy", "nowhere.npy"], 66, "nowhere.npy: there is no such file"),
      (["x.npy", "y.npy", "--state", "nowhere.npz"], 66, "nowhere.npz: "),
      (["x.npy", "make.bn"], 65, "make.bn"),
      (["x.npy", "turned.json"], 65, "has the shape 2x5, and the batch 5x2; expected the same: transpose"),
      (["x.npy", "short.json"], 65, "expected the same, or arrays called moving_mean and moving_variance"),
      (["x.npy", "nan.json"], 65, "has no finite number"),
      (["nan.json", "y.npy"], 65, "has no finite number"),
      (["empty.json", "empty.json"], 65, "has no numbers"),
      (["ragged.json", "y.npy"], 65, "lists of different lengths"),
      (["words.json", "y.npy"], 65, "holds what is no number"),
      (
        ["x.npy", "y.npy", "--state", "three.json"], 65,
        "gamma has 3 numbers, and a batch of 5x2 no axis of that extent"
      ),
      (["x.npy", "y.npy", "--state", "x.npy"], 65, "has nothing of a layer"),
      (["x.npy", "y.npy", "--state", "below.json"], 65, "epsilon is -1.0; expected a number from 0 on"),
      (["x.npy", "grad.json"], 65, "a gradient needs the one with respect to the output"),
      (["x.npy", "two.json"], 65, "could each be output"),
      (["x.npy", "y.npy", "--x", "z"], 65, "has no array called \"z\""),
      (["two.json", "y.npy"], 65, "--x names one of"),
      (["x.npy", "after.npz", "--y", "nothing"], 65, "has no array called \"nothing\""),
    ] as [([String], Int32, String)])
  func refusals(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let files = [
      "turned": "[[1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]", "short": "[1, 2, 3]", "empty": "[]", "ragged": "[[1, 2], [3]]",
      "nan": "[[\"NaN\", \"NaN\"],[\"NaN\",\"NaN\"],[\"NaN\",\"NaN\"],[\"NaN\",\"NaN\"],[\"NaN\",\"NaN\"]]",
      "words": "[[1, \"two\"]]", "three": "{\"gamma\": [1, 2, 3]}", "below": "{\"epsilon\": -1}",
      "grad": "{\"grad_input\": [[1, 2], [1, 2], [1, 2], [1, 2], [1, 2]]}", "two": "{\"a.y\": [1], \"b.y\": [2]}",
    ]
    for (name, text) in files { try folder.write(text, to: name + ".json") }
    let run = try folder.start(["identify"] + arguments).wait()
    #expect(run.status == status && run.output == "", "\(run.output)\(run.errors)")
    #expect(run.errors.contains(words) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      [], ["x.npy"], ["x.npy", "y.npy", "y.npy"], ["x.npy", "y.npy", "--epsilon", "-1"],
      ["x.npy", "y.npy", "--momentum", "2"], ["x.npy", "y.npy", "--layer", "bn1"],
    ])
  func usage(_ arguments: [String]) throws {
    let run = try folder.start(["identify"] + arguments).wait()
    #expect(run.status == 64 && run.output == "")
  }

  @Test("a model is a state file, one of its layers by name")
  func model() throws {
    let path = MarkdownPage.top.appending(path: "Examples/models/before.safetensors").path
    let several = try folder.run("identify", "x.npy", "y.npy", "--state", path)
    #expect(several.status == 65 && several.errors.contains("--layer names one of"))
    let other = try folder.run("identify", "x.npy", "y.npy", "--state", path, "--layer", "bn1")
    // Its four channels do not go with two.
    #expect(other.status == 65 && other.errors.contains("has 4 numbers"))
    let missing = try folder.run("identify", "x.npy", "y.npy", "--state", path, "--layer", "bn9")
    #expect(missing.status == 65 && missing.errors.contains("has no batch norm \"bn9\""))
  }
}
