/// How roles look on a terminal: a colour where there are any, and emphasis that carries the meaning without.
///
/// The colours are the seven that Okabe and Ito chose for every kind of colour vision (Color Universal Design, 2008).
/// Of xterm's 256, which has none of them exactly, those are taken that stay farthest apart for people who lack red,
/// green or blue cones and that can be read on black.
struct Theme: Hashable, Sendable {
  /// How many colours a terminal has to offer.
  enum Depth: CaseIterable, Sendable {
    case none
    /// The eight of ECMA-48, whose tones the terminal's owner chooses.
    case eight
    /// xterm's table of 256.
    case palette
    /// Red, green and blue as one number.
    case direct

    /// The depth of a terminal with so many colours.
    init(colours: Int) {
      switch colours {
      case ..<8: self = .none
      case ..<256: self = .eight
      case 256: self = .palette
      default: self = .direct
      }
    }
  }

  /// A foreground colour as the terminal numbers it (`nil`: the terminal's own) and emphasis.
  struct Look: Hashable, Sendable {
    var colour: Int?
    var emphasis: Style.Emphasis
  }

  let depth: Depth

  func look(of role: Role) -> Look {
    switch depth {
    case .none: Look(colour: nil, emphasis: Self.plainEmphasis(of: role))
    case .eight:
      Look(colour: Self.eight(role).map(\.rawValue), emphasis: Self.emphasis(of: role).union(Self.brightness(of: role)))
    case .palette: Look(colour: Self.tone(of: role)?.indexed, emphasis: Self.emphasis(of: role))
    case .direct: Look(colour: Self.tone(of: role)?.rgb, emphasis: Self.emphasis(of: role))
    }
  }

  func look(of style: Style) -> Look {
    var look = look(of: style.role)
    look.emphasis.formUnion(style.emphasis)
    return look
  }
}

extension Theme {
  /// One colour, in xterm's table and as red, green and blue.
  private enum Tone {
    case orange, skyBlue, green, yellow, blue, vermillion, purple, grey

    var indexed: Int {
      switch self {
      case .orange: 214
      case .skyBlue: 110
      case .green: 42
      case .yellow: 178
      case .blue: 26
      case .vermillion: 166
      case .purple: 132
      case .grey: 244
      }
    }

    var rgb: Int {
      switch self {
      case .orange: 0xe69f00
      case .skyBlue: 0x56b4e9
      case .green: 0x009e73
      case .yellow: 0xf0e442
      case .blue: 0x0072b2
      case .vermillion: 0xd55e00
      case .purple: 0xcc79a7
      case .grey: 0x808080
      }
    }
  }

  private static func tone(of role: Role) -> Tone? {
    switch role {
    case .text, .title, .status, .loss: nil
    case .faint, .border: .grey
    case .accent, .output: .orange
    case .input, .ok: .green
    case .movingMean: .blue
    case .batchMean, .key, .beta: .skyBlue
    case .movingVariance, .error: .vermillion
    case .batchVariance: .purple
    case .warning, .gamma: .yellow
    }
  }

  private enum Eight: Int {
    case red = 1
    case green, yellow, blue, magenta, cyan
  }

  /// What moves is bright, the batch's own is plain; a mean is cyan, a variance magenta.
  private static func eight(_ role: Role) -> Eight? {
    switch role {
    case .text, .title, .status, .faint, .border, .loss: nil
    case .accent, .output, .warning, .gamma: .yellow
    case .input, .ok: .green
    case .movingMean, .batchMean, .key, .beta: .cyan
    case .movingVariance, .batchVariance: .magenta
    case .error: .red
    }
  }

  private static func brightness(of role: Role) -> Style.Emphasis {
    switch role {
    case .movingMean, .movingVariance: .bold
    case .faint, .border: .dim
    default: []
    }
  }

  private static func emphasis(of role: Role) -> Style.Emphasis {
    switch role {
    case .title, .accent, .key, .warning: .bold
    case .error: [.bold, .reverse]
    case .status: .reverse
    default: []
    }
  }

  private static func plainEmphasis(of role: Role) -> Style.Emphasis {
    switch role {
    case .faint, .border: .dim
    case .warning: [.bold, .underline]
    case .movingMean, .movingVariance: .bold
    default: emphasis(of: role)
    }
  }
}
