import Foundation

/// A folder for the settings of one program under test, so that no test touches the person's own.
///
/// The tour counts as done there; a test of the tour names a folder of its own by `XDG_CONFIG_HOME`.
package final class SettingsFolder: Sendable {
  private let path: String

  package init() throws {
    path = NSTemporaryDirectory() + "/bnexplorer-settings-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path + "/bnexplorer", withIntermediateDirectories: true)
    try Data("tour done\n".utf8).write(to: URL(filePath: path + "/bnexplorer/settings"))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package var environment: [String: String] { ["XDG_CONFIG_HOME": path] }
}
