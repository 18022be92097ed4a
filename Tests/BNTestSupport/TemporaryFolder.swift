import Foundation

/// A folder that goes away with everything in it.
package final class TemporaryFolder {
  package let path: String

  package init() throws {
    var template = Array(
      FileManager.default.temporaryDirectory.appending(path: "bnexplorer-test-XXXXXX").path.utf8CString)
    guard let made = mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
    path = String(cString: made)
  }

  deinit {
    for name in names { unlink(self / name) }
    rmdir(path)
  }

  package static func / (folder: TemporaryFolder, name: String) -> String { folder.path + "/" + name }

  /// What lies in the folder.
  package var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var found: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { found.append(name) }
    }
    return found.sorted()
  }
}
