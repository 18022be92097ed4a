import Platform

extension ModelFormat {
  /// Hugging Face's safetensors: the length of a JSON header, the header, the numbers.
  ///
  /// Source: the format's description in the README of the safetensors project, version 0.8.
  static let safetensors = ModelFormat(name: "safetensors", match: SafetensorsReader.matches) {
    candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the file") }
    return try SafetensorsReader(source).model()
  }
}

/// Reads the header of a `.safetensors` file; the numbers stay in the file.
struct SafetensorsReader {
  private let source: any ByteSource

  init(_ source: any ByteSource) { self.source = source }

  /// The reference reads no longer headers.
  static let longestHeader = 100_000_000

  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard let source = candidate.source else { return false }
    let beginning = candidate.beginning
    if beginning.count > 8, beginning[8] == UInt8(ascii: "{"), let length = beginning.unsigned(at: 0, bytes: 8),
      length <= max(longestHeader, source.size)
    {
      return true
    }
    // The name counts where the beginning is not what it should be, so that damage is named.
    return candidate.path.lowercased().hasSuffix(".safetensors") && ForeignFormat.description(beginning) == nil
  }

  func model() throws(FileError) -> ModelFile {
    let start = try headerLength() + 8
    let header = try SafetensorsHeader.read(try source.bytes(8..<start), path: source.path)
    let ordered = header.entries.sorted {
      ($0.entry.data_offsets.first ?? 0, $0.name) < ($1.entry.data_offsets.first ?? 0, $1.name)
    }
    var tensors: [StoredTensor] = []
    var end = 0
    for (name, entry) in ordered {
      let range = try range(of: entry, name, behind: end)
      end = range.upperBound
      tensors.append(tensor(name, entry, at: start + range.lowerBound))
    }
    guard start + end == source.size else {
      throw FileError(
        source.path, at: .byte(min(start + end, source.size)),
        source.size > start + end
          ? "\(counted(source.size - start - end, "byte")) behind the last tensor, which no tensor has; save the file again"
          : "the file ends too soon: \(counted(start + end - source.size, "byte")) of its tensors are missing; copy it again"
      )
    }
    let tied = Self.tied(tensors, header.metadata)
    var model = ModelFile(
      format: "safetensors", family: .any, tensors: tensors + tied, metadata: header.metadata)
    if !tied.isEmpty { model.every = { [tensors] () throws(FileError) in tensors } }
    return model
  }

  /// Tensors that share their numbers with another and were left out for that: `__metadata__` has their names, each with
  /// that of the one that was kept.
  ///
  /// Source: `_remove_duplicate_names` and `save_model` of safetensors 0.8, torch.py.
  private static func tied(_ tensors: [StoredTensor], _ metadata: [String: String]) -> [StoredTensor] {
    guard !metadata.isEmpty else { return [] }
    let kept = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    return metadata.sorted { $0.key < $1.key }.compactMap { name, other in
      guard kept[name] == nil, var tensor = kept[other] else { return nil }
      tensor.name = name
      return tensor
    }
  }

  private func headerLength() throws(FileError) -> Int {
    let length = try source.bytes(0..<8).unsigned(at: 0, bytes: 8)
    guard let length, length <= Self.longestHeader else {
      throw FileError(
        source.path, at: .byte(0),
        "the header is said to have more than \(Self.longestHeader) bytes; this is no safetensors file, or a damaged one"
      )
    }
    guard length <= source.size - 8 else {
      throw FileError(
        source.path, at: .byte(source.size),
        "the file ends within its header of \(counted(length, "byte")); copy or save it again")
    }
    return length
  }

  /// Where a tensor lies behind the header: right behind the one before it, with as many bytes as its shape needs.
  private func range(of entry: SafetensorsHeader.Entry, _ name: String, behind end: Int) throws(FileError) -> Range<Int>
  {
    // Asked for in errors only: there are thousands of tensors.
    var shown: String { name.quoted(limit: 80) }
    guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0, entry.data_offsets[0] <= entry.data_offsets[1]
    else {
      throw FileError(source.path, "tensor \(shown) has the data_offsets \(entry.data_offsets); the file is damaged")
    }
    let range = entry.data_offsets[0]..<entry.data_offsets[1]
    guard range.lowerBound == end else {
      throw FileError(
        source.path,
        "tensor \(shown) begins at byte \(range.lowerBound) of the data and byte \(end) was expected: tensors "
          + "\(range.lowerBound < end ? "overlap" : "leave a hole"); the file is damaged")
    }
    guard let bits = SafetensorsType.bits(entry.dtype) else {
      throw FileError(source.path, "tensor \(shown) is of the type \(entry.dtype.quoted()), which is not known")
    }
    let count = elementCount(of: entry.shape)
    let needed = count.map { $0.multipliedReportingOverflow(by: bits) }
    guard let needed, !needed.overflow, needed.partialValue % 8 == 0, needed.partialValue / 8 == range.count else {
      throw FileError(
        source.path,
        "tensor \(shown) of type \(entry.dtype) and shape \(entry.shape) has \(counted(range.count, "byte")); "
          + "the file is damaged")
    }
    return range
  }

  private func tensor(_ name: String, _ entry: SafetensorsHeader.Entry, at offset: Int) -> StoredTensor {
    let path = source.path
    guard let type = SafetensorsType.scalar(entry.dtype) else {
      let count = elementCount(of: entry.shape) ?? 0
      let content = TensorContent.elements(
        StoredElements(source, at: offset, SafetensorsType.form(entry.dtype), ElementPlaces(shape: entry.shape)))
      return StoredTensor(
        name: name, shape: entry.shape, type: entry.dtype, content: { () throws(FileError) in content }
      ) { [source] () throws(FileError) in
        guard let value = SafetensorsType.eightBits(entry.dtype) else {
          throw FileError(
            path,
            "tensor \(name.quoted(limit: 80)) is of type \(entry.dtype), whose numbers are not read; save it as F16, BF16 "
              + "or F32")
        }
        return try source.bytes(offset..<offset + count).map(value)
      }
    }
    let region = NumberRegion(source: source, offset: offset, layout: NumberLayout(type, bigEndian: false))
    return StoredTensor(name: name, StoredArray(shape: entry.shape, in: region), type: entry.dtype)
  }
}

