/// What was found among the elements of a tensor.
package struct ElementTally: Equatable, Sendable {
  /// How many of a kind there are, and the first one's place in row-major order.
  package struct Kind: Equatable, Sendable {
    package fileprivate(set) var count = 0
    package fileprivate(set) var first: Int?

    fileprivate mutating func add(_ other: Kind) {
      count += other.count
      first = [first, other.first].compactMap(\.self).min()
    }
  }

  package private(set) var nan = Kind()
  package private(set) var infinite = Kind()
  /// Smaller than the smallest number of the stored type that has all of its digits.
  package private(set) var subnormal = Kind()

  package init() {}

  /// Adds what another part of the same tensor holds.
  mutating func add(_ other: ElementTally) {
    nan.add(other.nan)
    infinite.add(other.infinite)
    subnormal.add(other.subnormal)
  }

  /// Counts numbers that were of a type, by their values.
  mutating func add(_ numbers: [Double], of type: ScalarType?) {
    let least = (type ?? .float64).leastNormal
    for (place, number) in numbers.enumerated() where !(number.magnitude >= least && number.isFinite) && number != 0 {
      add(number.isNaN ? .nan : number.isInfinite ? .infinite : .subnormal, at: place)
    }
  }

  fileprivate enum Fault { case nan, infinite, subnormal }

  fileprivate mutating func add(_ fault: Fault, at place: Int, times: Int = 1) {
    let kind = Kind(count: times, first: place)
    switch fault {
    case .nan: nan.add(kind)
    case .infinite: infinite.add(kind)
    case .subnormal: subnormal.add(kind)
    }
  }
}

extension ElementTally {
  /// Parts of elements that are looked at as one: few enough for sums in the element's own width.
  private static let block = 1 << 14

  /// Counts elements that lie one behind the other, from a place on.
  ///
  /// - Parameters:
  ///   - bytes: whole elements.
  ///   - place: which of the tensor's elements is the first, as they lie in the file.
  ///   - elements: what they are of.
  mutating func add(_ bytes: UnsafeRawBufferPointer, from place: Int, of elements: StoredElements) {
    switch (elements.form.meaning, elements.form.bits / elements.form.parts) {
    case (.anything, _): break
    case (.binary(let fraction), 16):
      add(bytes, place, elements, BinaryForm<UInt16>(fraction: fraction, isBigEndian: elements.isBigEndian))
    case (.binary(let fraction), 32):
      add(bytes, place, elements, BinaryForm<UInt32>(fraction: fraction, isBigEndian: elements.isBigEndian))
    case (.binary(let fraction), _):
      add(bytes, place, elements, BinaryForm<UInt64>(fraction: fraction, isBigEndian: elements.isBigEndian))
    case (.eightBits(let form), _): add(bytes, place, elements, CodeForm(leastNormal: form.leastNormal, form.value))
    case (.powerOfTwo, _): add(bytes, place, elements, CodeForm(EightBitFloat.scale))
    }
  }

  @inline(__always)
  private mutating func add<Form: PartForm>(
    _ bytes: UnsafeRawBufferPointer, _ place: Int, _ elements: StoredElements, _ form: Form
  ) {
    guard let base = bytes.baseAddress else { return }
    let parts = elements.form.parts
    let count = bytes.count / (Form.size * parts)
    var done = 0
    while done < count {
      let next = min(Self.block / parts, count - done)
      let start = base + done * parts * Form.size
      let (wrong, subnormal) = form.counts(start, next * parts)
      if wrong != 0 || subnormal != 0 {
        if elements.places.isPlain, parts == 1, isKnown(wrong, subnormal) {
          // Nothing but counts is left to find out.
          let nan = wrong == 0 ? 0 : form.nanCount(start, next)
          self.nan.count += nan
          infinite.count += wrong - nan
          self.subnormal.count += subnormal
        } else {
          look(start, next, place + done, elements, form)
        }
      }
      done += next
    }
  }

  /// Whether the first of all kinds that a block may hold is known.
  private func isKnown(_ wrong: Int, _ subnormal: Int) -> Bool {
    (wrong == 0 || (nan.first != nil && infinite.first != nil)) && (subnormal == 0 || self.subnormal.first != nil)
  }

  /// Looks at each element of a block by itself.
  private mutating func look<Form: PartForm>(
    _ start: UnsafeRawPointer, _ count: Int, _ place: Int, _ elements: StoredElements, _ form: Form
  ) {
    for index in 0..<count {
      var last: Fault?
      for part in 0..<elements.form.parts {
        guard let fault = form.fault(start, index * elements.form.parts + part), fault != last else { continue }
        last = fault
        if let (first, times) = elements.places.indices(of: place + index) { add(fault, at: first, times: times) }
      }
    }
  }
}

