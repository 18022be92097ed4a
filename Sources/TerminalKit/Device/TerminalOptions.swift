#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether to use colour.
package enum ColourChoice: String, CaseIterable, Sendable {
  /// Yes, unless NO_COLOR says otherwise (https://no-color.org: set and not empty).
  case auto
  case always
  case never
}

/// Where a terminal's bytes go to and come from.
package struct TerminalDevice: Sendable {
  package var input: Int32 = 0
  package var output: Int32 = 1
  /// Standard error's descriptor: kept in a file while the screen is up and replayed after; `nil` leaves it alone.
  package var errors: Int32? = 2
  /// Set for a device that is no terminal, such as a file that takes the bytes.
  ///
  /// It then has this size for ever.
  package var recordingSize: Size?

  package static let standard = TerminalDevice()
}

/// What the person and the surroundings ask of the terminal.
package struct TerminalOptions: Sendable {
  package var colour = ColourChoice.auto
  /// What to draw with, instead of what the locale allows.
  package var glyphs: GlyphLevel?
  /// `nil` is the usual one.
  package var theme: Theme.Name?
  /// Whether to ask for reports of the mouse; `nil` is the usual, which is no.
  package var reportsMouse: Bool?
  var device = TerminalDevice.standard
  package var environment = TerminalOptions.processEnvironment

  /// The variables a terminal asks for.
  package static var processEnvironment: [String: String] {
    var found: [String: String] = [:]
    for name in [
      "TERM", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG", "STY", "TMUX", "BNX_TEST_SYNC", "BNX_TEST_CRASH",
    ] {
      if let value = getenv(name) { found[name] = String(cString: value) }
    }
    return found
  }

  /// Whether colour is wanted; the terminal may still have none.
  var wantsColour: Bool {
    switch colour {
    case .always: true
    case .never: false
    case .auto: environment["NO_COLOR", default: ""].isEmpty
    }
  }

  package init(
    colour: ColourChoice = ColourChoice.auto, glyphs: GlyphLevel? = nil, theme: Theme.Name? = nil,
    reportsMouse: Bool? = nil, device: TerminalDevice = TerminalDevice.standard,
    environment: [String: String] = TerminalOptions.processEnvironment
  ) {
    self.colour = colour
    self.glyphs = glyphs
    self.theme = theme
    self.reportsMouse = reportsMouse
    self.device = device
    self.environment = environment
  }
}
