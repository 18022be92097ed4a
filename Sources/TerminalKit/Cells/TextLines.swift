extension String {
  /// The lines of a text, empty ones too.
  package var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
