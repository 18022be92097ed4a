import Testing

@testable import BNExplorer

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
