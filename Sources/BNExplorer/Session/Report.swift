import BNFiles

/// An answer of several lines, for people and for programs.
struct Report: Equatable, Sendable {
  /// One or two words, for where it is shown in a frame.
  let title: String
  let text: String
  /// The same as JSON objects, each by its members.
  let objects: [[JSONText.Member]]

  /// Makes an answer that programs get as one object.
  init(title: String, text: String, members: [JSONText.Member]) {
    self.init(title: title, text: text, objects: [members])
  }

  /// Makes an answer that programs get as several objects, a line each.
  init(title: String, text: String, objects: [[JSONText.Member]]) {
    (self.title, self.text, self.objects) = (title, text, objects)
  }
}
