import Platform

/// What went wrong with a file, where in it, and what to do: one line for a person, one number for a script.
package struct FileError: Error, Equatable, Sendable {
  /// What kind of trouble it is; it decides the exit status.
  package enum Kind: Equatable, Sendable {
    /// The file is not there.
    case notFound
    /// The file is there, and cannot be read: damaged or unsuitable data, a folder, no permission.
    case unreadable
    /// The file could not be written.
    case unwritable
  }

  /// Where in the file.
  package enum Place: Equatable, Sendable {
    /// A line and a character of it, both counted from 1.
    case line(Int, column: Int)
    /// An offset from the start of the file, counted from 0.
    case byte(Int)
  }

  package var path: String
  package var place: Place?
  /// What is wrong; what was expected; what to do.
  package var reason: String
  package var kind: Kind

  package init(_ path: String, at place: Place? = nil, _ reason: String, kind: Kind = .unreadable) {
    self.path = path
    self.place = place
    self.reason = reason
    self.kind = kind
  }

  /// The status that the program ends with, from the numbers of `sysexits.h`.
  package var exitStatus: Int32 {
    switch kind {
    case .notFound: 66
    case .unreadable: 65
    case .unwritable: 74
    }
  }
}

extension FileError: CustomStringConvertible {
  /// One line, whatever characters the path and the reason hold.
  package var description: String {
    let shown = path.isEmpty ? "\"\"" : path.escapingControls
    let what = reason.escapingControls
    return switch place {
    case .line(let line, let column): "\(shown):\(line):\(column): \(what)"
    case .byte(let offset): "\(shown): at byte \(offset): \(what)"
    case nil: "\(shown): \(what)"
    }
  }
}
