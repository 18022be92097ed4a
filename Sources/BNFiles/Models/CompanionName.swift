/// Names of files that a model names: only those below its own folder are opened.
enum CompanionName {
  /// Whether a name leads to a file below a folder.
  static func isInside(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    // A name with a backslash would be a path where it was written.
    return !name.isEmpty && !parts.contains("..") && !name.hasPrefix("/") && !name.hasPrefix("~")
      && !name.utf8.contains(UInt8(ascii: "\\")) && !name.utf8.contains(0)
  }
}
