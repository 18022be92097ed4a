/// An answer of several lines, for people and for programs.
struct Report: Equatable, Sendable {
  /// One or two words, for where it is shown in a frame.
  let title: String
  let text: String
  /// The same as members of a JSON object.
  let members: [JSONText.Member]
}
