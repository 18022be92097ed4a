import TerminalKit

/// What `norms` asks for.
struct NormsRequest: Equatable, Sendable {
  /// The norms; none for all of them.
  var wanted: [NormFunction] = []
  /// How many groups of channels group norm has; `nil` for two where they can be halved, else one.
  var groups: Int?

  static let options = OptionTable<NormsRequest>(
    CommandOption(
      "groups", \.groups, .integer(from: 1), usage: "2", meaning: "how many groups of channels group norm has"))

  init() {}

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    while let word = words.peek, !Self.options.hasOption(word) {
      let name = try words.next("a norm").text
      guard let norm = NormFunction.allCases.first(where: { $0.word == name }) else {
        throw CommandError(unknown("norm", name, among: NormFunction.allCases.map(\.word)), column: word.column)
      }
      if !wanted.contains(norm) { wanted.append(norm) }
    }
    try Self.options.read(from: &words, into: &self)
  }

  var norms: [NormFunction] { wanted.isEmpty ? NormFunction.allCases : wanted }
}

extension CommandEntry {
  static let norms = CommandEntry(
    usage: "norms [NAME ...] \(NormsRequest.options.optionalUsage)",
    summary: "what other norms average over, and make of the batch",
    details: [
      "The last batch under \(orList(NormFunction.allCases.map(\.word))), without scale and shift, by epsilon as set.",
      "The picture has a letter for each mean: what has the same letter is averaged together.",
      "The same in expressions: layer_norm(x), group_norm(x, 2), batch_norm(x[0:1,:]).",
    ],
    example: "norms layer group groups=4", arguments: .norms
  ) { statement throws(CommandError) in .session(.norms(try NormsRequest(ArgumentReader(statement)))) }
}
