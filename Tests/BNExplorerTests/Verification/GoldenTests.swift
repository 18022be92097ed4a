import BNCore
import Foundation
import Testing

@testable import BNExplorer

@Suite("Golden files of TensorFlow 1.4.0")
struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../BNCoreTests/Golden").standardized

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".json") }.sorted()

  @Test("every file agrees within its own tolerance, and nothing in it stays unchecked", arguments: names)
  func agrees(_ name: String) throws {
    let file = try GoldenFile(name)
    let result = try file.replay()
    #expect(result.passed, "\(result.place): \(result.worst)")
    #expect(result.unchecked.isEmpty)
    #expect(Set(result.worst.keys) == file.fields)
  }

  @Test("every numeric file agrees within its own tolerance in fast arithmetic too", arguments: names)
  func agreesFast(_ name: String) throws {
    let file = try GoldenFile(name)
    guard file.kind == "numeric" else { return }
    let result = try file.replay(.fast)
    #expect(result.passed, "\(result.place): \(result.worst)")
  }

  @Test("all 57 files are here, of each kind as many as there are")
  func complete() throws {
    var kinds: [String: Int] = [:]
    for name in Self.names { kinds[try GoldenFile(name).kind, default: 0] += 1 }
    #expect(kinds == ["numeric": 51, "graph": 3, "attempts": 3])
  }
}
