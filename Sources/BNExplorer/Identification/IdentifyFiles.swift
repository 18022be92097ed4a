import BNCore
import BNFiles
import Platform
import TerminalKit

/// What a person named: a batch, what came of it, and what is known of the layer.
struct IdentifyFiles {
  var input: String
  var result: String
  var state: String?
  /// The names of arrays in these files, where they do not tell by themselves.
  var inputName: String?
  var resultName: String?
  /// A layer of the state file, where it has several.
  var layerName: String?
  /// What a person says of the layer, whatever the file says.
  var epsilon: Double?
  var momentum: Double?
}

/// A batch, and everything that is to be explained about it.
struct IdentifyCase: Sendable {
  let shape: [Int]
  let identifier: Identifier
  let layer: KnownLayer
  let subjects: [IdentifySubject]
  /// What a person should know of the files, each a line.
  let remarks: [String]
}

/// One thing that came of a batch.
enum IdentifySubject: Sendable {
  case output(KnownNumbers)
  case gradient(KnownNumbers, upstream: KnownNumbers)
  case statistics(mean: KnownNumbers?, variance: KnownNumbers?)
}

extension IdentifyFiles {
  /// As many numbers as are looked through within a minute or two.
  private static let mostNumbers = 1 << 25

  /// Reads the files.
  ///
  /// - Throws: ``FileError`` where one cannot be read, or does not go with the others.
  func read(_ files: any FileAccess) throws(FileError) -> IdentifyCase {
    let batch = try array(of: try FileArrays(input, files: files), named: inputName, as: .input)
    let shape = batch.shape.isEmpty ? [1] : batch.shape
    guard let count = elementCount(of: shape), count <= Self.mostNumbers else {
      throw FileError(
        input,
        "has the shape \(text(shape)), more than the \(NumberText.grouped(Self.mostNumbers)) numbers that identify takes; some"
          + " of the channels are enough, with all their examples")
    }
    let numbers = try batch.known()
    guard numbers.numbers.isEmpty || numbers.numbers.contains(where: \.isFinite) else {
      throw FileError(input, "has no finite number: there is nothing to compare")
    }
    var reader = LayerReader(path: state ?? "", shape: shape)
    if let state { try reader.read(try FileArrays(state, files: files), layer: layerName) }
    if let epsilon { reader.layer.epsilon = epsilon }
    if let momentum { reader.layer.momentum = momentum }
    let subjects = try subjects(try FileArrays(result, files: files), shape: shape, reader)
    return IdentifyCase(
      shape: shape, identifier: Identifier(shape: shape, input: numbers, layer: reader.layer), layer: reader.layer,
      subjects: subjects, remarks: reader.remarks)
  }

  /// The array of a file that is meant: the named one, the only one, or the one whose name says it.
  private func array(
    of arrays: FileArrays, named name: String?, as role: ArrayRole
  ) throws(FileError) -> StoredTensor {
    if let name { return try arrays.array(named: name) }
    if arrays.arrays.count == 1 { return arrays.arrays[0] }
    if let array = try arrays.array(role) { return array }
    throw FileError(
      arrays.path,
      "has \(counted(arrays.arrays.count, "array")), none of them called x or input; --x names one of "
        + arrays.arrays.map(\.name).listed(limit: 12))
  }

  // MARK: What came of the batch

  private func subjects(
    _ arrays: FileArrays, shape: [Int], _ reader: LayerReader
  ) throws(FileError) -> [IdentifySubject] {
    let upstream = reader.upstream
    if let name = resultName {
      return [try subject(try arrays.array(named: name), shape: shape, upstream: upstream)]
    }
    if arrays.arrays.count == 1, arrays.candidates(.mean).isEmpty, arrays.candidates(.variance).isEmpty {
      return [try subject(arrays.arrays[0], shape: shape, upstream: upstream)]
    }
    var subjects: [IdentifySubject] = []
    if let output = try arrays.array(.output) { subjects.append(.output(try fitting(output, shape))) }
    if let gradient = try arrays.array(.gradient) {
      subjects.append(.gradient(try fitting(gradient, shape), upstream: try needed(upstream)))
    }
    let (mean, variance) = (try arrays.array(.mean), try arrays.array(.variance))
    // The file of everything has the statistics before the step, which are no result.
    if mean ?? variance != nil, result != state { subjects.append(try statistics(mean, variance, shape, reader.layer)) }
    guard !subjects.isEmpty else {
      throw FileError(
        result,
        "has no output (y, output), no statistics (moving_mean, moving_variance) and no gradient (grad_input); --y names"
          + " one of \(arrays.arrays.map(\.name).listed(limit: 12))")
    }
    return subjects
  }

