/// One colour, in xterm's table of 256 and as red, green and blue.
struct Tone: Hashable, Sendable {
  let indexed: Int
  let rgb: Int

  init(_ indexed: Int, rgb: Int) {
    self.indexed = indexed
    self.rgb = rgb
  }

  /// A colour of xterm's cube (16 to 231) or its greys (232 to 255), the same where every colour can be had.
  init(_ indexed: Int) {
    self.indexed = indexed
    if indexed >= 232 {
      rgb = (8 + 10 * (indexed - 232)) * 0x010101
    } else {
      let steps = [0, 95, 135, 175, 215, 255]
      let place = indexed - 16
      rgb = steps[place / 36] << 16 | steps[place / 6 % 6] << 8 | steps[place % 6]
    }
  }

  /// A role's colour in a theme; `nil` is the terminal's own.
  static func tone(of role: Role, in theme: Theme.Name) -> Tone? {
    switch theme {
    case .colourBlind: colourBlind(role)
    case .dark: dark(role)
    case .light: light(role)
    case .highContrast: highContrast(role)
    case .mono: nil
    }
  }
}

// The six series of each theme are those of xterm's colours that stay farthest apart for the three kinds of colour
// blindness among those with enough contrast; the other roles take their colours from them.
extension Tone {
  /// The seven colours that Okabe and Ito chose for every kind of colour vision (Color Universal Design, 2008).
  ///
  /// Of xterm's 256, which has none of them exactly, those are taken that stay farthest apart for people who lack red,
  /// green or blue cones and that can be read on black.
  private static func colourBlind(_ role: Role) -> Tone? {
    switch role {
    case .text, .title, .status, .loss, .cursor: nil
    case .faint, .border, .prediction, .band, .unlit: Tone(244, rgb: 0x808080)
    case .accent, .output, .branch2, .heatHigh, .lit: Tone(214, rgb: 0xe69f00)
    case .input, .ok, .branch1: Tone(42, rgb: 0x009e73)
    case .movingMean, .heatLow: Tone(26, rgb: 0x0072b2)
    case .batchMean, .key, .beta, .renormD, .branch3: Tone(110, rgb: 0x56b4e9)
    case .movingVariance, .error: Tone(166, rgb: 0xd55e00)
    case .batchVariance, .branch4: Tone(132, rgb: 0xcc79a7)
    case .warning, .gamma, .renormR: Tone(178, rgb: 0xf0e442)
    }
  }

  private static func dark(_ role: Role) -> Tone? {
    switch role {
    case .text, .title, .status, .loss, .cursor: nil
    case .faint, .unlit, .prediction: Tone(246)
    case .border, .band: Tone(242)
    case .accent, .output, .warning, .gamma, .renormR, .branch2, .heatHigh, .lit: Tone(220)
    case .input, .ok, .branch1: Tone(29)
    case .movingMean, .heatLow: Tone(99)
    case .batchMean, .key, .beta, .renormD, .branch3: Tone(51)
    case .movingVariance: Tone(166)
    case .batchVariance, .branch4: Tone(133)
    case .error: Tone(203)
    }
  }

  private static func light(_ role: Role) -> Tone? {
    switch role {
    case .text, .title, .status, .loss, .cursor: nil
    case .faint, .unlit: Tone(242)
    case .border, .prediction, .band: Tone(244)
    case .output, .gamma, .renormR, .branch2, .heatHigh: Tone(136)
    case .accent, .lit: Tone(130)
    case .warning: Tone(94)
    case .input, .branch1: Tone(29)
    case .ok: Tone(28)
    case .movingMean: Tone(17)
    case .batchMean, .key, .beta, .renormD, .branch3, .heatLow: Tone(21)
    case .movingVariance: Tone(88)
    case .batchVariance, .branch4: Tone(200)
    case .error: Tone(124)
    }
  }

  private static func highContrast(_ role: Role) -> Tone? {
    switch role {
    case .text, .title, .status, .loss, .cursor: nil
    case .faint, .unlit, .border: Tone(250)
    case .prediction: Tone(255)
    case .band: Tone(247)
    case .accent, .output, .warning, .gamma, .renormR, .branch2, .heatHigh, .lit: Tone(226)
    case .input, .ok, .branch1: Tone(34)
    case .movingMean, .heatLow: Tone(141)
    case .batchMean, .key, .beta, .renormD, .branch3: Tone(153)
    case .movingVariance, .error: Tone(216)
    case .batchVariance, .branch4: Tone(205)
    }
  }
}
