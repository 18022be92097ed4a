import BNTestSupport
import Testing

@testable import BNFiles

@Suite("Headers of safetensors")
struct SafetensorsHeaderTests {
  private static let entry = #"{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}"#

  private func library(_ bytes: [UInt8]) throws -> SafetensorsHeader {
    try JSON.decode(SafetensorsHeader.self, from: bytes, path: "m", what: "the header")
  }

  private func expectSame(_ plain: SafetensorsHeader, as other: SafetensorsHeader, _ text: [UInt8]) {
    let comment = Comment(rawValue: String(decoding: text, as: UTF8.self))
    #expect(plain.metadata == other.metadata, comment)
    let entries = Dictionary(uniqueKeysWithValues: other.entries.map { ($0.name, $0.entry) })
    #expect(plain.entries.count == entries.count, comment)
    for (name, entry) in plain.entries { #expect(entries[name] == entry, comment) }
  }

  @Test(
    "what is read without the library is what the library reads",
    arguments: [
      "{}", "{}   ", #"{"w":\#(entry)}"#, #"{"w":\#(entry),"v":\#(entry)} "#,
      #"{"__metadata__":{"format":"pt","a":""},"w":\#(entry)}"#, #"{"__metadata__":{},"größe":\#(entry)}"#,
      #"{"w":{"data_offsets":[0,999999999999999999],"dtype":"","shape":[]}}"#,
    ])
  func plain(text: String) throws {
    let bytes = Array(text.utf8)
    expectSame(try #require(PlainSafetensorsHeader.read(bytes)), as: try library(bytes), bytes)
  }

  @Test(
    "whatever else is left to the library",
    arguments: [
      "", "{", " {}", "[]", "{}x", #"{"w":\#(entry),}"#, #"{"w" :\#(entry)}"#, #"{"w": \#(entry)}"#, #"{"w":1}"#,
      #"{"w":\#(entry),"w":\#(entry)}"#, #"{"\u0077":\#(entry)}"#, #"{"__metadata__":null}"#,
      #"{"__metadata__":{"a":"1","a":"2"}}"#, #"{"w":{"dtype":"F32","shape":[2]}}"#,
      #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}"#,
      #"{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
      #"{"w":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#,
      #"{"w":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
      #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,1000000000000000000]}}"#,
      #"{"w":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    ])
  func other(text: String) { #expect(PlainSafetensorsHeader.read(Array(text.utf8)) == nil) }

  @Test("a header that is not UTF-8 is left to the library")
  func encoding() {
    #expect(PlainSafetensorsHeader.read(Array(#"{""#.utf8) + [0xFF] + Array(#"":\#(Self.entry)}"#.utf8)) == nil)
  }

  @Test("a damaged header is read as the library reads it, or left to it")
  func tampering() throws {
    let whole = Array(#"{"__metadata__":{"format":"pt"},"a.w":\#(Self.entry),"b":\#(Self.entry)} "#.utf8)
    for length in 0..<whole.count {
      #expect(PlainSafetensorsHeader.read(Array(whole[..<length])) == nil || length == whole.count - 1)
    }
    var random = SplitMix(state: 4)
    for _ in 0..<4000 {
      var bytes = whole
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      guard let plain = PlainSafetensorsHeader.read(bytes) else { continue }
      expectSame(plain, as: try library(bytes), bytes)
    }
  }
}
