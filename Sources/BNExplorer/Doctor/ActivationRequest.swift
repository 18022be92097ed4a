import BNFiles

/// What `--activations` names: a file, and where the file does not tell, the layer and the array.
///
/// `PATH`, `PATH:LAYER`, `PATH:LAYER:member=NAME` or `PATH:member=NAME`.
struct ActivationRequest: Equatable, Sendable {
  var path: String
  /// The batch norm that the file's numbers went into; `nil` where names of arrays tell, or the model has but one.
  var layer: String?
  /// The array's name in the file, as `load` takes it.
  var member: String?

  private static let memberMark = ":member="

  /// Reads it; a colon belongs to the path as long as there is such a file.
  init(_ text: String, files: any FileAccess) {
    var rest = text[...]
    if !Self.isThere(text, files), let mark = text.ranges(of: Self.memberMark).last {
      member = String(text[mark.upperBound...])
      rest = text[..<mark.lowerBound]
    }
    let cuts = [rest.endIndex] + rest.indices.filter { rest[$0] == ":" }
    let cut = cuts.first { Self.isThere(String(rest[..<$0]), files) } ?? cuts.dropFirst().first ?? rest.endIndex
    path = String(rest[..<cut])
    if cut < rest.endIndex { layer = String(rest[rest.index(after: cut)...]) }
  }

  private static func isThere(_ path: String, _ files: any FileAccess) -> Bool {
    files.isFolder(path) || (try? files.open(path)) != nil
  }
}
