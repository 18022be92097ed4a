import Platform

/// The weights of a network of Darknet: numbers of single precision, a layer behind the other, without a name.
///
/// Source: `load_weights_upto` and the functions that it calls in src/parser.c of pjreddie's and AlexeyAB's Darknet.
struct DarknetWeights {
  private let source: any ByteSource
  /// Where the numbers begin.
  private let start: Int

  /// The header: three numbers of the version, and how many images were seen, of 4 bytes or from version 0.2 on of 8.
  init(_ source: any ByteSource) throws(FileError) {
    var cursor = ByteCursor(source)
    let major = try cursor.signed(4, "the version")
    let minor = try cursor.signed(4, "the version")
    _ = try cursor.signed(4, "the version")
    let isLong = major.multipliedReportingOverflow(by: 10).partialValue + minor >= 2 && major < 1000 && minor < 1000
    _ = try cursor.take(isLong ? 8 : 4, "the number of images that were seen")
    guard cursor.left % 4 == 0 else {
      throw FileError(
        source.path, at: .byte(source.size), "the numbers do not end with the file; it was cut: copy it again")
    }
    self.source = source
    start = cursor.offset
  }

  /// The layers of a network, with their numbers where these weights have them.
  func model(_ config: DarknetConfig) throws(FileError) -> ModelFile {
    let blocks = try DarknetNetwork(config).blocks
    var model = ModelFile(format: "Darknet", family: .darknet)
    let count = (source.size - start) / 4
    // One of the two branches of Darknet writes a beta for [batchnorm], the other does not: the size tells.
    let most = blocks.reduce(0) { $0.addingReportingOverflow($1.count(withBeta: true)).partialValue }
    let withBeta = most == count || blocks.reduce(0) { $0 + $1.count(withBeta: false) } != count
    var offset = 0
    for block in blocks {
      guard block.count(withBeta: withBeta) <= count - offset else {
        guard offset == count else { throw unfitting(block, offset, count, config) }
        model.remarks.append(
          FileRemark("the weights end before \(block.name): these are the first layers of the network alone"))
        break
      }
      for part in block.parts where withBeta || !part.isOptional {
        let region = NumberRegion(
          source: source, offset: start + 4 * offset, layout: NumberLayout(.float32, bigEndian: false))
        let tensor = StoredTensor(name: "\(block.name).\(part.name)", StoredArray(shape: [part.count], in: region))
        offset += part.count
        model.tensors.append(tensor)
      }
      guard block.isNormalized else { continue }
      func taken(_ name: String) -> StoredTensor? {
        model.tensors.lastIndex { $0.name == "\(block.name).\(name)" }.map { model.tensors.remove(at: $0) }
      }
      model.layers.append(
        StatedLayer(
          name: block.name, axis: 1, gamma: taken("scales"), beta: taken("biases"), mean: taken("rolling_mean"),
          variance: taken("rolling_variance"), varianceKind: .unbiased))
    }
    guard offset == count || !model.remarks.isEmpty else {
      throw FileError(
        source.path, at: .byte(start + 4 * offset),
        "goes on for \(counted(count - offset, "number")) behind the last layer of \(config.path.quoted(limit: 120)); "
          + "the two files are not of one model")
    }
    return model
  }

  private func unfitting(_ block: DarknetNetwork.Block, _ offset: Int, _ count: Int, _ config: DarknetConfig)
    -> FileError
  {
    FileError(
      source.path, at: .byte(source.size),
      "the file ends within \(block.name), which needs \(block.count(withBeta: true)) numbers and has \(count - offset); "
        + "it was cut, or \(config.path.quoted(limit: 120)) is another model's")
  }
}
