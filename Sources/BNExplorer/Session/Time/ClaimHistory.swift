import Platform

/// Around the step at which a claim fails, where in recorded time it held.
struct ClaimHistory: Equatable, Sendable {
  /// The step at which it fails.
  let present: Int
  /// The last step that is recorded.
  let last: Int
  /// From here to the present step all steps were looked at.
  var first: Int
  /// From the present step to here all steps were looked at.
  var end: Int
  /// The last earlier step that was found at which it held; below `first` not all steps in between were looked at.
  var before: Int?
  /// The first later step, of those recorded, at which it holds.
  var after: Int?

  /// A claim that fails at a step, and nothing looked at yet.
  init(present: Int, last: Int) {
    self.present = present
    self.last = last
    (first, end) = (present, present)
  }

  /// The nearest step at which it held; of two as near the earlier.
  var nearest: Int? {
    guard let before, let after else { return before ?? after }
    return present - before <= after - present ? before : after
  }

  /// What there is to say, for the end of a sentence.
  var text: String {
    var parts: [String] = []
    switch before {
    case let step? where step < first:
      let gap = step + 1 == first - 1 ? "step \(step + 1) was" : "steps \(step + 1) to \(first - 1) were"
      parts.append("it held at step \(step) (\(counted(present - step, "step")) ago), but \(gap) not all looked at")
    case let step?: parts.append("it held last at step \(step) (\(counted(present - step, "step")) ago)")
    case nil:
      let end = after.map { $0 - 1 } ?? end
      parts.append(first == end ? "it fails at step \(first)" : "it holds at no step from \(first) to \(end)")
      if first > 0 { parts.append("earlier steps were not looked at") }
    }
    if let after {
      parts.append("it holds next at step \(after) (\(counted(after - present, "step")) ahead)")
    } else if end < last {
      parts.append("steps behind \(end) were not looked at")
    }
    return parts.joined(separator: "; ")
  }
}