/// How to tell the faults of the parts of elements that lie one behind the other.
private protocol PartForm {
  /// Bytes a part.
  static var size: Int { get }
  /// How many are no finite numbers, and how many are subnormal.
  func counts(_ start: UnsafeRawPointer, _ count: Int) -> (wrong: Int, subnormal: Int)
  func nanCount(_ start: UnsafeRawPointer, _ count: Int) -> Int
  func fault(_ start: UnsafeRawPointer, _ index: Int) -> ElementTally.Fault?
}

/// Numbers in the manner of IEEE 754: without their signs they rise as whole numbers do, from the subnormal ones to
/// infinity and, above it, what is no number.
private struct BinaryForm<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: PartForm {
  /// The smallest number with an exponent.
  private let normal: Word
  private let infinity: Word
  private let isBigEndian: Bool

  init(fraction: Int, isBigEndian: Bool) {
    normal = 1 << Word(fraction)
    infinity = Word.max >> 1 ^ (normal - 1)
    self.isBigEndian = isBigEndian
  }

  static var size: Int { MemoryLayout<Word>.size }

  // Sums as wide as the words, and sums and shifts rather than comparisons: so the loop becomes one over vectors, and not
  // one of branches.
  @inline(__always)
  func counts(_ start: UnsafeRawPointer, _ count: Int) -> (wrong: Int, subnormal: Int) {
    isBigEndian ? counts(start, count) { $0.byteSwapped } : counts(start, count) { $0 }
  }

  @inline(__always)
  private func counts(
    _ start: UnsafeRawPointer, _ count: Int, _ ordered: (Word) -> Word
  ) -> (wrong: Int, subnormal: Int) {
    let top = Word(Word.bitWidth - 1)
    // What brings infinity's bits to the highest bit, and takes those of the subnormal numbers below zero.
    let (toTop, toZero) = (1 << top - infinity, normal - 1)
    var wrong: Word = 0
    var subnormal: Word = 0
    for index in 0..<count {
      let word = ordered(start.loadUnaligned(fromByteOffset: index &* Self.size, as: Word.self)) & Word.max >> 1
      wrong &+= (word &+ toTop) &>> top
      // Zero becomes the highest number of all, whose complement has no bit.
      let before = word &- 1
      subnormal &+= (~before & (before &- toZero)) &>> top
    }
    return (Int(wrong), Int(subnormal))
  }

  @inline(__always)
  func nanCount(_ start: UnsafeRawPointer, _ count: Int) -> Int {
    var nan: Word = 0
    for index in 0..<count { nan &+= (infinity &- magnitude(start, index)) &>> Word(Word.bitWidth - 1) }
    return Int(nan)
  }

  @inline(__always)
  func fault(_ start: UnsafeRawPointer, _ index: Int) -> ElementTally.Fault? {
    let magnitude = magnitude(start, index)
    if magnitude >= infinity { return magnitude == infinity ? .infinite : .nan }
    return magnitude != 0 && magnitude < normal ? .subnormal : nil
  }

  /// The bits without the sign.
  @inline(__always)
  private func magnitude(_ start: UnsafeRawPointer, _ index: Int) -> Word {
    let word = start.loadUnaligned(fromByteOffset: index &* Self.size, as: Word.self)
    return (isBigEndian ? word.byteSwapped : word) & Word.max >> 1
  }
}

/// Numbers of eight bits, by a table of all their codes.
private struct CodeForm: PartForm {
  private let faults: [ElementTally.Fault?]

  /// - Parameters:
  ///   - leastNormal: what the subnormal numbers are below; 0 where there are none.
  ///   - value: what a code stands for.
  init(leastNormal: Double = 0, _ value: (UInt8) -> Double) {
    faults = (0...UInt8.max).map { code in
      let number = value(code)
      if number.isNaN { return .nan }
      if number.isInfinite { return .infinite }
      return number != 0 && number.magnitude < leastNormal ? .subnormal : nil
    }
  }

  static var size: Int { 1 }

  func counts(_ start: UnsafeRawPointer, _ count: Int) -> (wrong: Int, subnormal: Int) {
    var wrong = 0
    var subnormal = 0
    for index in 0..<count {
      guard let fault = fault(start, index) else { continue }
      if fault == .subnormal { subnormal += 1 } else { wrong += 1 }
    }
    return (wrong, subnormal)
  }

  func nanCount(_ start: UnsafeRawPointer, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 + (fault(start, $1) == .nan ? 1 : 0) }
  }

  func fault(_ start: UnsafeRawPointer, _ index: Int) -> ElementTally.Fault? {
    faults[Int(start.load(fromByteOffset: index, as: UInt8.self))]
  }
}
