import TerminalKit
import BNCore

/// What can be typed next, with a description for each candidate, from the command table.
enum CommandCompleter {
  /// Completes with what a session has to offer, and with the files that a beginning can be completed to.
  static func completer(
    _ offer: CompletionOffer = CompletionOffer(), paths: @escaping @Sendable (String) -> [String]
  ) -> Completer {
    { line, cursor in complete(line, cursor, offer, paths: paths) }
  }

  /// Completes the word at the cursor of a line.
  ///
  /// - Parameters:
  ///   - line: what was typed.
  ///   - cursor: the graphemes before the cursor.
  ///   - offer: what the session has that can be named.
  ///   - paths: the files that a beginning can be completed to.
  /// - Returns: the candidates, and what they replace.
  static func complete(
    _ line: String, _ cursor: Int, _ offer: CompletionOffer = CompletionOffer(), paths: (String) -> [String]
  ) -> Completion {
    let characters = Array(line.prefix(cursor))
    // Only the statement that the cursor is in counts.
    let start = (characters.lastIndex(of: ";") ?? -1) + 1
    let statement = characters[start...]
    let blank = (statement.lastIndex { $0.isWhitespace } ?? start - 1) + 1
    let words = String(statement[..<blank]).split(whereSeparator: \.isWhitespace).map(String.init)
    let typed = String(characters[blank...])
    if Self.takesFile(after: words) {
      // A name that would need quotes is left to the person.
      let files = paths(typed).filter { $0 != typed && quotedWord($0) == $0 }.map {
        Candidate(text: $0, summary: $0.hasSuffix("/") ? "folder" : "file")
      }
      return Completion(range: blank..<characters.count, candidates: fitting(typed, words, offer) + files)
    }
    if words.first.flatMap(Verb.init)?.entry.arguments == .branches {
      let names = Self.branches(offer.branches, behind: words).filter { $0.text.hasPrefix(typed) && $0.text != typed }
      return Completion(range: blank..<characters.count, candidates: names)
    }
    if words == [Verb.layer.rawValue] {
      let names = offer.layers().filter { $0.text.hasPrefix(typed) && $0.text != typed }
      return Completion(range: blank..<characters.count, candidates: names)
    }
    let wordStart = (statement.lastIndex { $0.isWhitespace || "(+-*/^,[".contains($0) } ?? start - 1) + 1
    return Completion(
      range: wordStart..<characters.count, candidates: fitting(String(characters[wordStart...]), words, offer))
  }

  private static func fitting(_ typed: String, _ words: [String], _ offer: CompletionOffer) -> [Candidate] {
    candidates(after: words, offer).filter { $0.text.hasPrefix(typed) && $0.text != typed }
  }

  /// Whether a file's name comes next: behind `load`, `save` and `source`, and behind what `export` and `assign` name.
  private static func takesFile(after words: [String]) -> Bool {
    switch words.first.flatMap(Verb.init) {
    case .eval: takesFile(after: Array(words.dropFirst()))
    case .load, .open, .save, .source, .demo: words.count == 1
    case .diff: true
    case .export, .assign: words.count == 2
    case .set: words == ["set", "loss", "upstream"]
    default: false
    }
  }

  private static func candidates(after words: [String], _ offer: CompletionOffer) -> [Candidate] {
    guard let first = words.first else { return verbs }
    guard let verb = Verb(rawValue: first) else { return [] }
    if verb == .export { return exported(Array(words.dropFirst())) }
    return candidates(for: verb.entry.arguments, Array(words.dropFirst()), offer)
  }

  private static func candidates(
    for kind: CommandEntry.ArgumentKind, _ words: [String], _ offer: CompletionOffer
  ) -> [Candidate] {
    switch kind {
    case .none: return []
    case .pipeline:
      guard let first = words.first else { return pipelines }
      return EvalRequest.names.contains(first) ? candidates(after: words, offer) : []
    case .kind: return words.isEmpty ? kinds : remaining(options(of: words[0]), words)
    case .parameter:
      guard let name = words.first else { return parameters(Parameter.allCases) }
      if name == Parameter.framework.rawValue { return followed(behind: Array(words.dropFirst())) }
      guard words.count == 1, let parameter = Parameter(rawValue: name) else { return [] }
      return parameter.ladder(rank: 4, sense: offer.momentumSense).map {
        Candidate(text: $0, summary: parameter.meaning(of: $0))
      }
    case .toggle: return words.isEmpty ? parameters(Parameter.toggles) : []
    case .variable:
      guard words.isEmpty else { return [] }
      return VariableName.allCases.compactMap { name in
        Quantity(rawValue: name.rawValue).map { Candidate(text: name.rawValue, summary: $0.summary) }
      }
    case .quantity: return quantities
    case .element, .inspected:
      return words.isEmpty
        ? ElementReference.explained.map { Candidate(text: $0.rawValue, summary: $0.summary) } : []
    case .pane: return words.isEmpty ? panes : []
    case .panes:
      let all = Candidate(text: "all", summary: "every pane that has something to show")
      return words.isEmpty ? panes + [all] : panes.filter { !words.contains($0.text) }
    case .layout:
      return words.isEmpty ? LayoutName.allCases.map { Candidate(text: $0.rawValue, summary: $0.summary) } : []
    case .file, .branches, .layer: return []
    case .data:
      return words.isEmpty
        ? [Candidate(text: LoadRequest.digitsPath, summary: "1,437 handwritten digits of 8x8 pixels")]
        : remaining(LoadRequest.options.candidates, words)
    case .demo:
      return words.isEmpty
        ? Lesson.all.map { Candidate(text: $0.name, summary: $0.summary) }
        : remaining(DemoRequest.options.candidates, words)
    case .frameworks:
      return frameworks.filter { !words.contains($0.text) } + remaining(FrameworksRequest.options.candidates, words)
    case .norms:
      let names = NormFunction.allCases.map { Candidate(text: $0.word, summary: $0.summary) }
      return names.filter { !words.contains($0.text) } + remaining(NormsRequest.options.candidates, words)
    case .figure: return remaining(FigureRequest.options.candidates, words)
    case .verb: return words.isEmpty ? verbs : []
    case .theme: return words.isEmpty ? themes : []
    case .switch: return words.isEmpty ? kind.names.map { Candidate(text: $0, summary: "turn it \($0)") } : []
    case .channel: return words.isEmpty ? [Candidate(text: "all", summary: "all channels together")] : []
    }
  }

