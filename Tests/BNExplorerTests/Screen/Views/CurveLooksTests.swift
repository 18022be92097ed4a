import BNCore
import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Curves that are shown together")
struct CurveLooksTests {
  private static let size = Size(columns: 80, rows: 24)
  private static let digits = "load builtin:digits batch=32 flatten=on; "

  /// A chart as the screen draws it: its series, and where each one's letter stands.
  private struct Drawn {
    let chart: LineChart
    let area: Area
    var letters: [Character: Position] = [:]

    init(_ pane: Pane, _ state: ScreenState, _ size: Size) throws {
      var state = state
      state.size = size
      _ = state.arrangement.apply(.layout(.curves), in: state.session)
      let frame = ScreenView.draw(state, size: size)
      chart = try #require(CurvesView.charts(of: pane, state).first)
      area = try #require(ScreenView.Layout(state, size: size).panes[pane])
      // The legend's letters stand above the rows with the vertical axis.
      let plot = (area.row..<area.row + area.rows).filter { row in
        (area.column..<area.column + area.columns / 2).contains { frame[$0, row]?.style.role == .border }
      }
      for row in plot.dropLast() {
        for column in area.column..<area.column + area.columns {
          if let glyph = frame[column, row]?.glyph, glyph.isLetter, frame[column, row]?.style.role != .faint {
            letters[glyph] = Position(column: column, row: row)
          }
        }
      }
    }

    /// The letter of a series by its name.
    func letter(_ name: String) -> Position? {
      let index = chart.series.firstIndex { $0.name == name }
      return index.flatMap { letters[Array("ABCDEFGHIJ")[$0]] }
    }

    var lastColumn: Int { area.column + area.columns - 1 }
  }

  @Test("have their letters in the order of their values after a fork, and none on the line of another")
  func fork() throws {
    let session = try Session(Self.digits + "step 23; fork b1; step 11")
    for pane in [Pane.mean, .variance] {
      let drawn = try Drawn(pane, ScreenState(session: session), Self.size)
      // main ends at step 23, where b1 goes on.
      #expect(try #require(drawn.letter("main")).column < drawn.lastColumn - 3)
      #expect(try #require(drawn.letter("b1")).column == drawn.lastColumn)
      try expectOrder(drawn)
    }
  }

  @Test("have them in order after going back and on, with several branches and channels, in every glyph")
  func others() throws {
    let lines = [
      "step 23; fork b1; step 11; back 5", "step 40; back 30; step 4",
      "step 12; fork a; set momentum 0.9; step 9; "
        + "fork b; set momentum 0.5; step 20; switch main; step 3", "channel 20 21 22 23; step 30",
      "channel 3 36; train 20; infer 9",
    ]
    for line in lines {
      let session = try Session(Self.digits + line)
      for glyphs in GlyphLevel.allCases {
        for size in [Self.size, Size(columns: 120, rows: 40)] {
          var state = ScreenState(session: session)
          state.glyphs = glyphs
          for pane in [Pane.mean, .variance] { try expectOrder(try Drawn(pane, state, size)) }
        }
      }
    }
  }

