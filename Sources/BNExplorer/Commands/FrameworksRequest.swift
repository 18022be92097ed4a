import BNCore

/// What `frameworks` asks for.
struct FrameworksRequest: Equatable, Sendable {
  /// Which ways of calling a framework are shown.
  enum Ways: String, CaseIterable, Sendable { case usual, all }

  /// Frameworks, or single ways of calling one; none for all of them.
  var wanted: [String] = []
  var ways = Ways.usual
  /// Whether each has its own epsilon and momentum, or those of the session.
  var usesDefaults = true
  /// Whose statistics are shown; `nil` for the first that the screen shows.
  var channel: Int?
  /// Which row of a matrix, or which pixel of the images counted through, is shown.
  var row = 0

  static let options = OptionTable<FrameworksRequest>(
    CommandOption(
      "defaults", \.usesDefaults, .toggle, usage: "on",
      meaning: "each with its own epsilon and momentum; off with the session's", unless: true),
    CommandOption(
      "ways", \.ways, .word([:]), usage: "usual", meaning: "all: every way of calling a framework that was measured",
      unless: .usual),
    CommandOption("channel", \.channel, .integer(from: 0), usage: "0", meaning: "the channel that is shown"),
    CommandOption(
      "row", \.row, .integer(from: 0), usage: "0", meaning: "the row that is shown, or the pixel counted through",
      unless: 0))

  init() {}

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    while let word = words.peek, !Self.options.hasOption(word) {
      let name = try words.next("a framework").text
      guard !FrameworkName.ways(of: name).isEmpty else { throw FrameworkName.error(of: name, column: word.column) }
      wanted.append(name)
    }
    try Self.options.read(from: &words, into: &self)
  }

  /// The rules that are asked for, each once, in the order of the table.
  var rules: [FrameworkRules] {
    let candidates = wanted.isEmpty ? FrameworkRules.all : wanted.flatMap(FrameworkName.ways)
    return FrameworkRules.all.filter { rules in
      candidates.contains(rules)
        && (ways == .all || FrameworkRules.usual.contains(rules) || wanted.contains(rules.name))
    }
  }
}
