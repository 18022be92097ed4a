import Platform

/// Reads a program as the text that PaddlePaddle 3 writes.
///
/// Source: paddle/fluid/pir/serialize_deserialize of PaddlePaddle 3.3. Values go by number ("%"): an operator "p" gives one
/// the name of a parameter, all others name what they take.
enum PaddleText {
  private static let longest = 1 << 28
  private static let deepest = 16

  static func begins(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == UInt8(ascii: "{") else { return false }
    let text = String(decoding: bytes.prefix(200).filter { $0 > 0x20 }, as: UTF8.self)
    return text.hasPrefix("{\"base_code\":{") && text.holds("\"magic\":\"pir\"")
  }

  static func program(_ source: any ByteSource) throws(FileError) -> PaddleProgram {
    guard source.size <= longest else {
      throw FileError(source.path, "has \(counted(source.size, "byte")); a program has at most \(longest)")
    }
    let json = try JSONValue.parse(try source.allBytes(), path: source.path, what: "the program")
    var program = PaddleProgram(path: source.path)
    var names: [Int: String] = [:]
    read(json["program"]?["regions"], &program, &names, depth: 0)
    guard !program.parameters.isEmpty else {
      throw FileError(source.path, "keeps no tensors; save the model again with paddle.jit.save")
    }
    return program
  }

  private static func read(
    _ regions: JSONValue?, _ program: inout PaddleProgram, _ names: inout [Int: String], depth: Int
  ) {
    guard depth <= deepest else { return }
    for region in regions?.array ?? [] {
      for block in region["blocks"]?.array ?? [] {
        for node in block["ops"]?.array ?? [] {
          add(node, &program, &names)
          // Branches and loops.
          read(node["regions"], &program, &names, depth: depth + 1)
        }
      }
    }
  }

  private static func add(_ node: JSONValue, _ program: inout PaddleProgram, _ names: inout [Int: String]) {
    guard let kind = node["#"]?.string else { return }
    if kind == "p" {
      guard let name = node["A"]?.array?.last?.string, let value = node["O"]?["%"]?.int else { return }
      names[value] = name
      program.parameters.append(name)
      return
    }
    // The number in front of the point is that of the dialect.
    let operation = String(kind[(kind.firstIndex(of: ".").map(kind.index(after:)) ?? kind.startIndex)...])
    guard PaddleProgram.operations.contains(operation) else { return }
    var norm = PaddleProgram.Norm(operation: operation)
    let inputs = (node["I"]?.array ?? []).map { $0["%"]?.int.flatMap { names[$0] } }
    let isBatchNorm = operation.hasPrefix("batch_norm") || operation.hasPrefix("sync_batch_norm")
    for (role, name) in zip(
      isBatchNorm ? ["Mean", "Variance", "Scale", "Bias"] : ["Scale", "Bias"], inputs.dropFirst())
    {
      norm.names[role] = name
    }
    var values: [String: JSONValue] = [:]
    for value in node["A"]?.array ?? [] {
      if let name = value["N"]?.string { values[name] = value["AT"]?["D"] }
    }
    norm.epsilon = values["epsilon"]?.double.map { Float($0).asWritten }
    norm.momentum = values["momentum"]?.double.map { Float($0).asWritten }
    norm.layout = values["data_format"]?.string
    let isTest = values["is_test"]?.bool ?? true || values["use_global_stats"]?.bool ?? false
    norm.isTraining = values["trainable_statistics"]?.bool ?? false || !isTest
    program.norms.append(norm)
  }
}
