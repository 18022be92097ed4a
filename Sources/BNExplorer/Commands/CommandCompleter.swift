import BNCore

/// What can be typed next, with a description for each candidate, from the command table.
enum CommandCompleter {
  /// Completes the word at the cursor of a line.
  static func complete(_ line: String, _ cursor: Int) -> Completion {
    let characters = Array(line.prefix(cursor))
    // Only the statement that the cursor is in counts.
    let start = (characters.lastIndex(of: ";") ?? -1) + 1
    let statement = characters[start...]
    let wordStart = (statement.lastIndex { $0.isWhitespace || "(+-*/^,[".contains($0) } ?? start - 1) + 1
    let typed = String(characters[wordStart...])
    let words = String(statement[..<wordStart]).split(whereSeparator: \.isWhitespace).map(String.init)
    let fitting = candidates(after: words).filter { $0.text.hasPrefix(typed) && $0.text != typed }
    return Completion(range: wordStart..<characters.count, candidates: fitting)
  }

  private static func candidates(after words: [String]) -> [Candidate] {
    guard let first = words.first else {
      return Verb.allCases.map { Candidate(text: $0.rawValue, summary: $0.entry.summary) }
    }
    guard let verb = Verb(rawValue: first) else { return [] }
    return candidates(for: verb.entry.arguments, Array(words.dropFirst()))
  }

  private static func candidates(for kind: CommandEntry.ArgumentKind, _ words: [String]) -> [Candidate] {
    switch kind {
    case .none: return []
    case .kind: return words.isEmpty ? kinds : options(GenerateRequest.options(of: words[0]), words)
    case .parameter:
      guard let name = words.first else { return parameters(Parameter.allCases) }
      guard words.count == 1, let parameter = Parameter(rawValue: name) else { return [] }
      return parameter.ladder(rank: 4).map { Candidate(text: $0, summary: "") }
    case .toggle: return words.isEmpty ? parameters(Parameter.toggles) : []
    case .variable:
      guard words.isEmpty else { return [] }
      return VariableName.allCases.compactMap { name in
        Quantity(rawValue: name.rawValue).map { Candidate(text: name.rawValue, summary: $0.summary) }
      }
    case .quantity: return quantities
    case .file:
      return words.isEmpty
        ? [Candidate(text: LoadRequest.digitsPath, summary: "1,437 handwritten digits of 8x8 pixels")]
        : options(LoadRequest.optionNames, words)
    case .demo:
      return words.isEmpty ? Lesson.all.map { Candidate(text: $0.name, summary: $0.summary) } : []
    case .verb:
      return words.isEmpty ? Verb.allCases.map { Candidate(text: $0.rawValue, summary: $0.entry.summary) } : []
    case .channel: return words.isEmpty ? [Candidate(text: "all", summary: "all channels together")] : []
    }
  }

  private static var kinds: [Candidate] {
    GenerateRequest.kindNames.map {
      Candidate(text: $0, summary: GenerateRequest.options(of: $0).map { $0 + "=" }.joined(separator: " "))
    }
  }

  private static func options(_ names: [String], _ words: [String]) -> [Candidate] {
    let given = words.compactMap { word in word.firstIndex(of: "=").map { String(word[..<$0]) } }
    return names.filter { !given.contains($0) }.map { Candidate(text: $0 + "=", summary: "") }
  }

  private static func parameters(_ parameters: [Parameter]) -> [Candidate] {
    parameters.map { Candidate(text: $0.rawValue, summary: $0.summary) }
  }

  private static var quantities: [Candidate] {
    Quantity.allCases.map { Candidate(text: $0.rawValue, summary: $0.summary) }
      + Expression.Function.allCases.map { Candidate(text: $0.rawValue + "(", summary: $0.summary) }
  }
}
