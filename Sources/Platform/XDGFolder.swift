#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder for the program's own files, in the place that the XDG base directories name for them.
package struct XDGFolder: Equatable, Sendable {
  /// A folder that is there, or that nobody but the person should make.
  package let base: String
  /// The folders below it, outermost first.
  package let below: [String]

  /// Names the folder; `nil` where neither the variable nor a home is known.
  ///
  /// - Parameters:
  ///   - variable: the variable that names the place, such as `XDG_STATE_HOME`.
  ///   - usual: the place below the home folder where the variable is not set.
  ///   - environment: looks up a variable.
  package init?(
    _ variable: String, usual: [String], environment: (String) -> String? = XDGFolder.variable
  ) {
    if let path = environment(variable), path.hasPrefix("/") {
      let parts = path.split(separator: "/").map(String.init)
      base = parts.dropLast().map { "/" + $0 }.joined()
      below = parts.suffix(1) + ["bnexplorer"]
    } else if let home = environment("HOME"), !home.isEmpty {
      base = home
      below = usual + ["bnexplorer"]
    } else {
      return nil
    }
  }

  package func path(of file: String) -> String { path + "/" + file }

  /// The folder itself.
  package var path: String { ([base] + below).joined(separator: "/") }

  /// Removes it, where nothing is in it.
  package func remove() { rmdir(path) }

  /// Makes the folders below the base, but not a home for somebody who has none.
  package func make() {
    var folder = base
    for part in below {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