/// The element types of safetensors.
enum SafetensorsType {
  /// Bits an element; `nil` for a type that version 0.8 does not know.
  static func bits(_ name: String) -> Int? {
    if let scalar = scalar(name) { return scalar.size * 8 }
    return switch name {
    case "F4": 4
    case "F6_E2M3", "F6_E3M2": 6
    case "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E5M2FNUZ", "F8_E4M3FNUZ": 8
    case "C64": 64
    default: nil
    }
  }

  /// What a byte stands for, for the types of eight bits that are no whole numbers.
  static func eightBits(_ name: String) -> (@Sendable (UInt8) -> Double)? {
    switch name {
    case "F8_E4M3": { EightBitFloat.e4m3.value($0) }
    case "F8_E5M2": { EightBitFloat.e5m2.value($0) }
    case "F8_E4M3FNUZ": { EightBitFloat.e4m3fnuz.value($0) }
    case "F8_E5M2FNUZ": { EightBitFloat.e5m2fnuz.value($0) }
    case "F8_E8M0": { EightBitFloat.scale($0) }
    default: nil
    }
  }

  /// How the bits of an element that ``scalar(_:)`` does not know are to be understood.
  static func form(_ name: String) -> ElementForm {
    switch name {
    case "F8_E4M3": .eightBits(.e4m3)
    case "F8_E5M2": .eightBits(.e5m2)
    case "F8_E4M3FNUZ": .eightBits(.e4m3fnuz)
    case "F8_E5M2FNUZ": .eightBits(.e5m2fnuz)
    case "F8_E8M0": .powerOfTwo
    case "C64": .complex(.float32)
    // Those of four and six bits have neither infinities nor anything that is no number.
    default: .anything(bits: bits(name) ?? 8)
    }
  }

  /// The numbers that can be read.
  static func scalar(_ name: String) -> ScalarType? {
    switch name {
    case "BOOL": .bool
    case "U8": .uint8
    case "I8": .int8
    case "U16": .uint16
    case "I16": .int16
    case "U32": .uint32
    case "I32": .int32
    case "U64": .uint64
    case "I64": .int64
    case "F16": .float16
    case "BF16": .bfloat16
    case "F32": .float32
    case "F64": .float64
    default: nil
    }
  }
}
