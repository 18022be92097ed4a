import Testing

@testable import TerminalKit

@Suite("Theme")
struct ThemeTests {
  /// What charts draw side by side.
  private let series: [Role] = [.input, .output, .movingMean, .batchMean, .movingVariance, .batchVariance]

  @Test("the colours of a chart stay apart for every kind of colour vision", arguments: ColourVision.allCases)
  func apart(_ vision: ColourVision) throws {
    for (theme, limit) in [(Theme(depth: .palette), 20.0), (Theme(depth: .direct), 10.0)] {
      let colours = try series.map { role in
        let number = try #require(theme.look(of: role).colour)
        return vision.seen(
          theme.depth == .direct ? ColourVision.linear(rgb: number) : ColourVision.linear(xterm: number))
      }
      for first in colours.indices {
        for second in colours.indices where second > first {
          // 2.3 is what people just notice; ten times that leaves room for thin lines of dots.
          let distance = ColourVision.distance(colours[first], colours[second])
          #expect(distance > limit, "\(theme.depth) \(series[first]) and \(series[second])")
        }
      }
    }
  }

  @Test("gamma and beta, which share a chart, stay apart too", arguments: ColourVision.allCases)
  func trained(_ vision: ColourVision) throws {
    for theme in [Theme(depth: .palette), Theme(depth: .direct)] {
      let colours = try [Role.gamma, .beta].map { role in
        let number = try #require(theme.look(of: role).colour)
        return vision.seen(
          theme.depth == .direct ? ColourVision.linear(rgb: number) : ColourVision.linear(xterm: number))
      }
      #expect(ColourVision.distance(colours[0], colours[1]) > 20)
    }
    #expect(Theme(depth: .eight).look(of: .gamma) != Theme(depth: .eight).look(of: .beta))
  }

  @Test("every colour of the palette can be read on black, and none melts into white")
  func contrast() throws {
    for role in Role.allCases {
      guard let number = Theme(depth: .palette).look(of: role).colour else { continue }
      let luminance = ColourVision.luminance(ColourVision.linear(xterm: number))
      // 3:1 is what WCAG 2 asks of graphics and large text.
      #expect((luminance + 0.05) / 0.05 > 3, "\(role)")
      #expect(1.05 / (luminance + 0.05) > 1.8, "\(role)")
    }
  }

