import BNTestSupport
import Testing

@testable import BNFiles

/// Damaged models: a value or one line about what is wrong, whatever the library does with them in its own process.
@Suite("Damaged models of Keras")
struct KerasTamperingTests {
  /// What is wrong with the outcome of opening bytes and reading all numbers; `nil` for a value or a good error.
  private func complaint(_ bytes: [UInt8], _ name: String, _ what: @autoclosure () -> String) -> String? {
    do throws(FileError) {
      let model = try ModelFile.open(name, files: MemoryFiles([name: bytes]))
      for layer in model.layers {
        for tensor in [layer.gamma, layer.beta, layer.mean, layer.variance] {
          if let tensor, let count = tensor.count, count < 1000, try tensor.numbers().count != count {
            return "\(what()): \(tensor.shape) has another count"
          }
        }
      }
      return nil
    } catch {
      let isGood = error.exitStatus == 65 && error.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      return isGood ? nil : "\(what()): \(error)"
    }
  }

  private static let names = ["known_tfkeras215_bn.weights.h5", "known_tfkeras215_bn.keras"]

  @Test("cut anywhere", arguments: names)
  func cuts(name: String) throws {
    let bytes = try KerasFiles.bytes(name)
    let steps = stride(from: 0, to: bytes.count, by: bytes.count / 60).map { $0 }
    let complaints = steps.compactMap { complaint(Array(bytes[..<$0]), name, "\($0) bytes") }
    #expect(complaints == [])
  }

  @Test("other bytes anywhere", arguments: names)
  func changes(name: String) throws {
    let bytes = try KerasFiles.bytes(name)
    // What is not zero says something; HDF5 leaves much room between.
    let places = bytes.indices.filter { bytes[$0] != 0 }
    var random = SplitMix(state: 11)
    let complaints = (0..<150).compactMap { _ -> String? in
      var changed = bytes
      let place = places[Int.random(in: places.indices, using: &random)]
      changed[place] = UInt8.random(in: .min ... .max, using: &random)
      return complaint(changed, name, "byte \(place) = \(changed[place])")
    }
    #expect(complaints == [])
  }
}
