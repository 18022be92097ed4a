import BNFiles
import BNCore

/// A model file of many batch norms for measurements, the same on every machine.
enum BenchModel {
  /// A safetensors file of layers as a network of ten stages has them, of 64 to 512 channels.
  ///
  /// - Parameters:
  ///   - layers: how many.
  ///   - isFaulty: whether the first channel of each has a variance below 0, which is found.
  /// - Returns: the file's bytes.
  /// - Throws: ``BenchFailure`` where they cannot be made.
  static func bytes(layers: Int, isFaulty: Bool = false) throws(BenchFailure) -> [UInt8] {
    var arrays: [NamedArray] = []
    for layer in 0..<layers {
      let name = "stages.\(layer / 100).blocks.\(layer / 10 % 10).bn\(layer % 10)."
      let channels = 64 << (layer % 4)
      for (role, name) in ["weight", "bias", "running_mean", "running_var"].map({ ($0, name + $0) }) {
        var values = (0..<channels).map { number(role, layer, $0) }
        if isFaulty, role == "running_var" { values[0] = -1 }
        arrays.append(NamedArray(name: name, shape: [channels], values: values))
      }
    }
    do throws(FileError) { return try ArrayFile.encode(arrays, path: "model.safetensors") } catch {
      throw BenchFailure(error.description)
    }
  }

  /// A number that looks like one of a trained layer, from its place alone.
  private static func number(_ role: String, _ layer: Int, _ channel: Int) -> Float {
    let noise = Float((layer &* 7_919 &+ channel &* 104_729 &+ role.utf8.count &* 31) % 1_000) / 1_000
    switch role {
    case "weight": return 0.5 + noise
    case "running_var": return 0.01 + noise * noise
    default: return noise - 0.5
    }
  }
}
