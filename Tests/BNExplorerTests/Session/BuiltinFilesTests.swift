import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("The files inside the program")
struct BuiltinFilesTests {
  private let files = BuiltinFiles(beside: MemoryFiles(["/own.csv": Array("x\n1\n".utf8)]))

  @Test("are there by their names, beside those of the machine", arguments: BuiltinFiles.names)
  func names(_ name: String) throws {
    #expect(try files.read("builtin:" + name).count == files.open("builtin:" + name).size)
    #expect(files.absolutePath("builtin:" + name) == "builtin:" + name)
    #expect(!files.isFolder("builtin:" + name))
  }

  @Test("leave the machine's files as they are, and are never written to")
  func others() throws {
    #expect(try files.read("/own.csv") == Array("x\n1\n".utf8))
    #expect(files.absolutePath("own.csv") == "/own.csv")
    #expect(!files.isSameFile("builtin:padded.csv", as: "/own.csv"))
    let unknown = #expect(throws: FileError.self) { try files.read("builtin:none.csv") }
    #expect(unknown?.kind == .notFound && unknown?.reason.contains("two-classes.csv") == true)
    let written = #expect(throws: FileError.self) { try files.write([], to: "builtin:padded.csv") }
    #expect(written?.kind == .unwritable)
  }

  @Test(
    "hold the batch norms that they are said to hold",
    arguments: [
      ("crepe.safetensors", 6), ("crepe-tones.safetensors", 6), ("crepe-noise.safetensors", 6),
      ("crepe-raw16.safetensors", 6), ("fer.safetensors", 14), ("fer-faces.safetensors", 14),
      ("fer-faces-255.safetensors", 14), ("tf14.ckpt-50", 3), ("tf14-v1.ckpt", 3), ("trainable-only.safetensors", 0),
    ])
  func layers(_ name: String, _ count: Int) throws {
    let session = try Session("open builtin:\(name)")
    #expect(session.viewer.model?.batchNorms.count == count)
  }

  @Test("come back by their names in a saved session")
  func saved() throws {
    for line in ["load builtin:two-classes.csv batch=2; train", "open builtin:crepe.safetensors; layer conv3_BN"] {
      var session = try Session(line)
      let files = MemoryFiles()
      try session.run("save s.bn", files)
      let text = String(decoding: try files.read("s.bn"), as: UTF8.self)
      #expect(text.contains(" builtin:"))
      #expect(try Session(text).numbers("moving_mean") == session.numbers("moving_mean"))
    }
  }

  @Test("are taken by diagnose as what they are: a claim of a code holds where it finds something")
  func claims() throws {
    var session = try Session("load builtin:padded.csv; train")
    func claim(_ line: String) throws -> AssertionOutcome? {
      try session.run(line).lazy.compactMap { output -> AssertionOutcome? in
        guard case .assertion(let outcome) = output else { return nil }
        return outcome
      }.first
    }
    #expect(try claim("diagnose") == nil)
    #expect(try claim("diagnose A28")?.ok == true)
    #expect(try claim("diagnose a28 A9")?.ok == true)
    let wrong = try claim("diagnose A28 A17")
    #expect(wrong?.failure == "assertion failed: diagnose A17 A28: is 1, expected 2; 1 of 2 elements fail")
    #expect(throws: CommandError.self) { try session.run("diagnose A99") }
  }
}
