import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer fold")
struct FoldProgramTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    for (name, path) in [("net.onnx", "/../../Models/Networks/network.onnx"), ("graph.onnx", "/graph.onnx")] {
      try FileManager.default.copyItem(atPath: FoldTruthTests.folder + path, toPath: "\(folder.path)/\(name)")
    }
    try folder.write("nothing", to: "notes.txt")
  }

  @Test("reports each layer, what it is folded into, and why not")
  func report() throws {
    let run = try folder.run("fold", "graph.onnx")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.lines.allSatisfy { $0.count <= 80 })
    #expect(run.output.contains("plain_bn -> plain.weight") && run.output.contains("used elsewhere, too"))
    #expect(run.lines.last == "9 batch norms: 3 folded into the layer in front, 6 scale and shift alone")
    let one = try folder.run("fold", "net.onnx", "--layer", "bn_a", "--all")
    #expect(one.status == 0 && one.lines.count { $0.first == " " && $0.contains(".") } >= 16)
  }

  @Test("writes a new file alone, and says how far it is from the batch norms")
  func out() throws {
    let before = try Data(contentsOf: URL(filePath: folder.path + "/net.onnx"))
    let run = try folder.run("fold", "net.onnx", "--out", "f.npz")
    #expect(run.status == 0 && run.output == "")
    #expect(run.errors.contains("wrote f.npz: weights and bias of 7 folded layers"))
    #expect(run.errors.contains("roundings of the terms apart"))
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/net.onnx")) == before)
    let objects = try folder.run("fold", "net.onnx", "--out", "f.safetensors", "--json", "--layer", "bn_a").objects()
    try #require(objects.count == 2)
    #expect(objects[0]["into"] as? String == "conv_a.weight" && objects[0]["known_by"] as? String == "graph")
    #expect((objects[0]["output"] as? [String: Any])?["effective_bits"] is [Any])
    #expect(objects[1]["folded"] as? Int == 1 && objects[1]["roundings"] is Double)
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/link.npz", withDestinationPath: "net.onnx")
    let refused = try folder.run("fold", "net.onnx", "--out", "link.npz")
    #expect(refused.status == 74 && refused.errors.contains("is the model"))
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/net.onnx")) == before)
  }

  @Test(
    "says in one line what is wrong with what it is given",
    arguments: [
      (["none.pt"], Int32(66), "none.pt"), (["notes.txt"], 65, "notes.txt"),
      (["net.onnx", "--layer", "bn_z"], 65, "bn_z"), (["net.onnx", "--bits", "1"], 64, "--bits"),
      (["net.onnx", "--range", "0"], 64, "--range"), (["net.onnx", "--out", "x.onnx"], 64, ".safetensors"),
      (["net.onnx", "--epsilon", "-1"], 64, "--epsilon"), ([], 64, "file"),
      (["net.onnx", "--out", "nowhere/x.npz"], 74, "nowhere"),
    ] as [([String], Int32, String)])
  func refusals(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let run = try folder.start(["fold"] + arguments).wait()
    #expect(run.status == status && run.output == "" && run.errors.contains(words), "\(run)")
  }
}
