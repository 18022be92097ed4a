import BNFiles
import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer layers")
struct LayersProgramTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    // The program's own files are models, too.
    let script = "batch [[1, 2], [3, 6]]\nset momentum 0\ntrain\nexport variables layer.safetensors\n"
    try folder.write(script, to: "make.bn")
    #expect(try folder.run("run", "make.bn").status == 0)
    try folder.write("nothing", to: "notes.txt")
  }

  @Test("prints a table with what was assumed")
  func table() throws {
    let run = try folder.run("layers", "layer.safetensors")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.lines.first == "layer.safetensors: safetensors")
    #expect(run.lines.last == "1 batch norm of 2 channels, 0 folded, 0 look-alikes")
    #expect(run.output.contains("--epsilon"))
    #expect(run.lines.allSatisfy { $0.count <= 80 })
  }

  @Test("prints an object a layer and one for the file")
  func json() throws {
    let run = try folder.run("layers", "layer.safetensors", "--json", "--values")
    #expect(run.status == 0 && run.errors == "")
    let objects = try run.objects()
    try #require(objects.count == 2)
    #expect(objects[0]["mean"] as? [Double] == [2, 4])
    #expect(objects[0]["variance"] as? [Double] == [1, 4])
    #expect(objects[0]["epsilon"] as? Double == 1e-3)
    #expect(objects[0]["epsilon_source"] as? String == "assumed")
    #expect(objects[1]["layers"] as? Int == 1)
    #expect(Set(objects[1].keys) == ["file", "format", "layers"])
  }

  @Test("takes what a person gives for what the file leaves open")
  func given() throws {
    let run = try folder.run("layers", "layer.safetensors", "--json", "--epsilon", "1e-5", "--momentum", "0.5")
    let layer = try #require(try run.objects().first)
    #expect(layer["epsilon"] as? Double == 1e-5)
    #expect(layer["momentum"] as? Double == 0.5)
    #expect(layer["momentum_source"] as? String == "assumed")
  }

  @Test("prints rows for a spreadsheet, and channels for people")
  func others() throws {
    let sheet = try folder.run("layers", "layer.safetensors", "--csv", "--values")
    #expect(sheet.status == 0 && sheet.lines.count == 3)
    #expect(sheet.lines[0].hasPrefix("name,kind,channels,axis,channel,gamma,beta,mean,variance,"))
    let channels = try folder.run("layers", "layer.safetensors", "--values")
    #expect(channels.output.contains("channel") && channels.output.contains("variance"))
  }

  @Test("says in one line what it cannot read, with the status for it")
  func refusals() throws {
    for (path, status, word) in [("nowhere.pt", 66, "no such file"), ("notes.txt", 65, "not a model file")] {
      let run = try folder.run("layers", path, "--json")
      #expect(run.status == status && run.output == "")
      #expect(run.errors.hasPrefix("bnexplorer: \(path): ") && run.errors.contains(word))
      #expect(run.errors.split(separator: "\n").count == 1)
    }
  }

  @Test(
    "refuses options that make no sense",
    arguments: [
      ["--json", "--csv"], ["--epsilon", "-1"], ["--epsilon", "nan"], ["--momentum", "2"], ["--epsilon", "x"],
    ])
  func usage(_ options: [String]) throws {
    let run = try folder.start(["layers", "layer.safetensors"] + options).wait()
    #expect(run.status == 64 && run.output == "")
  }
}
