@testable import BNFiles

extension FuzzedReader {
  /// What Keras writes beside HDF5.
  ///
  /// The archive comes as far as its weights, which another program would read.
  static let keras: [FuzzedReader] = [
    FuzzedReader("keras", "a.keras", .keras, longest: 20000),
    FuzzedReader("keras-config", longest: 16384) { bytes in
      _ = try KerasConfig(bytes, version: "2.15.0", path: "config.json", what: "config.json").layers.count
    },
    FuzzedReader("keras-shards", "a.weights.json", .kerasShards, longest: 4096),
  ]
}
