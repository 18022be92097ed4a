import TerminalKit

/// What stands between the batch and its outputs, broken to the width that there is.
enum StorySentences {
  struct Line: Equatable {
    let text: String
    /// Whether it belongs to the first sentence, which says the most.
    let isFirst: Bool
  }

  static func lines(_ session: Session, _ preview: Preview, columns: Int) -> [Line] {
    let sentences = TwoTruths(session, preview)?.sentences ?? []
    return sentences.enumerated().flatMap { index, text in
      text.wrapped(to: max(1, columns)).map { Line(text: $0, isFirst: index == 0) }
    }
  }
}
