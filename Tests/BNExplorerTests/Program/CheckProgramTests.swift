import BNFiles
import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer check")
struct CheckProgramTests {
  let folder: ProgramFolder

  /// A file of three vectors: an ordinary one, one with NaN and an infinity, one with a subnormal number.
  init() throws {
    folder = try ProgramFolder()
    try folder.write(
      "batch [[1, 2], [3, 6]]\nset momentum 0\ntrain\nexport variables right.safetensors\nexport variables right.npz\n",
      to: "make.bn")
    #expect(try folder.run("run", "make.bn").status == 0)
    try folder.write("a,b\n1,nan\n2,inf\n", to: "wrong.csv")
    try folder.write("a,b\n1,1e-310\n", to: "small.csv")
    try folder.write("nothing\nat all\n", to: "notes.txt")
  }

  @Test("says nothing wrong in a line, and ends with 0")
  func right() throws {
    let run = try folder.run("check", "right.safetensors", "right.npz")
    #expect(run.status == 0 && run.errors == "")
    #expect(
      run.lines == [
        "right.safetensors: safetensors, 4 tensors, 8 numbers, 32 bytes: nothing wrong",
        "right.npz: numpy .npz, 4 tensors, 8 numbers, 32 bytes: nothing wrong",
      ])
  }

  @Test("names what is wrong, and ends with 1")
  func wrong() throws {
    let run = try folder.run("check", "wrong.csv", "right.npz")
    // What is to be known of a table is no error.
    #expect(run.status == 1 && !run.errors.contains("bnexplorer:"))
    #expect(
      run.lines == [
        "(no name) [2, 2] float64: 1 NaN, the first at [0, 1]; 1 infinite, the first at [1, 1]",
        "wrong.csv: CSV, 1 tensor, 4 numbers, 32 bytes: 1 NaN in 1 tensor, 1 infinite in 1 tensor",
        "right.npz: numpy .npz, 4 tensors, 8 numbers, 32 bytes: nothing wrong",
      ])
  }

  @Test("subnormal numbers are wrong where that is asked for")
  func strict() throws {
    let run = try folder.run("check", "small.csv")
    #expect(run.status == 0 && run.lines.last?.hasSuffix(": nothing wrong, 1 subnormal in 1 tensor") == true)
    #expect(try folder.run("check", "small.csv", "--strict").status == 1)
    #expect(try folder.run("check", "right.npz", "--strict").status == 0)
  }

  @Test("prints an object a tensor and one for the file, every key in each")
  func json() throws {
    let run = try folder.run("check", "wrong.csv", "--json")
    #expect(run.status == 1)
    let objects = try run.objects()
    try #require(objects.count == 2)
    #expect(
      Set(objects[0].keys) == [
        "tensor", "shape", "dtype", "count", "nan", "infinite", "subnormal", "first_nan", "first_infinite",
        "first_subnormal", "damage", "unread",
      ])
    #expect(objects[0]["shape"] as? [Int] == [2, 2] && objects[0]["nan"] as? Int == 1)
    #expect(objects[0]["first_nan"] as? [Int] == [0, 1] && objects[0]["first_infinite"] as? [Int] == [1, 1])
    #expect(objects[0]["first_subnormal"] is NSNull && objects[0]["damage"] is NSNull)
    #expect(
      Set(objects[1].keys) == [
        "file", "format", "tensors", "numbers", "bytes", "nan", "infinite", "subnormal", "damaged", "unread", "ok",
      ])
    #expect(objects[1]["ok"] as? Bool == false && objects[1]["numbers"] as? Int == 4)
    #expect(objects[1]["damaged"] as? Int == 0 && objects[1]["file"] as? String == "wrong.csv")
  }

  @Test("damage of a member is a line with its name, and the rest goes on")
  func damage() throws {
    let path = folder.path + "/right.npz"
    var bytes = try DiskFiles().read(path)
    let member = try #require(bytes.firstRange(of: Array("gamma.npy".utf8)))
    // Behind the member's name and the array's header of 128 bytes the numbers begin.
    bytes[member.upperBound + 128] ^= 1
    try DiskFiles().write(bytes, to: path)
    let run = try folder.run("check", "right.npz")
    #expect(run.status == 1 && run.lines.count == 2)
    #expect(run.lines[0].hasPrefix("gamma [2] float32: damaged: member \"gamma.npy\": at byte "))
    #expect(run.lines[0].contains("CRC-32"))
    #expect(run.lines[1].hasSuffix(": 1 damaged"))
  }

  @Test("says in one line what it cannot open, with the status for it, and looks at the others")
  func refusals() throws {
    for (path, status) in [("nowhere.pt", Int32(66)), ("notes.txt", 65)] {
      let run = try folder.run("check", path, "right.npz")
      #expect(run.status == status && run.lines.count == 1)
      #expect(run.errors.hasPrefix("bnexplorer: \(path):") && run.errors.split(separator: "\n").count == 1)
    }
    #expect(try folder.run("check").status == 64)
    #expect(try folder.run("check", "--fast", "right.npz").status == 64)
  }

  @Test("in a session: the open model, or another file")
  func session() throws {
    try folder.write(
      "open right.npz\ncheck\ncheck right.safetensors\ncheck wrong.csv\n", to: "check.bn")
    let run = try folder.run("run", "check.bn")
    #expect(run.status == 0)
    #expect(run.output.contains("right.npz: numpy .npz, 4 tensors, 8 numbers, 32 bytes: nothing wrong"))
    #expect(run.output.contains("right.safetensors: safetensors, 4 tensors"))
    #expect(run.output.contains("1 NaN, the first at [0, 1]"))
    try folder.write("check\n", to: "none.bn")
    let none = try folder.run("run", "none.bn")
    #expect(none.status == 64 && none.errors.contains("no model is open"))
    try folder.write("check right.npz twice\n", to: "two.bn")
    #expect(try folder.run("run", "two.bn").status == 64)
  }
}
