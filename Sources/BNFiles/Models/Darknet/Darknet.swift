import Platform

extension ModelFormat {
  /// Darknet's weights, whose layout only the configuration beside them tells; either of the two may be named.
  static let darknet = ModelFormat(name: "Darknet", match: DarknetModel.matches) { candidate throws(FileError) in
    try DarknetModel.open(candidate)
  }
}

/// Finds the two files of a model of Darknet.
enum DarknetModel {
  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard candidate.source != nil else { return false }
    if DarknetConfig.begins(candidate.beginning) { return true }
    return isWeights(candidate.fileName) && ForeignFormat.description(candidate.beginning) == nil
  }

  /// `yolo.weights`, and `darknet53.conv.74`, which holds the layers up to that number.
  private static func isWeights(_ name: Substring) -> Bool {
    if name.hasSuffix(".weights") { return true }
    let parts = name.split(separator: ".")
    return parts.count > 2 && parts[parts.count - 2] == "conv" && parts[parts.count - 1].allSatisfy(\.isNumber)
  }

  static func open(_ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the file") }
    if DarknetConfig.begins(candidate.beginning) {
      let config = try DarknetConfig(source)
      guard let name = closest(to: candidate.fileName, isWeights, candidate), let weights = try candidate.beside(name)
      else {
        throw FileError(
          candidate.path,
          "is a configuration of Darknet without its numbers: no .weights file of this name is beside it")
      }
      return try DarknetWeights(weights).model(config)
    }
    guard let name = closest(to: candidate.fileName, { $0.hasSuffix(".cfg") }, candidate),
      let config = try candidate.beside(name)
    else {
      let stem = candidate.fileName.hasSuffix(".weights") ? candidate.fileName.dropLast(8) : candidate.fileName
      throw FileError(
        candidate.path,
        "weights of Darknet say nothing of their layout: \"\(stem).cfg\" is not beside them; copy it too")
    }
    return try DarknetWeights(source).model(try DarknetConfig(config))
  }

  /// The companion whose name fits best: the same, one that the other begins with, or the only one that there is.
  ///
  /// Training writes `yolo_final.weights` and `yolo_1000.weights` for `yolo.cfg`.
  private static func closest(
    to name: Substring, _ isOne: (Substring) -> Bool, _ candidate: ModelCandidate
  ) -> String? {
    func stem(_ name: Substring) -> Substring { name[..<(name.lastIndex(of: ".") ?? name.endIndex)] }
    let own = stem(name)
    let found = candidate.neighbours.filter { isOne($0[...]) && $0 != name }
    if let same = found.first(where: { stem($0[...]) == own }) { return same }
    let fitting = found.filter { stem($0[...]).hasPrefix(own) || own.hasPrefix(stem($0[...])) }
    return fitting.max { stem($0[...]).count < stem($1[...]).count } ?? (found.count == 1 ? found[0] : nil)
  }
}