  private func subject(
    _ array: StoredTensor, shape: [Int], upstream: KnownNumbers?
  ) throws(FileError) -> IdentifySubject {
    if ArrayRole.gradient.names(array.name, isWhole: false) {
      return .gradient(try fitting(array, shape), upstream: try needed(upstream))
    }
    let numbers = try fitting(array, shape)
    guard let upstream, !ArrayRole.output.names(array.name, isWhole: false) else { return .output(numbers) }
    return .gradient(numbers, upstream: upstream)
  }

  private func needed(_ upstream: KnownNumbers?) throws(FileError) -> KnownNumbers {
    if let upstream { return upstream }
    throw FileError(
      result, "a gradient needs the one with respect to the output; --state has it as grad_output, upstream or dy")
  }

  /// The numbers of an array that has to have the batch's shape.
  private func fitting(_ array: StoredTensor, _ shape: [Int]) throws(FileError) -> KnownNumbers {
    guard array.shape.filter({ $0 != 1 }) == shape.filter({ $0 != 1 }) else {
      let isTurned = array.shape.sorted() == shape.sorted()
      throw FileError(
        result,
        "has the shape \(text(array.shape)), and the batch \(text(shape)); expected the same"
          + (isTurned ? ": transpose one of the two" : ", or arrays called moving_mean and moving_variance"))
    }
    let numbers = try array.known()
    guard !numbers.numbers.isEmpty else {
      throw FileError(result, "has no numbers: an empty batch says nothing of what was done to it")
    }
    guard numbers.numbers.contains(where: \.isFinite) else {
      throw FileError(result, "has no finite number: there is nothing to compare")
    }
    return numbers
  }

  private func statistics(
    _ mean: StoredTensor?, _ variance: StoredTensor?, _ shape: [Int], _ layer: KnownLayer
  ) throws(FileError) -> IdentifySubject {
    let known = (try mean?.known(), try variance?.known())
    let counts = [known.0, known.1].compactMap { $0?.numbers.count }
    guard Set(counts).count == 1 else {
      throw FileError(result, "has a mean of \(counts[0]) and a variance of \(counted(counts[1], "number"))")
    }
    guard ChannelGrouping.counts(shape: shape).contains(counts[0]) else {
      throw FileError(
        result,
        "has statistics of \(counted(counts[0], "number")); a batch of \(text(shape)) has no axis of that extent")
    }
    let before = [layer.mean, layer.variance].compactMap { $0?.numbers.count }
    guard before.allSatisfy({ $0 == 1 || $0 == counts[0] }) else {
      throw FileError(
        result,
        "has statistics of \(counted(counts[0], "number")), and the state file of \(before[0]); expected as many")
    }
    return .statistics(mean: known.0, variance: known.1)
  }

  private func text(_ shape: [Int]) -> String { shape.isEmpty ? "of a single number" : shapeText(shape) }
}

extension StoredTensor {
  /// The numbers, with how exactly their type holds them.
  func known() throws(FileError) -> KnownNumbers {
    let numbers = try numbers()
    return switch scalarType {
    case .float16: KnownNumbers(numbers, as: .float16)
    case .bfloat16: KnownNumbers(numbers, as: .bfloat16)
    case .float32: KnownNumbers(numbers, as: .float32)
    default: KnownNumbers(seenIn: numbers)
    }
  }
}
