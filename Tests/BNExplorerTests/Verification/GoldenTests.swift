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

  @Test("every numeric file agrees within its own tolerance", arguments: names)
  func agrees(_ name: String) throws {
    let golden = try GoldenCase.decode([UInt8](Data(contentsOf: Self.folder.appending(path: name))))
    let result = GoldenReplay.run(golden)
    #expect(!result.failed, "\(result.place): \(result.worst)")
    if let numeric = golden.numeric {
      #expect(result.passed)
      let fields = Set(numeric.steps.flatMap { $0.expected.keys }).subtracting(["output_float64"])
      #expect(fields.isSubset(of: result.worst.keys), "unchecked: \(result.unchecked)")
      #expect(result.worst["variables_after"] != nil)
    } else {
      #expect(!result.passed, "nothing was compared, so it must not count as passed")
      #expect(!result.unchecked.isEmpty)
    }
  }

  @Test("all 56 files are here")
  func complete() { #expect(Self.names.count == 56) }
}