  /// What can be exported; behind a model and its file an option.
  private static func exported(_ words: [String]) -> [Candidate] {
    guard let first = words.first else {
      return ExportRequest.models.map { Candidate(text: $0.name, summary: $0.summary) }
        + [
          Candidate(text: "variables", summary: "the variables of the session's layer"),
          Candidate(text: "screen", summary: "a picture of the screen"),
          Candidate(text: "report", summary: "a page of all that was done and found"),
        ] + quantities
    }
    // Behind what is exported stands a file.
    let isModel = ExportRequest.models.contains { $0.name == first }
    return isModel && words.count > 1 ? remaining(ExportRequest.options.candidates, words) : []
  }

  /// One branch behind `switch`; two and then an option behind `compare`.
  private static func branches(_ names: [Candidate], behind words: [String]) -> [Candidate] {
    let isComparison = words.first == Verb.compare.rawValue
    let isNameExpected = words.count == 1 || (isComparison && words.count == 2)
    let options = isComparison && words.count > 1 ? CompareRequest.options.candidates : []
    let left = names.filter { !words.contains($0.text) }
    return (isNameExpected ? left : []) + remaining(options, words)
  }

  private static var verbs: [Candidate] {
    Verb.allCases.map { Candidate(text: $0.rawValue, summary: $0.entry.summary) }
  }

  private static var frameworks: [Candidate] {
    FrameworkName.all.map { name in
      let ways = FrameworkName.ways(of: name).count
      return Candidate(text: name, summary: ways == 1 ? "one way of calling it" : "\(ways) ways of calling it")
    }
  }

  /// The frameworks that a session can follow; behind a first word what is left of their names.
  private static func followed(behind words: [String]) -> [Candidate] {
    let begun = words.map { $0 + " " }.joined()
    return FrameworkChoice.names.filter { $0.hasPrefix(begun) }.map { name in
      Candidate(text: String(name.dropFirst(begun.count)), summary: FrameworkChoice(name: name).summary)
    }
  }

  private static var panes: [Candidate] {
    Pane.allCases.map { Candidate(text: $0.rawValue, summary: $0.summary) }
  }

  private static var themes: [Candidate] {
    Theme.Name.allCases.map { Candidate(text: $0.rawValue, summary: $0.summary) }
      + [Candidate(text: "next", summary: "the one after the present")]
  }

  private static var pipelines: [Candidate] {
    EvalRequest.names.map { name in
      Candidate(text: name, summary: Verb(rawValue: name)?.entry.summary ?? "no evaluation batches")
    }
  }

  private static var kinds: [Candidate] {
    BatchKind.names.map { Candidate(text: $0, summary: options(of: $0).map(\.text).joined(separator: " ")) }
  }

  /// The options of a kind of batches.
  private static func options(of kind: String) -> [Candidate] {
    (BatchKind(rawValue: kind)?.options.candidates ?? []) + GenerateRequest.options.candidates
  }

  /// The options that are not given yet.
  private static func remaining(_ options: [Candidate], _ words: [String]) -> [Candidate] {
    let given = words.compactMap { word in word.firstIndex(of: "=").map { String(word[...$0]) } }
    return options.filter { !given.contains($0.text) }
  }

  private static func parameters(_ parameters: [Parameter]) -> [Candidate] {
    parameters.map { Candidate(text: $0.rawValue, summary: $0.summary) }
  }

  private static var quantities: [Candidate] {
    Quantity.allCases.map { Candidate(text: $0.rawValue, summary: $0.summary) }
      + Expression.Function.allCases.map { Candidate(text: $0.rawValue + "(", summary: $0.summary) }
      + NormFunction.allCases.map { Candidate(text: $0.rawValue + "(", summary: $0.summary) }
  }
}

extension Parameter {
  /// What one of its values means: from its summary what is said of that value, or all of it; and where it starts.
  func meaning(of value: String) -> String {
    let said = summary.split(separator: ";").map { String($0).trimmingBlanks }.first { $0.hasPrefix(value + ": ") }
    let meaning = said.map { String($0.dropFirst(value.count + 2)) } ?? summary
    return text(in: Configuration()) == value ? "at the start; \(meaning)" : meaning
  }
}
