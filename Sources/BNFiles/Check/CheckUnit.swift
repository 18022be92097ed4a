import Platform

/// A row of bytes that is gone through once, from its start to its end, with the tensors that lie in it.
struct CheckUnit: Sendable {
  /// A tensor of the unit, by its place among all.
  struct Part: Sendable {
    let tensor: Int
    let elements: StoredElements
    /// The elements that this unit has, as they lie in the file.
    let places: Range<Int>

    /// Bytes an element; those of less are never counted.
    var size: Int { elements.form.bits / 8 }
    /// Where the first one begins.
    var start: Int { elements.offset + places.lowerBound * size }
  }

  let source: any ByteSource
  let range: Range<Int>
  var seal: Seal?
  var parts: [Part]

  /// Whether another unit in between would make its source begin again.
  var isPacked: Bool { seal?.sum == .byReading }

  /// What was found, and what kept it from being read to the end.
  struct Finding: Sendable {
    var tallies: [ElementTally]
    var failure: FileError?
    /// The parts that were read to their ends.
    var whole: [Bool]
  }

  /// How much is read at a time: it stays in the processor's cache while it is looked at.
  static let piece = 1 << 19
  /// Room for the beginning of an element whose end is in the next piece.
  private static let carry = 16

  static func buffer() -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: carry + piece, alignment: 64)
  }

  /// Goes through the bytes.
  ///
  /// - Parameters:
  ///   - buffer: one of ``buffer()``, for each thread its own.
  ///   - advance: told how many bytes were read; false ends it.
  /// - Returns: what was found.
  func run(_ buffer: UnsafeMutableRawBufferPointer, _ advance: (Int) -> Bool) -> Finding {
    var finding = Finding(
      tallies: Array(repeating: ElementTally(), count: parts.count), whole: parts.map { $0.places.isEmpty })
    do throws(FileError) {
      try run(buffer, advance, into: &finding)
    } catch {
      finding.failure = error
    }
    return finding
  }

  private func run(
    _ buffer: UnsafeMutableRawBufferPointer, _ advance: (Int) -> Bool, into finding: inout Finding
  ) throws(FileError) {
    guard let base = buffer.baseAddress.map({ $0 + Self.carry }) else { return }
    var done = parts.map(\.places.lowerBound)
    var sum = SealSum(seal)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let end = min(offset + Self.piece, range.upperBound)
      let bytes = UnsafeMutableRawBufferPointer(start: base, count: end - offset)
      try source.read(into: bytes, from: offset)
      sum.add(UnsafeRawBufferPointer(bytes))
      for (index, part) in parts.enumerated() where !finding.whole[index] {
        if part.elements.form.isAlwaysRight {
          finding.whole[index] = part.elements.range.upperBound <= end
          continue
        }
        let start = part.elements.offset + done[index] * part.size
        let count = min((end - start) / part.size, part.places.upperBound - done[index])
        guard start < end, count > 0 else { continue }
        finding.tallies[index].add(
          UnsafeRawBufferPointer(start: base + (start - offset), count: count * part.size), from: done[index],
          of: part.elements)
        done[index] += count
        finding.whole[index] = done[index] == part.places.upperBound
      }
      // What is left of an element is joined with its end.
      if end - offset >= Self.carry {
        (base - Self.carry).copyMemory(from: base + (end - offset - Self.carry), byteCount: Self.carry)
      }
      guard advance(end - offset) else { return }
      offset = end
    }
    try sum.compare(with: self)
  }
}

/// The sum of what was read, for a seal.
private struct SealSum {
  private let seal: Seal?
  private var crc32 = Checksum()
  private var crc32C = CRC32C()

  init(_ seal: Seal?) { self.seal = seal }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    switch seal?.sum {
    case .crc32: crc32.add(bytes)
    case .maskedCRC32C: crc32C.add(bytes)
    case .byReading, nil: break
    }
  }

  func compare(with unit: CheckUnit) throws(FileError) {
    guard let seal else { return }
    let (isSame, name) =
      switch seal.sum {
      case .crc32(let sum): (sum == crc32.sum, "CRC-32")
      case .maskedCRC32C(let sum): (sum == crc32C.masked, "CRC-32C")
      case .byReading: (true, "")
      }
    guard isSame else {
      throw FileError(
        unit.source.path, at: .byte(seal.place),
        "\(counted(unit.range.count, "byte")) from here on do not agree with their checksum (\(name)); copy or fetch the "
          + "file again")
    }
  }
}
