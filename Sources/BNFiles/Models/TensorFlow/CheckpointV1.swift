import Platform

/// A checkpoint of version 1: one file, or several shards of one, whose table holds the numbers themselves.
///
/// Source: saved_tensor_slice.proto and tensor_slice_writer.cc in core/util of TensorFlow 2.15.
struct CheckpointV1 {
  private struct Piece {
    let slice: TFSlice
    let tensor: TensorProto
    let block: SSTableBlock
  }

  private struct Variable {
    let path: String
    let shape: TFShape
    let type: Int32
    let slices: [TFSlice]
  }

  private var order: [String] = []
  private var variables: [String: [Variable]] = [:]
  private var pieces: [String: [Piece]] = [:]

  /// Reads the tables.
  init(_ sources: [any ByteSource]) throws(FileError) {
    for source in sources { try add(try SSTable(source)) }
  }

  private mutating func add(_ table: SSTable) throws(FileError) {
    try table.forEach { key, value throws(FileError) in
      let window = ByteWindow(value.source)
      var walker = ProtobufWalker(window, value.range, what: "an entry of the checkpoint")
      while let field = try walker.next() {
        guard let range = field.range else { continue }
        if key.isEmpty, field.number == 1 { try addMeta(window, range) }
        if !key.isEmpty, field.number == 2 { try addPiece(window, range, value.block) }
      }
    }
  }

  private mutating func addMeta(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) {
    let meta = try ProtobufMessage<TFSavedSlices>(window, range, what: "the list of tensors", keeping: [1]).small
    for tensor in meta.tensor {
      if variables[tensor.name] == nil { order.append(tensor.name) }
      variables[tensor.name, default: []].append(
        Variable(path: window.source.path, shape: tensor.shape, type: tensor.type, slices: tensor.slice))
    }
  }

  private mutating func addPiece(_ window: ByteWindow, _ range: Range<Int>, _ block: SSTableBlock) throws(FileError) {
    let message = try ProtobufMessage<TFSavedSlice>(
      window, range, what: "a slice", keeping: [1, 2], locating: [3])
    guard let place = message.places.last?.range else { return }
    pieces[message.small.name, default: []].append(
      Piece(slice: message.small.slice, tensor: try TensorProto(window, place), block: block))
  }

  /// The tensors of numbers, in the order of the list.
  func tensors() throws(FileError) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    for name in order { if let tensor = try tensor(name) { tensors.append(tensor) } }
    return tensors
  }

  private func tensor(_ name: String) throws(FileError) -> StoredTensor? {
    guard let parts = variables[name], let first = parts.first, let type = TensorFlowType.scalar(first.type) else {
      return nil
    }
    guard let shape = first.shape.extents, parts.allSatisfy({ $0.shape == first.shape && $0.type == first.type }) else {
      throw damaged(first.path, name, "has no possible shape")
    }
    var found: [TensorSlices.Piece] = []
    for piece in pieces[name] ?? [] {
      guard let extents = TensorSlices.extents(piece.slice, of: shape),
        let stored = piece.tensor.stored(name, shape: extents.map(\.length), type: first.type),
        // The type stands in the list alone.
        piece.tensor.type == 0 || piece.tensor.type == first.type
      else { throw damaged(first.path, name, "has an impossible slice") }
      let content = { @Sendable () throws(FileError) -> TensorContent in
        try piece.block.check()
        return try stored.content()
      }
      let checked = StoredTensor(
        name: name, shape: stored.shape, type: stored.type, isIntegral: stored.isIntegral, content: content
      ) { () throws(FileError) in
        try piece.block.check()
        return try stored.numbers()
      }
      if extents.map(\.length) == shape, (pieces[name] ?? []).count == 1 { return checked }
      found.append(TensorSlices.Piece(start: extents.map(\.start), tensor: checked))
    }
    guard found.count == parts.reduce(0, { $0 + $1.slices.count }) else {
      throw damaged(first.path, name, "lacks a slice")
    }
    return try TensorSlices(path: first.path, name: name, shape: shape, type: type, pieces: found).tensor()
  }

  private func damaged(_ path: String, _ name: String, _ what: String) -> FileError {
    FileError(path, "the tensor \(name.quoted(limit: 80)) \(what); the checkpoint is damaged: copy or save it again")
  }
}