  private func expectOrder(_ drawn: Drawn) throws {
    let ends = drawn.chart.series.enumerated().compactMap { index, series -> (value: Double, row: Int)? in
      let letter = Array("ABCDEFGHIJ")[index]
      guard let place = drawn.letters[letter], place.column == drawn.lastColumn,
        let last = series.values.last(where: \.isFinite)
      else { return nil }
      return (last, place.row)
    }
    for first in ends {
      for second in ends where first.value > second.value { #expect(first.row < second.row) }
    }
  }

  @Test("never look alike: by hue, else by stroke, else by a letter at the curve, at every level of glyphs and colour")
  func distinct() throws {
    let training = "set loss mse target=1; set optimizer momentum; set learning_rate 0.5; "
    let scenes: [(lines: String, panes: [Pane])] = [
      ("channel 3 7 20 21; train 30", [.mean, .variance]),
      (training + "channel 3 7 20 21; train 30", [.mean, .gamma]), (training + "train 30", [.gamma]),
      ("set renorm on; channel 3 7 20 21; train 30", [.renorm]),
      (
        "train 5; fork a; step 5; fork b; step 5; fork c; step 5; fork d; set momentum 0.9; step 9", [.mean, .variance]
      ),
    ]
    for (lines, panes) in scenes {
      let session = try Session(Self.digits + lines)
      for pane in panes {
        for glyphs in GlyphLevel.allCases {
          var state = ScreenState(session: session)
          state.glyphs = glyphs
          state.arrangement.focus = pane
          let drawn = try Drawn(pane, state, Size(columns: 120, rows: 40))
          for name in Theme.Name.allCases {
            for depth in Theme.Depth.allCases { expectDistinct(drawn, Theme(name, depth: depth), "\(lines) \(glyphs)") }
          }
        }
      }
    }
  }

  private func expectDistinct(_ drawn: Drawn, _ theme: Theme, _ comment: String) {
    let series = drawn.chart.series
    for (index, first) in series.enumerated() {
      for (behind, second) in series.enumerated().dropFirst(index + 1)
      where theme.look(of: first.style) == theme.look(of: second.style) && first.stroke == second.stroke {
        let letters = [index, behind].map { drawn.letters[Array("ABCDEFGHIJ")[$0]] }
        #expect(letters.allSatisfy { $0 != nil }, "\(comment) \(first.name) \(second.name)")
      }
    }
  }

  @Test("of several channels share a hue by channel, in which the moving statistic is bold and the batch's dotted")
  func channels() throws {
    let session = try Session(Self.digits + "channel 3 7; train 9")
    let series = try #require(CurvesView.charts(of: .mean, ScreenState(session: session)).first).series
    func style(_ name: String) throws -> Style { try #require(series.first { $0.name == name }).style }
    #expect(try style("moving 3").role == style("batch 3").role)
    #expect(try style("moving 3").role != style("moving 7").role)
    #expect(try style("moving 3").emphasis == .bold)
  }
}

@Suite("What was not measured")
struct NotMeasuredTests {
  @Test("is said in words where curves are read off, and a NaN that was measured is one")
  func readout() throws {
    var stage = try Stage("batch [[3], [7]]", "train 2", "infer 1", "train 1", "focus mean")
    stage.press(.home, .right, .right)
    let size = Size(columns: 120, rows: 40)
    let text = ScreenView.draw(stage.state, size: size).text.joined(separator: "\n")
    #expect(text.contains("batch not measured") && !text.contains("NaN"))
    // At step 4 there is a batch again.
    stage.press(.right)
    #expect(!ScreenView.draw(stage.state, size: size).text.joined().contains("not measured"))
    var broken = try Stage("batch [[nan], [7]]", "train 2", "focus mean")
    broken.press(.home)
    let drawn = ScreenView.draw(broken.state, size: size).text.joined(separator: "\n")
    #expect(drawn.contains("batch NaN") && !drawn.contains("not measured"))
  }

  @Test("is copied in words, too, and curves that do not reach a step are left out")
  func copy() throws {
    // What follows a change of momentum has no prediction before it.
    var stage = try Stage("batch [[3], [7]]", "train 2", "infer 1", "set momentum 0.5", "train 1", "focus mean")
    stage.press(.home, .right, .right, "y")
    guard case .copy(let text)? = stage.actions.last else {
      Issue.record("nothing was copied")
      return
    }
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == "batch\t3\tnot measured" && lines[1].hasPrefix("moving\t3\t0.09"))
  }

  @Test("is no gap that a chart warns of; a measured NaN is")
  func survey() {
    let missing = LineChart(title: "V", series: [LineChart.Series("", [1, NumberText.notMeasured, 2])])
    #expect(missing.frame(40, 6).text[0] == "V")
    let nan = LineChart(title: "V", series: [LineChart.Series("", [1, .nan, 2])])
    #expect(nan.frame(40, 6).text[0] == "V  1 not finite")
    #expect(NumberText.isMissing(NumberText.notMeasured) && !NumberText.isMissing(.nan) && !NumberText.isMissing(-.nan))
    #expect(NumberText.measured(NumberText.notMeasured) == "not measured" && NumberText.measured(.nan) == "NaN")
  }
}

@Suite("The line with the formula")
struct FormulaLineTests {
  private func line(_ lines: String) throws -> String { HeaderView.formulas(try Session(lines))[0] }

  @Test("is of the step that is shown, which it names where the next one will be another")
  func shown() throws {
    let batch = "batch [[3, 1], [7, 2]]; "
    let training = "y = (x - batch_mean) / sqrt(batch_variance + 0.001) * gamma + beta"
    let inference = "y = (x - moving_mean) / sqrt(moving_variance + 0.001) * gamma + beta"
    #expect(try line(batch) == training)
    #expect(try line(batch + "set training off") == inference)
    #expect(try line(batch + "train 3") == training)
    #expect(try line(batch + "train 3; infer 1") == "step 4, inference: " + inference)
    #expect(try line(batch + "set training off; train 2") == "step 2, training: " + training)
    #expect(try line(batch + "train 3; set training off") == "step 3, training: " + training)
    #expect(try line(batch + "train 3; set training off; step") == inference)
    #expect(try line(batch + "train 3; infer 1; back 1") == training)
    #expect(try line(batch + "train 3; set epsilon 0.5") == "step 3, training: " + training)
  }

  @Test("is whole on 80 columns where it is of a step that is past")
  func narrow() throws {
    for (lines, start) in [("train 21; set training off", " step 21 was: y"), ("train 21; infer", " step 22: y")] {
      let stage = try Stage("batch [[3, 1], [7, 2]]; " + lines)
      let text = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text[0]
      #expect(text.hasPrefix(start) && text.hasSuffix("* gamma + beta"))
    }
  }

  @Test("has renorm, gamma and beta where the step had them")
  func parts() throws {
    let batch = "batch [[3, 1], [7, 2]]; set renorm on; train 2; "
    let renorm = "y = ((x - batch_mean) / sqrt(batch_variance + 0.001) * r + d) * gamma + beta"
    #expect(try line(batch) == renorm)
    #expect(try line(batch + "set renorm off") == "step 2, training: " + renorm)
    #expect(
      try line(batch + "infer")
        == "step 3, inference: y = (x - moving_mean) / sqrt(moving_variance + 0.001) * gamma + beta")
    #expect(try line(batch + "set center off; set scale off").hasSuffix("* r + d) * gamma + beta"))
  }
}