  @Test("without colour, what warns still stands out, and weaker text is weaker")
  func plain() {
    let theme = Theme(depth: .none)
    for role in Role.allCases { #expect(theme.look(of: role).colour == nil) }
    let looks = [Role.text, .faint, .title, .warning, .error].map { theme.look(of: $0).emphasis }
    #expect(Set(looks.map(\.rawValue)).count == looks.count)
    #expect(theme.look(of: .error).emphasis.contains(.reverse))
    #expect(theme.look(of: .status).emphasis.contains(.reverse))
    // Charts tell the moving statistic from the batch's own by its weight.
    #expect(theme.look(of: .movingMean) != theme.look(of: .batchMean))
  }

  @Test("eight colours: the eight of every terminal, and the moving statistics are the bright ones")
  func eight() throws {
    let theme = Theme(depth: .eight)
    for role in Role.allCases {
      if let colour = theme.look(of: role).colour { #expect((0..<8).contains(colour)) }
    }
    let looks = series.map { theme.look(of: $0) }
    #expect(Set(looks).count == series.count)
    // Dark blue cannot be read on a black console.
    #expect(!looks.contains { $0.colour == 4 })
  }

  // MARK: Every theme

  private static let coloured = Theme.Name.allCases.filter { $0 != .mono }
  /// Roles that are words; the others draw curves, bars and lines.
  private let words: Set<Role> = [.faint, .title, .accent, .ok, .warning, .error, .key, .status, .lit, .unlit]
  /// Roles that stand beside each other in one picture.
  private let pictures: [[Role]] = [
    [.input, .output, .movingMean, .batchMean, .movingVariance, .batchVariance], [.gamma, .beta],
    [.renormR, .renormD], [.branch1, .branch2, .branch3, .branch4, .movingMean, .movingVariance],
    [.heatLow, .heatHigh], [.movingMean, .prediction], [.movingVariance, .prediction], [.lit, .unlit],
  ]

  private func colour(_ theme: Theme, _ role: Role) -> ColourVision.Linear? {
    theme.look(of: role).colour.map {
      theme.depth == .direct ? ColourVision.linear(rgb: $0) : ColourVision.linear(xterm: $0)
    }
  }

  @Test("every colour has WCAG's contrast to its theme's ground, on a terminal and in pictures", arguments: coloured)
  func contrasts(_ name: Theme.Name) throws {
    for depth in [Theme.Depth.palette, .direct] {
      let theme = Theme(name, depth: depth)
      let paper = try #require(Int(Paper(theme).ground.dropFirst(), radix: 16))
      for ground in [name == .light ? 1.0 : 0.0, ColourVision.luminance(ColourVision.linear(rgb: paper))] {
        for role in Role.allCases {
          guard let colour = colour(theme, role) else { continue }
          let luminance = ColourVision.luminance(colour)
          let ratio = (max(luminance, ground) + 0.05) / (min(luminance, ground) + 0.05)
          // WCAG 2: 4.5:1 for text (1.4.3), 3:1 for graphics (1.4.11), 7:1 where contrast is enhanced (1.4.6).
          let least = name == .highContrast ? 7 : words.contains(role) ? 4.5 : 3
          #expect(ratio >= least, "\(depth) \(role) on \(ground)")
        }
      }
    }
  }

  @Test("what shares a picture differs by more than colour, or by enough of it for everybody", arguments: coloured)
  func pictures(_ name: Theme.Name) throws {
    for vision in ColourVision.allCases {
      for (depth, limit) in [(Theme.Depth.palette, 20.0), (.direct, 10.0)] {
        let theme = Theme(name, depth: depth)
        for roles in pictures {
          for (index, first) in roles.enumerated() {
            for second in roles[(index + 1)...]
            where theme.look(of: first).emphasis == theme.look(of: second).emphasis {
              let colours = try [first, second].map { vision.seen(try #require(colour(theme, $0))) }
              let distance = ColourVision.distance(colours[0], colours[1])
              #expect(distance > limit, "\(vision) \(depth) \(first) \(second)")
            }
          }
        }
      }
    }
  }

  @Test("with eight colours, too, what shares a picture looks different", arguments: coloured)
  func eightPictures(_ name: Theme.Name) {
    let theme = Theme(name, depth: .eight)
    for roles in pictures { #expect(Set(roles.map { theme.look(of: $0) }).count == roles.count, "\(roles)") }
    // Yellow and cyan can't be read on white, blue can't on black.
    let unreadable = name == .light ? [3, 6, 7] : [0, 4]
    for role in Role.allCases {
      if let colour = theme.look(of: role).colour { #expect(!unreadable.contains(colour), "\(role)") }
    }
  }

  @Test("mono uses no colour on any terminal, and still tells what is lit, chosen or wrong")
  func mono() {
    for depth in Theme.Depth.allCases {
      let theme = Theme(.mono, depth: depth)
      for role in Role.allCases { #expect(theme.look(of: role).colour == nil) }
      #expect(Set([Role.text, .lit, .unlit, .cursor, .error, .warning].map { theme.look(of: $0) }).count == 6)
    }
  }

  @Test("the themes have the names that people type, and the one after the last is the first")
  func names() {
    #expect(Theme.Name.allCases.map(\.rawValue) == ["colour-blind", "dark", "light", "high-contrast", "mono"])
    #expect(Theme.Name.colourBlind.next == .dark && Theme.Name.mono.next == .colourBlind)
  }

  @Test("a picture in the light theme stands on white, and in the others on a dark ground")
  func picture() {
    var frame = Frame(size: Size(columns: 3, rows: 1))
    frame.write("a", column: 0, row: 0, Style(.movingMean))
    #expect(FrameSVG.encode(frame, theme: .light).contains("fill=\"#ffffff\"/>"))
    #expect(FrameSVG.encode(frame, theme: .light).contains("fill=\"#00005f\""))
    #expect(FrameSVG.encode(frame) == FrameSVG.encode(frame, theme: .colourBlind))
    #expect(FrameSVG.encode(frame).contains("fill=\"#121314\"/>"))
  }

  @Test("a style's own emphasis is kept, and depth follows from the number of colours")
  func styles() {
    for depth in Theme.Depth.allCases {
      #expect(Theme(depth: depth).look(of: Style(.input, .underline)).emphasis.contains(.underline))
    }
    #expect(
      [0, 2, 8, 16, 88, 256, 1 << 24].map { Theme.Depth(colours: $0) }
        == [.none, .none, .eight, .eight, .eight, .palette, .direct])
  }
}
