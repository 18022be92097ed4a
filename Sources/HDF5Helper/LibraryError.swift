internal import CHDF5

/// Why a file cannot be read, in the library's words or this program's.
struct LibraryError: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }

  /// What the library says of its last call that failed, the cause first.
  static var last: String {
    var words = "the library gives no reason"
    withUnsafeMutablePointer(to: &words) { target in
      _ = H5Ewalk2(
        bnh5_error_stack(), H5E_WALK_UPWARD,
        { number, entry, target in
          if number == 0, let text = entry?.pointee.desc {
            target?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          }
          return 0
        }, target)
    }
    return String(words.prefix(200))
  }

  /// The result of a call, where it is not negative.
  static func checked<Result: SignedInteger>(
    _ result: Result, _ what: @autoclosure () -> String
  ) throws(LibraryError) -> Result {
    guard result >= 0 else { throw LibraryError("\(what()): \(last)") }
    return result
  }
}
