import BNTestSupport
import Testing

@testable import BNFiles

/// What a number is, one by one and by its value: the outside truth for counts that look at bits of many at once.
private func fault(_ value: Double, below least: Double) -> String? {
  value.isNaN ? "nan" : value.isInfinite ? "infinite" : value != 0 && value.magnitude < least ? "subnormal" : nil
}

/// A tally in a form that can be compared with one that was counted by hand.
private struct Counts: Equatable {
  var counts = [0, 0, 0]
  var firsts: [Int?] = [nil, nil, nil]

  init(_ tally: ElementTally) {
    let kinds = [tally.nan, tally.infinite, tally.subnormal]
    counts = kinds.map(\.count)
    firsts = kinds.map(\.first)
  }

  /// Goes through the faults of elements in row-major order.
  init(_ faults: [String?]) {
    for (place, fault) in faults.enumerated() {
      guard let kind = ["nan", "infinite", "subnormal"].firstIndex(of: fault) else { continue }
      counts[kind] += 1
      firsts[kind] = firsts[kind] ?? place
    }
  }
}

@Suite("Numbers that had better not be there")
struct ElementTallyTests {
  /// The tally of bytes that come in pieces of some elements.
  private func tally(
    _ bytes: [UInt8], _ form: ElementForm, isBigEndian: Bool = false, places: ElementPlaces? = nil, piece: Int = .max
  ) -> Counts {
    let size = form.bits / 8
    let count = bytes.count / size
    let elements = StoredElements(
      MemoryBytes(bytes, path: "m"), at: 0, form, isBigEndian: isBigEndian, places ?? ElementPlaces(shape: [count]))
    var tally = ElementTally()
    var done = 0
    while done < count {
      let next = min(piece, count - done)
      // One byte off any place that processors like.
      let shifted = [0] + bytes[done * size..<(done + next) * size]
      shifted.withUnsafeBytes {
        tally.add(UnsafeRawBufferPointer(rebasing: $0.dropFirst()), from: done, of: elements)
      }
      done += next
    }
    return Counts(tally)
  }

  private static func value(_ bits: UInt16, _ type: ScalarType) -> Double {
    Double(type == .float16 ? Float(halfBits: bits) : Float(bitPattern: UInt32(bits) << 16))
  }

  private static func least(_ type: ScalarType) -> Double { type == .float16 ? 0x1p-14 : 0x1p-126 }

  @Test("of all 65,536 patterns of two bytes", arguments: [ScalarType.float16, .bfloat16])
  func allPatterns(_ type: ScalarType) {
    let bytes = (0...UInt16.max).flatMap { bits -> [UInt8] in [UInt8(bits & 0xFF), UInt8(bits >> 8)] }
    let faults = (0...UInt16.max).map { fault(Self.value($0, type), below: Self.least(type)) }
    #expect(tally(bytes, ElementForm(type)) == Counts(faults))
    // As many as the fraction's bits leave: two signs, one pattern for infinity and the rest for NaN.
    let fractions = type == .float16 ? 1023 : 127
    #expect(tally(bytes, ElementForm(type)).counts == [2 * fractions, 2, 2 * fractions])
  }

