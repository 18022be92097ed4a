import BNFiles

/// Opens a model and reads the numbers of its layers, again and again in one process.
enum WarmOpening {
  /// Seconds of each round, after one that warms up.
  ///
  /// - Throws: ``FileError`` where the model cannot be read.
  static func seconds(of path: String, rounds: Int) throws(FileError) -> [Double] {
    var seconds: [Double] = []
    for _ in 0...rounds {
      let start = ContinuousClock.now
      let model = try FoundModel(path: path, files: DiskFiles())
      for layer in model.layers { _ = try LayerNumbers(layer) }
      seconds.append(start.duration(to: .now).inSeconds)
    }
    return Array(seconds.dropFirst())
  }
}
