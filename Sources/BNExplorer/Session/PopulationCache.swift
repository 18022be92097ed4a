import TerminalKit
import BNFiles
import BNCore
internal import Synchronization

/// Remembers the moments of a session's data: every frame asks for them, and only the data and how the layer sees it
/// change them.
///
/// Copies of a session share it. What it answers depends on the questions alone.
final class PopulationCache: Sendable {
  private struct Entry: Sendable {
    let source: BatchSource
    let layout: AxisLayout
    let moments: PopulationMoments
  }

  private let last = Mutex<Entry?>(nil)

  /// ``BatchSource/populationMoments(_:at:)``, which goes over all data, for the same data and layout only once.
  func moments(of source: BatchSource, _ layout: AxisLayout, at index: Int) -> PopulationMoments {
    if let known = last.withLock({ $0 }), known.layout == layout, known.source.hasSameData(as: source) {
      return known.moments
    }
    let moments = source.populationMoments(layout, at: index)
    if case .generated = source { return moments }
    last.withLock { $0 = Entry(source: source.withoutMemory, layout: layout, moments: moments) }
    return moments
  }
}

extension BatchSource {
  /// Whether both take the same data in the same way: the same place in memory, so that nothing has to be compared.
  fileprivate func hasSameData(as other: BatchSource) -> Bool {
    switch (self, other) {
    case (.literal(let one), .literal(let other)): one.scalars.isStored(where: other.scalars)
    case (.examples(let one), .examples(let other)):
      one.data.isStored(where: other.data) && one.batchSize == other.batchSize
        && one.shuffleSeed == other.shuffleSeed && one.dropLast == other.dropLast && one.divisor == other.divisor
    case (.generated, _), (.literal, _), (.examples, _): false
    }
  }
}

extension ExampleData {
  fileprivate func isStored(where other: ExampleData) -> Bool {
    switch (self, other) {
    case (.float32(let one), .float32(let other)): one.scalars.isStored(where: other.scalars)
    case (.float64(let one), .float64(let other)): one.scalars.isStored(where: other.scalars)
    case (.stored(let one), .stored(let other)): one === other
    case (.float32, _), (.float64, _), (.stored, _): false
    }
  }
}

extension Array {
  /// Whether two arrays are one in memory; as long as both are held, they have the same elements then.
  fileprivate func isStored(where other: [Element]) -> Bool {
    withUnsafeBufferPointer { one in
      other.withUnsafeBufferPointer { $0.baseAddress == one.baseAddress && $0.count == one.count }
    }
  }
}
