import TerminalKit
import BNFiles

/// What `demo` asks for.
struct DemoRequest: Equatable, Sendable {
  /// A lesson's name or number, or a script's file.
  var name: String
  /// How many times as fast as written it plays; `nil` as the person plays demos anyway.
  var speed: Double?

  static let options = OptionTable<DemoRequest>(
    CommandOption("speed", \.speed, .speed, usage: "2", meaning: "how many times as fast as written"))

  init(name: String, speed: Double? = nil) {
    self.name = name
    self.speed = speed
  }

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    let word = try words.next("a lesson's name, or a script's file")
    guard Lesson.named(word.text) != nil || Self.isFile(word) else {
      throw CommandError(Self.unknownLesson(word.text), column: word.column)
    }
    name = word.text
    try Self.options.read(from: &words, into: &self)
  }

  /// Whether a word that names no lesson can be meant as a file: there is a point or a slash in it.
  private static func isFile(_ word: Word) -> Bool { word.quoted || word.text.contains { "./".contains($0) } }

  /// What to say of a name that is no lesson's.
  static func unknownLesson(_ name: String) -> String { unknown("lesson", name, among: Lesson.all.map(\.name)) }

  /// The script to play.
  func script(_ files: any FileAccess) throws(CommandError) -> Script {
    if let lesson = Lesson.named(name) { return try lesson.script() }
    return try Script.read(name, files)
  }
}

extension OptionValue<Double> {
  /// How many times as fast.
  fileprivate static var speed: Self {
    Self(
      read: { word, name throws(CommandError) in
        let value = try ValueText.number(word, name)
        guard value > 0, value.isFinite else {
          throw CommandError("\(name) needs a number above 0, not \"\(word.text)\"", column: word.column)
        }
        return value
      }, write: { ValueText.text($0) })
  }
}
