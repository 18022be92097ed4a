import BNCore
import BNFiles

/// What data loses in the type of a session's numbers beyond a rounding: numbers that become infinite, and channels whose
/// numbers differ and become one.
struct Narrowing {
  /// Where the data comes from, and what its columns are called, in quotes.
  var name: String
  var columns: [String]?
  /// The session's type, and the axis of its channels.
  var dtype: NumberType
  var axis: Int

  /// What there is to say of data in memory; of other data it is said batch by batch.
  func notes(on source: BatchSource) -> [Output] {
    guard case .examples(let set) = source, !source.isStored, mayNarrow(set),
      let layout = try? AxisLayout(shape: source.batchShape, axis: axis), let ranges = try? set.ranges(layout)
    else { return [] }
    return notes(on: ranges, named: layout.axis == 1 && set.data.shape.count == 2)
  }

  /// What there is to say of the batch at an index, where it is read from a file; once for each source.
  func notes(onBatchOf source: BatchSource, at index: Int) -> [Output] {
    guard source.isStored, case .examples(var set) = source, case .stored(let store) = set.data, mayNarrow(set),
      index < set.batchesPerEpoch, let store = store as? StoredExamples,
      let layout = try? AxisLayout(shape: set.batchShape(at: index), axis: axis),
      let ranges = try? set.ranges(ofBatchAt: index, layout)
    else { return [] }
    return notes(on: ranges, named: false).filter { note in
      guard case .note(let text) = note else { return true }
      return store.isNew(text)
    }
  }

  /// Whether the type may lack some of the numbers.
  func mayNarrow(_ set: ExampleSet) -> Bool {
    guard set.divisor == 1 else { return true }
    let fitsFloat =
      switch set.data {
      case .float32: true
      case .float64: false
      case .stored(let store): (store as? StoredExamples)?.fitsFloat == true
      }
    return fitsFloat ? dtype == .float16 : dtype != .float64
  }

  private func notes(on ranges: [NumberRange?], named: Bool) -> [Output] {
    let infinite = channels(of: ranges) { $0.overflows(in: $1) }
    let same = channels(of: ranges) { $0.collapses(in: $1) }
    var notes: [Output] = []
    if let first = infinite.first, let range = ranges[first] {
      let largest = range.high.magnitude > range.low.magnitude ? range.high : range.low
      notes.append(
        .note(
          "\(name): in \(described(infinite, named)) there are numbers beyond \(dtype.rawValue), such as \(ValueText.text(largest)), which"
            + " become infinite; \(remedy(infinite, ranges) { $0.overflows(in: $1) })"))
    }
    if let first = same.first, let range = ranges[first] {
      notes.append(
        .note(
          "\(name): in \(described(same, named)) the numbers differ, but in \(dtype.rawValue) they are all"
            + " \(dtype.text(range.low)); \(remedy(same, ranges) { $0.collapses(in: $1) })"))
    }
    return notes
  }

  private func channels(of ranges: [NumberRange?], where isTrouble: (NumberRange, NumberType) -> Bool) -> [Int] {
    ranges.indices.filter { channel in ranges[channel].map { isTrouble($0, dtype) } == true }
  }

  /// The first of some channels by its name, and how many there are besides.
  private func described(_ channels: [Int], _ named: Bool) -> String {
    let first = channels[0]
    let names = named ? columns ?? [] : []
    let name = names.indices.contains(first) ? "column \(names[first])" : "channel \(first)"
    return channels.count == 1 ? name : "\(name) and \(channels.count - 1) more"
  }

  /// The narrowest wider type without the trouble.
  ///
  /// A narrower one only seems to be without it where its numbers become infinite.
  private func remedy(
    _ channels: [Int], _ ranges: [NumberRange?], _ isTrouble: (NumberRange, NumberType) -> Bool
  ) -> String {
    let wider = NumberType.available.drop { $0 != dtype }.dropFirst()
    let better = wider.first { type in
      channels.allSatisfy { channel in ranges[channel].map { isTrouble($0, type) } == false }
    }
    return better.map { "set dtype \($0.rawValue)" } ?? "load it with another divide="
  }
}

extension NumberRange {
  fileprivate func overflows(in type: NumberType) -> Bool {
    !type.rounded(low).isFinite || !type.rounded(high).isFinite
  }

  fileprivate func collapses(in type: NumberType) -> Bool {
    low < high && type.rounded(low) == type.rounded(high) && !overflows(in: type)
  }
}

extension NumberType {
  /// The nearest number of the type.
  fileprivate func rounded(_ number: Double) -> Double {
    switch self {
    case .float16: Double(Half(number))
    case .float32: Double(Float(number))
    case .float64: number
    }
  }
}