  @Test("of random bytes, in both orders", arguments: [ScalarType.float16, .bfloat16], [false, true])
  func random(_ type: ScalarType, _ isBigEndian: Bool) {
    var generator = SplitMix(state: 16)
    for count in [1, 7, 16_383, 16_384, 16_385, 50_001] {
      let bytes = (0..<2 * count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      let words = (0..<count).map { place -> UInt16 in
        let (first, second) = (UInt16(bytes[2 * place]), UInt16(bytes[2 * place + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
      }
      let expected = Counts(words.map { fault(Self.value($0, type), below: Self.least(type)) })
      #expect(tally(bytes, ElementForm(type), isBigEndian: isBigEndian) == expected)
      #expect(tally(bytes, ElementForm(type), isBigEndian: isBigEndian, piece: 1001) == expected)
    }
  }

  /// The bits of each fault, by the definition of the type.
  private static let planted: [(type: ScalarType, size: Int, bits: [[UInt64]])] = [
    (.float16, 2, [[0x7C01, 0xFE00], [0x7C00, 0xFC00], [0x0001, 0x83FF]]),
    (.bfloat16, 2, [[0x7F81, 0xFFC0], [0x7F80, 0xFF80], [0x0001, 0x807F]]),
    (.float32, 4, [[0x7F80_0001, 0xFFC0_0000], [0x7F80_0000, 0xFF80_0000], [0x0000_0001, 0x807F_FFFF]]),
    (
      .float64, 8,
      [
        [0x7FF0_0000_0000_0001, 0xFFF8_0000_0000_0000], [0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000],
        [0x0000_0000_0000_0001, 0x800F_FFFF_FFFF_FFFF],
      ]
    ),
  ]

  /// What no fault is, next to each: the largest and the smallest ordinary number, and both zeros.
  private static let ordinary: [ScalarType: [UInt64]] = [
    .float16: [0x7BFF, 0x8400, 0, 0x8000], .bfloat16: [0x7F7F, 0x8080, 0, 0x8000],
    .float32: [0x7F7F_FFFF, 0x8080_0000, 0, 0x8000_0000],
    .float64: [0x7FEF_FFFF_FFFF_FFFF, 0x8010_0000_0000_0000, 0, 0x8000_0000_0000_0000],
  ]

  @Test("planted at the borders of vectors and blocks", arguments: [false, true])
  func planted(_ isBigEndian: Bool) throws {
    let count = 33_000
    let places = [0, 1, 3, 4, 7, 8, 15, 16, 31, 32, 16_383, 16_384, 16_385, 32_767, 32_768, count - 2, count - 1]
    for (type, size, bits) in Self.planted {
      let plain = try #require(Self.ordinary[type])
      func bytes(_ words: [UInt64]) -> [UInt8] {
        words.flatMap { word -> [UInt8] in
          let bytes = (0..<size).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
          return isBigEndian ? bytes.reversed() : bytes
        }
      }
      let clean = (0..<count).map { plain[$0 % 4] }
      #expect(tally(bytes(clean), ElementForm(type), isBigEndian: isBigEndian) == Counts([]))
      for place in places {
        for kind in 0..<3 {
          var words = clean
          words[place] = bits[kind][place % 2]
          let found = tally(bytes(words), ElementForm(type), isBigEndian: isBigEndian)
          #expect(found.counts == (0..<3).map { $0 == kind ? 1 : 0 }, "\(type) at \(place)")
          #expect(found.firsts == (0..<3).map { $0 == kind ? place : nil }, "\(type) at \(place)")
        }
      }
      // All at once, several of each.
      var words = clean
      for (index, place) in places.enumerated() { words[place] = bits[index % 3][index / 3 % 2] }
      let faults = words.map { word -> String? in
        zip(bits, ["nan", "infinite", "subnormal"]).first { $0.0.contains(word) }?.1
      }
      let expected = Counts(faults)
      #expect(tally(bytes(words), ElementForm(type), isBigEndian: isBigEndian) == expected)
      // Nothing else at all.
      #expect(
        tally(bytes(Array(repeating: bits[0][0], count: count)), ElementForm(type), isBigEndian: isBigEndian).counts
          == [count, 0, 0])
    }
  }

  // Source: table 1 of "FP8 Formats for Deep Learning", and the table of types of ml_dtypes 0.5.
  @Test("of all codes of eight bits")
  func codes() {
    let all = (0...UInt8.max).map { $0 }
    #expect(tally(all, .eightBits(.e4m3)).counts == [2, 0, 14])
    #expect(tally(all, .eightBits(.e5m2)).counts == [6, 2, 6])
    #expect(tally(all, .eightBits(.e4m3fnuz)).counts == [1, 0, 14])
    #expect(tally(all, .eightBits(.e5m2fnuz)).counts == [1, 0, 6])
    #expect(tally(all, .powerOfTwo).counts == [1, 0, 0])
    #expect(tally(all, .eightBits(.e5m2)).firsts == [0x7D, 0x7C, 1])
  }

  @Test("a complex number counts once for each fault of its parts")
  func complex() {
    let numbers: [(Float, Float)] = [(1, 2), (.nan, .nan), (.nan, .infinity), (1, .leastNonzeroMagnitude), (0, -0.0)]
    let bytes = numbers.flatMap { SafetensorsSample.floats([$0.0, $0.1]) }
    let found = tally(bytes, .complex(.float32))
    #expect(found.counts == [2, 1, 1] && found.firsts == [1, 2, 3])
  }

  @Test("numbers without their bits count by the limit of their type")
  func numbers() {
    let values = [0, 1, 0x1p-15, 0x1p-14, 0x1p-127, 0x1p-1023, .nan, -.infinity]
    for (type, subnormal) in [(ScalarType.float16, 3), (.float32, 2), (.bfloat16, 2), (.float64, 1), (.int32, 0)] {
      var tally = ElementTally()
      tally.add(values, of: type)
      #expect([tally.nan.count, tally.infinite.count, tally.subnormal.count] == [1, 1, subnormal])
      #expect(tally.nan.first == 6 && tally.infinite.first == 7)
    }
  }
}

@Suite("Places of elements")
struct ElementPlacesTests {
  /// Every index of a shape, in row-major order.
  private func indices(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { rows, extent in rows.flatMap { row in (0..<extent).map { row + [$0] } } }
  }

  @Test(
    "each element is found under the indices that lead to it",
    arguments: [
      ([2, 3, 4], [12, 4, 1]), ([2, 3, 4], [1, 2, 6]), ([2, 3, 4], [12, 1, 3]), ([3, 2], [10, 3]),
      ([3, 1, 2], [4, 99, 1]),
      ([4, 3], [0, 1]), ([2, 2, 3], [3, 0, 1]), ([5], [7]), ([], []), ([1, 1], [5, 6]), ([6], [0]),
    ])
  func strided(_ shape: [Int], _ strides: [Int]) throws {
    let places = try #require(ElementPlaces(shape: shape, strides: strides))
    var shown: [Int: [Int]] = [:]
    for (index, position) in indices(shape).enumerated() {
      shown[zip(position, strides).reduce(0) { $0 + $1.0 * $1.1 }, default: []].append(index)
    }
    #expect(places.span == (shown.keys.max() ?? -1) + 1)
    for place in 0..<places.span {
      let found = places.indices(of: place)
      #expect(found?.first == shown[place]?.min() && found?.count == shown[place]?.count, "place \(place)")
    }
    #expect(places.isPlain == (0..<places.span).allSatisfy { shown[$0] == [$0] })
  }

  @Test("of steps that reach over each other nothing is said", arguments: [([3, 3], [1, 1]), ([2, 3], [2, 1])])
  func overlapping(_ shape: [Int], _ strides: [Int]) {
    #expect(ElementPlaces(shape: shape, strides: strides) == nil)
  }

  @Test("the index of a place, in row-major order")
  func index() {
    for (place, position) in indices([2, 3, 4]).enumerated() {
      #expect(elementIndex(place, in: [2, 3, 4]) == position)
    }
    #expect(elementIndex(0, in: []) == [])
  }
}
