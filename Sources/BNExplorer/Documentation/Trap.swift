/// Something in the files of a library that misleads whoever takes names and numbers at their word, and what is made of it.
///
/// The table of these in docs/models.md is made from ``all``; a test opens a file for each row.
struct Trap: Sendable {
  /// The library, format or habit that it is about.
  let about: String
  /// What it is called, in a few words.
  let name: String
  /// What is in the file.
  let stored: String
  /// What is printed of it.
  let printed: String
  /// The library and its version, and where in it that is to be seen.
  let source: String
  /// The dialects whose files have it.
  let dialects: [String]

  init(
    _ about: String, _ name: String, stored: String, printed: String, source: String, dialects: [Dialect] = []
  ) {
    self.about = about
    self.name = name
    self.stored = stored
    self.printed = printed
    self.source = source
    self.dialects = dialects.map(\.name)
  }

  /// Every one of them, those of frameworks first.
  static let all = frameworks + averages + containers + exporters + [epsilon]

  /// The one that no file can settle.
  private static let epsilon = Trap(
    "Which epsilon", "names without an epsilon",
    stored: "`bn.running_var` of a YOLO model, which runs with 1e-3, as of any other, which runs with 1e-5",
    printed:
      "\(Dialect.pytorch.epsilon), marked as assumed, with a note that says when it is another; `--epsilon` sets it",
    source: "ultralytics 8, utils/torch_utils.py, initialize_weights", dialects: [.pytorch, .tensorFlow])
}
