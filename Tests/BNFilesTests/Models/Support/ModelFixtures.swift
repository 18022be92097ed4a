import BNTestSupport
import Foundation

@testable import BNFiles

/// The model files that stand beside the tests, in memory.
enum ModelFixtures {
  /// All files below a folder beside a test, by their paths in it; packed ones are unpacked.
  static func files(_ folder: String, beside test: String = #filePath) -> [String: [UInt8]] {
    let root = URL(filePath: test).deletingLastPathComponent().appending(path: folder)
    var files: [String: [UInt8]] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: root.path()) ?? .init() {
      guard let data = try? Data(contentsOf: root.appending(path: path)) else { continue }
      if path.hasSuffix(".gz") {
        files[String(path.dropLast(3))] = try? Gzip.decompress(Array(data), path: path)
      } else {
        files[path] = Array(data)
      }
    }
    return files
  }
}

/// Damages files in every way that chance knows, and says where a reader does not hold out.
struct Tampering {
  /// The files that belong together; the one that is damaged is among them.
  let files: [String: [UInt8]]
  /// What a person names.
  let opened: String

  /// Reads a model with all of its numbers, and complains of an error that is none.
  private func complaint(_ files: [String: [UInt8]], _ what: String) -> String? {
    do throws(FileError) {
      let model = try ModelFile.open(opened, files: MemoryFiles(files))
      let own = model.layers.flatMap { [$0.gamma, $0.beta, $0.mean, $0.variance].compactMap(\.self) }
      for tensor in own + model.tensors {
        // A number that cannot be read is an error of its own; a wrong count is none that may happen.
        let count = (try? tensor.numbers())?.count
        if let count, count != tensor.count { return "\(what): \(tensor.name) has \(count) numbers" }
      }
      return nil
    } catch {
      let isGood = !error.reason.isEmpty && error.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      return isGood ? nil : "\(what): \(error)"
    }
  }

  /// The files as they are.
  func asItIs() -> String? { complaint(files, opened) }

  /// Every beginning of a file.
  func truncations(of name: String, step: Int = 1) -> [String] {
    let bytes = files[name] ?? []
    return stride(from: 0, to: bytes.count, by: step).compactMap { count in
      complaint(files.merging([name: Array(bytes[..<count])]) { $1 }, "\(name), \(count) bytes")
    }
  }

  /// Changed bytes, one or a few at a time.
  func changes(of name: String, count: Int, seed: UInt64) -> [String] {
    let bytes = files[name] ?? []
    var random = SplitMix(state: seed)
    return (0..<count).compactMap { _ in
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        changed[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
      }
      return complaint(files.merging([name: changed]) { $1 }, "\(name), seed \(seed)")
    }
  }
}
