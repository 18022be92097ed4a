import Platform

/// Reads a program as messages of Protocol Buffers.
///
/// Source: `ProgramDesc` in paddle/fluid/framework/framework.proto of PaddlePaddle 3.3.
enum PaddleMessages {
  /// What is kept under these types is no tensor: what goes in and out, and memory for others.
  private static let notStored: Set<Int32> = [9, 10, 17]
  private static let most = 1 << 20

  static func program(_ source: any ByteSource) throws(FileError) -> PaddleProgram {
    var program = PaddleProgram(path: source.path)
    let window = ByteWindow(source)
    var names: Set<String> = []
    var walker = ProtobufWalker(window, 0..<source.size, what: "the program")
    while let field = try walker.next() {
      guard field.number == 1, let range = field.range else { continue }
      var block = ProtobufWalker(window, range, what: "a block")
      while let field = try block.next() {
        guard let range = field.range else { continue }
        if field.number == 3, let name = try stored(window, range), names.insert(name).inserted {
          program.parameters.append(name)
        }
        if field.number == 4, let norm = try norm(window, range) { program.norms.append(norm) }
        guard program.parameters.count + program.norms.count <= most else {
          throw FileError(source.path, "has more than \(most) parameters; that many are not read")
        }
      }
    }
    guard !names.isEmpty else {
      throw FileError(source.path, "keeps no tensors; it is no program of PaddlePaddle, or cut off: copy it again")
    }
    return program
  }

  /// The name of a variable whose numbers are in the file beside; `nil` for others.
  private static func stored(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) -> String? {
    let variable = try ProtobufMessage<PaddleVariable>(window, range, what: "a variable", keeping: [1, 2, 3]).small
    return variable.persistable && !notStored.contains(variable.type.type) ? variable.name : nil
  }

  private static func norm(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) -> PaddleProgram.Norm? {
    let message = try ProtobufMessage<PaddleOperator>(
      window, range, what: "an operator", keeping: [1, 3], locating: [4])
    guard PaddleProgram.operations.contains(message.small.type) else { return nil }
    var norm = PaddleProgram.Norm(operation: message.small.type)
    for input in message.small.inputs { norm.names[input.parameter] = input.arguments.first }
    var isTest = false
    var usesBatch = false
    for place in message.places.compactMap(\.range) {
      // Texts of where the program was written are passed over.
      let attribute = try ProtobufMessage<PaddleAttribute>(
        window, place, what: "an attribute", keeping: [1, 4, 5, 10]
      ).small
      switch attribute.name {
      case "epsilon": norm.epsilon = attribute.f.asWritten
      case "momentum": norm.momentum = attribute.f.asWritten
      case "data_layout": norm.layout = attribute.s
      case "is_test", "use_global_stats": isTest = isTest || attribute.b
      case "trainable_statistics": usesBatch = attribute.b
      default: break
      }
    }
    norm.isTraining = usesBatch || !isTest
    return norm
  }
}
