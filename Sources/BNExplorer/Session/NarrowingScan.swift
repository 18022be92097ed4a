import BNCore
import BNFiles

/// A look through a file that is read batch by batch, while nothing else is to be done: what the session's type loses of
/// it further on.
struct NarrowingScan {
  private var store: (any ExampleStore)?
  private var dtype: NumberType?
  private var axis: Int?
  private var next = 0

  /// Looks at the next batch.
  ///
  /// Another source, type or axis begins anew; what has been said of a source is not said again.
  ///
  /// - Returns: what there is to say; `nil` where there is nothing left to look at.
  mutating func advance(through session: Session) -> [Output]? {
    guard let source = session.source, case .examples(let set) = source, case .stored(let present) = set.data,
      session.narrowing(session.sourceName).mayNarrow(set)
    else { return nil }
    let (type, channelAxis) = (session.configuration.dtype, session.configuration.options.axis)
    if store !== present || dtype != type || axis != channelAxis {
      (store, dtype, axis, next) = (present, type, channelAxis, 0)
    }
    guard next < set.batchesPerEpoch else { return nil }
    defer { next += 1 }
    return session.narrowing(session.sourceName).notes(onBatchOf: source, at: next)
  }
}
