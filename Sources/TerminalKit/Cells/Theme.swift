/// How roles look on a terminal: a colour where there are any, and emphasis that carries the meaning without.
///
/// No theme sets a background, so that the terminal's own stays.
package struct Theme: Hashable, Sendable {
  /// The themes a person can choose among.
  package enum Name: String, CaseIterable, Sendable {
    /// The colours of Okabe and Ito, for every kind of colour vision; on a dark ground.
    case colourBlind = "colour-blind"
    case dark
    /// For a light ground.
    case light
    /// Every colour at least 7:1 against black.
    case highContrast = "high-contrast"
    /// No colour at all.
    case mono

    /// What the theme is for, in a few words.
    package var summary: String {
      switch self {
      case .colourBlind: "for every kind of colour vision, on a dark ground"
      case .dark: "brighter colours on a dark ground"
      case .light: "for a light ground"
      case .highContrast: "at least 7:1 against black"
      case .mono: "no colour at all"
      }
    }

    /// The theme after this one, and behind the last the first.
    package var next: Self {
      let index = (Self.allCases.firstIndex(of: self) ?? 0) + 1
      return Self.allCases[index % Self.allCases.count]
    }
  }

  /// How many colours a terminal has to offer.
  package enum Depth: CaseIterable, Sendable {
    case none
    /// The eight of ECMA-48, whose tones the terminal's owner chooses.
    case eight
    /// xterm's table of 256.
    case palette
    /// Red, green and blue as one number.
    case direct

    /// The depth of a terminal with so many colours.
    package init(colours: Int) {
      switch colours {
      case ..<8: self = .none
      case ..<256: self = .eight
      case 256: self = .palette
      default: self = .direct
      }
    }
  }

  /// A foreground colour as the terminal numbers it (`nil`: the terminal's own) and emphasis.
  package struct Look: Hashable, Sendable {
    package var colour: Int?
    package var emphasis: Style.Emphasis
  }

  package let name: Name
  package let depth: Depth

  package init(_ name: Name = .colourBlind, depth: Depth) {
    self.name = name
    self.depth = name == .mono ? .none : depth
  }

  package func look(of role: Role) -> Look {
    switch depth {
    case .none: Look(colour: nil, emphasis: Self.plainEmphasis(of: role))
    case .eight:
      Look(
        colour: EightColours.colour(of: role, light: name == .light)?.rawValue,
        emphasis: Self.emphasis(of: role).union(EightColours.brightness(of: role)))
    case .palette: Look(colour: Tone.tone(of: role, in: name)?.indexed, emphasis: Self.emphasis(of: role))
    case .direct: Look(colour: Tone.tone(of: role, in: name)?.rgb, emphasis: Self.emphasis(of: role))
    }
  }

  package func look(of style: Style) -> Look {
    var look = look(of: style.role)
    look.emphasis.formUnion(style.emphasis)
    return look
  }
}

extension Theme {
  private static func emphasis(of role: Role) -> Style.Emphasis {
    switch role {
    case .title, .accent, .key, .warning: .bold
    case .error: [.bold, .reverse]
    case .status, .cursor: .reverse
    case .lit: [.bold, .underline]
    default: []
    }
  }

  private static func plainEmphasis(of role: Role) -> Style.Emphasis {
    switch role {
    case .faint, .border, .prediction, .band, .unlit, .heatLow: .dim
    case .warning: [.bold, .underline]
    case .movingMean, .movingVariance, .heatHigh, .lit: .bold
    default: emphasis(of: role)
    }
  }
}

/// The looks where a terminal has the eight colours of ECMA-48 only.
private enum EightColours: Int {
  case red = 1
  case green, yellow, blue, magenta, cyan

  /// What moves is bright, the batch's own is plain; a mean is cyan, a variance magenta.
  ///
  /// On a light ground yellow and cyan can hardly be read, on a dark one blue can't.
  static func colour(of role: Role, light: Bool) -> EightColours? {
    let colour = colour(of: role)
    guard light else { return colour }
    return switch colour {
    case .yellow: .red
    case .cyan: .blue
    default: colour
    }
  }

  private static func colour(of role: Role) -> EightColours? {
    switch role {
    case .text, .title, .status, .faint, .border, .loss, .prediction, .band, .cursor, .lit, .unlit: nil
    case .accent, .output, .warning, .gamma, .renormR, .branch2, .heatHigh: .yellow
    case .input, .ok, .branch1: .green
    case .movingMean, .batchMean, .key, .beta, .renormD, .branch3, .heatLow: .cyan
    case .movingVariance, .batchVariance, .branch4: .magenta
    case .error: .red
    }
  }

  static func brightness(of role: Role) -> Style.Emphasis {
    switch role {
    case .movingMean, .movingVariance: .bold
    case .faint, .border, .prediction, .band, .unlit: .dim
    default: []
    }
  }
}
