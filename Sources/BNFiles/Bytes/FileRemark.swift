/// Something about a file that is no error and has to be known: what was left out or filled, where a number is not finite.
package struct FileRemark: Equatable, Sendable {
  package var place: FileError.Place?
  package var text: String

  package init(at place: FileError.Place? = nil, _ text: String) {
    self.place = place
    self.text = text
  }

  /// One line for people, behind the file's name.
  package func description(of name: String) -> String { FileError(name, at: place, text).description }
}
