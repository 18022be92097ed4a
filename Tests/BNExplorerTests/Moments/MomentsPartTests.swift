import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Files of moments")
struct MomentsPartTests {
  @Test("that are none are named as what they are, where that is easily told")
  func others() throws {
    let array = try ArrayFile.encode(
      NamedArray(name: "", shape: [2], values: .float64([1, 2])), path: "x.npy")
    for (bytes, what) in [
      (array, ", but an array (.npy)"), (Array("a,b\n1,2\n".utf8), ", but text, perhaps a table"), ([], ", but empty"),
      (Array(#"{"a":1}"#.utf8), ", but other JSON"), ([0xFF, 0xFE, 0, 1], ""),
      (Array(#"{"format":"other","version":1,"arrays":[]}"#.utf8), ", but other JSON"),
      ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0], ", but packed with gzip"),
    ] as [([UInt8], String)] {
      #expect(Self.refusal(bytes) == "p: is no file of moments\(what); expected what moments --out wrote")
    }
    #expect(Self.refusal(Array("{x".utf8)).hasPrefix("p: is no file of moments, but text that cannot be read as JSON"))
  }

  @Test("that are damaged are refused with the member")
  func damaged() throws {
    let sound = #"""
      {"format":"bnexplorer-moments","version":1,"arrays":[{"name":"","axis":"-1","columns":["a"],"sources":[{"path":"x","shape":[2,1],"type":"float64","chunks":1,"of":1,"axis":1,"file":{"path":"/x","size":9,"modified":"5.000000001"}}],"count":[2],"nonfinite":[0],"mean":["0x1p+0"],"mean_rest":["0x0p+0"],"m2":["0x1p+0"],"m2_rest":["0x0p+0"],"min":["0x0p+0"],"max":["0x1p+1"]}]}
      """#
    let item = try Self.part(sound).items[0]
    #expect(item.sources[0].file?.modified == FileTime(seconds: 5, nanoseconds: 1))
    for (from, into, member) in [
      (#""count":[2]"#, #""count":[-2]"#, "arrays[0].count"),
      (#""count":[2],"#, "", "arrays[0].count"),
      (#""count":[2]"#, #""count":["2"]"#, "arrays[0].count[0]"),
      (#""nonfinite":[0]"#, #""nonfinite":[]"#, "arrays[0].nonfinite"),
      (#""mean":["0x1p+0"]"#, #""mean":["x"]"#, "arrays[0].mean"),
      (#""mean":["0x1p+0"]"#, #""mean":["nan"]"#, "arrays[0].mean"),
      (#""m2":["0x1p+0"]"#, #""m2":["-0x1p+0"]"#, "arrays[0].m2"),
      (#""max":["0x1p+1"]"#, #""max":[]"#, "arrays[0].max"),
      (#""columns":["a"]"#, #""columns":[]"#, "arrays[0].columns"),
      (#""chunks":1"#, #""chunks":2"#, "arrays[0].sources[0].chunks"),
      (#""of":1"#, #""of":-1"#, "arrays[0].sources[0].of"),
      (#""axis":1"#, #""axis":2"#, "arrays[0].sources[0].axis"),
      ("5.000000001", "5", "arrays[0].sources[0].file.modified"),
      (#""name":"","#, "", "arrays[0].name"),
    ] {
      #expect(sound.contains(from))
      let words = Self.refusal(Array(sound.replacing(from, with: into).utf8))
      #expect(words.hasPrefix("p: is a damaged file of moments: \"\(member)\" "), "\(words)")
      #expect(words.hasSuffix("; take the moments anew"))
    }
    let words = Self.refusal(Array(sound.utf8.dropLast(40)))
    #expect(words.hasPrefix("p: is a damaged file of moments: it cannot be read as JSON"), "\(words)")
  }

  @Test("of another version, or without moments, are refused")
  func versions() {
    #expect(
      Self.refusal(Array(#"{"format":"bnexplorer-moments","version":2,"layers":[]}"#.utf8))
        == "p: is a file of moments of version 2; expected version 1, which this program reads")
    #expect(
      Self.refusal(Array(#"{"format":"bnexplorer-moments","version":1,"arrays":[]}"#.utf8))
        == "p: has no moments: its list of arrays is empty; take them anew with moments --out")
  }

  @Test("take the place of files of moments and of nothing else")
  func replaceable() throws {
    let part = MomentsPart([]).bytes
    let files = MemoryFiles([
      "part": part, "cut": Array(part.dropLast(3)), "empty": [], "x.csv": Array("1,2\n".utf8),
      "o.json": Array("{}".utf8),
    ])
    for path in ["part", "cut", "empty", "none"] { try MomentsFileKind.checkReplaceable(path, files: files) }
    for (path, what) in [("x.csv", "text, perhaps a table"), ("o.json", "other JSON")] {
      let error = #expect(throws: FileError.self) { try MomentsFileKind.checkReplaceable(path, files: files) }
      #expect(
        error?.description
          == "\(path): is there already, and no file of moments, but \(what); name another file, or remove this one")
      #expect(error?.exitStatus == 74)
    }
  }

  private static func part(_ text: String) throws -> MomentsPart {
    try MomentsPart(path: "p", files: MemoryFiles(["p": Array(text.utf8)]))
  }

  private static func refusal(_ bytes: [UInt8]) -> String {
    let error = #expect(throws: FileError.self) { try MomentsPart(path: "p", files: MemoryFiles(["p": bytes])) }
    return error?.description ?? ""
  }
}
