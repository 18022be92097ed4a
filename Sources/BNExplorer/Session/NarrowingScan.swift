import BNCore
import BNFiles

/// A look through the files that are read batch by batch, while nothing else is to be done: what the session's type
/// loses of them further on.
struct NarrowingScan {
  private var files = Stream.allCases.map { OneFile(stream: $0) }

  /// Looks at the next batch.
  ///
  /// Another source, type or axis begins anew; what has been said of a source is not said again.
  ///
  /// - Returns: what there is to say; `nil` where there is nothing left to look at.
  mutating func advance(through session: Session) -> [Output]? {
    for index in files.indices {
      if let notes = files[index].advance(through: session) { return notes }
    }
    return nil
  }
}

/// How far the batches of one of the two rows have been looked at.
private struct OneFile {
  let stream: Stream
  private var store: (any ExampleStore)?
  private var dtype: NumberType?
  private var axis: Int?
  private var next = 0

  init(stream: Stream) { self.stream = stream }

  mutating func advance(through session: Session) -> [Output]? {
    guard let source = session.source(of: stream), case .examples(let set) = source,
      case .stored(let present) = set.data, session.narrowing(stream).mayNarrow(set)
    else { return nil }
    let (type, channelAxis) = (session.configuration.dtype, session.configuration.options.axis)
    if store !== present || dtype != type || axis != channelAxis {
      (store, dtype, axis, next) = (present, type, channelAxis, 0)
    }
    guard next < set.batchesPerEpoch else { return nil }
    defer { next += 1 }
    return session.narrowing(stream).notes(onBatchOf: source, at: next)
  }
}
