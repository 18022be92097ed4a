import Platform

extension ModelFormat {
  /// Arrays of MXNet, `.params`, and the symbol beside them that says what they are for.
  static let mxnet = ModelFormat(
    name: "MXNet .params", match: { $0.beginning.starts(with: MXNetArrays.magic) }
  ) { candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the file") }
    return try MXNetModel.open(source, candidate)
  }

  /// The symbol alone was named: its arrays stand beside it.
  static let mxnetSymbol = ModelFormat(name: "MXNet symbol", match: MXNetModel.isSymbol) {
    candidate throws(FileError) in
    let name = try MXNetModel.arrays(of: candidate)
    guard let source = try candidate.beside(name) else {
      throw FileError(
        candidate.path,
        "is a symbol of MXNet without its numbers: \(name.quoted(limit: 120)) is not beside it; copy "
          + "that file too")
    }
    return try MXNetModel.open(source, candidate)
  }
}

/// Opens a model of MXNet: the arrays by name, the layers by the symbol.
enum MXNetModel {
  private static let symbolEnding = "-symbol.json"

  static func open(_ source: any ByteSource, _ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    let arrays = try MXNetArrays.read(source)
    var model = ModelFile(
      format: "MXNet .params", family: .any, tensors: arrays.tensors, remarks: arrays.leftOut.map { FileRemark($0) })
    let name = symbol(of: source.path.split(separator: "/").last ?? "")
    guard let companion = try candidate.beside(name) else {
      // Only exports, which put these before the names, come with a symbol.
      if arrays.tensors.contains(where: { $0.name.hasPrefix("aux:") }) {
        model.remarks.append(
          FileRemark(
            "\(name.quoted(limit: 120)) is not beside it: it says epsilon, momentum, and whether gamma is used; copy it too"
          ))
      }
      return model
    }
    var symbol = try MXNetSymbol(companion)
    symbol.take(&model)
    return model
  }

  /// The name of the symbol that belongs to some arrays: `net-symbol.json` of `net-0012.params` and of `net.params`.
  private static func symbol(of arrays: Substring) -> String {
    var stem = arrays.hasSuffix(".params") ? arrays.dropLast(".params".count) : arrays
    let number = stem.reversed().prefix { $0.isASCII && $0.isNumber }.count
    if number >= 4, stem.dropLast(number).hasSuffix("-") { stem = stem.dropLast(number + 1) }
    return stem + symbolEnding
  }

  /// Whether a file is a symbol, by what every one of them has.
  static func isSymbol(_ candidate: ModelCandidate) -> Bool {
    guard candidate.beginning.first == UInt8(ascii: "{") else { return false }
    let text = String(decoding: candidate.beginning, as: UTF8.self)
    return text.holds("\"nodes\"") && text.holds("\"op\"") && text.holds("\"null\"") && text.holds("\"inputs\"")
  }

  /// The arrays that belong to a symbol: of several the latest.
  static func arrays(of candidate: ModelCandidate) throws(FileError) -> String {
    guard candidate.fileName.hasSuffix(symbolEnding) else {
      throw FileError(candidate.path, "is a symbol of MXNet, without numbers; name the .params file")
    }
    let stem = candidate.fileName.dropLast(symbolEnding.count)
    let found = candidate.neighbours.filter { name in
      guard name.hasPrefix(stem + "-"), name.hasSuffix(".params") else { return false }
      return name.dropFirst(stem.count + 1).dropLast(".params".count).allSatisfy(\.isNumber)
    }
    return found.max { ($0.count, $0) < ($1.count, $1) } ?? stem + "-0000.params"
  }
}
