#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The character set that the C library, and ncurses with it, believes in.
///
/// In a locale that does not exist on the machine (usual over ssh) ncurses silently drops every character that is not
/// ASCII. So a person who asks for any UTF-8 locale gets one that is there.
package enum TerminalLocale {
  /// Why a screen that nobody asked to be so is drawn in ASCII, and what to do.
  package static func explanation(in environment: [String: String]) -> String {
    "drawn in ASCII, since the locale \(name(in: environment)) has no UTF-8 here; LC_ALL=C.UTF-8 draws finer, --ascii means it"
  }

  /// The name the environment gives the character set's locale, by POSIX's order.
  static func name(in environment: [String: String]) -> String {
    for variable in ["LC_ALL", "LC_CTYPE", "LANG"] {
      if let value = environment[variable], !value.isEmpty { return value }
    }
    return "C"
  }

  /// The locales to try in turn until one brings UTF-8.
  static func candidates(in environment: [String: String]) -> [String] {
    let name = name(in: environment)
    return asksForUTF8(in: environment) ? [name, "C.UTF-8", "en_US.UTF-8", "UTF-8"] : [name]
  }

  /// Whether the environment's locale is meant to be one of UTF-8, there or not.
  package static func asksForUTF8(in environment: [String: String]) -> Bool {
    let folded = name(in: environment).lowercased()
    return folded.contains("utf-8") || folded.contains("utf8")
  }

  /// Sets the process's locale for characters; numbers keep the decimal point.
  ///
  /// - Returns: whether characters are UTF-8 now.
  @MainActor
  static func settle(in environment: [String: String]) -> Bool {
    setlocale(LC_NUMERIC, "C")
    for candidate in candidates(in: environment) where setlocale(LC_CTYPE, candidate) != nil {
      if let codeset = nl_langinfo(nl_item(CODESET)), String(cString: codeset) == "UTF-8" { return true }
    }
    setlocale(LC_CTYPE, "C")
    return false
  }

  /// What can be drawn.
  ///
  /// The Linux console speaks UTF-8, but its font has no braille.
  static func glyphs(isUTF8: Bool, type: String) -> GlyphLevel {
    guard isUTF8 else { return .ascii }
    return type == "linux" || type.hasPrefix("linux-") ? .block : .braille
  }
}
