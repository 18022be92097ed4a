import BNCore
import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("What the doctor finds, in the browser of layers")
struct BrowserFindingTests {
  private func row(_ stage: Stage, _ name: String) -> String? {
    let screen = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text
    return screen.first { $0.contains(name) && !$0.contains("batch norm") }
  }

  @Test("stands beside a layer as a letter, and in words where the layer is chosen")
  func marks() throws {
    var stage = try BrowserModels.stage(glyphs: .ascii)
    stage.press("t", "/")
    stage.type("features.2.bn2")
    stage.press(.enter)
    // A variance of -0.5 is below -epsilon: inference takes the root of a negative number.
    #expect(try #require(row(stage, "> features.2.bn2")).contains(" E-"))
    let screen = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text.joined(separator: "\n")
    #expect(screen.contains("E A13 channel 3: smallest moving_variance -0.5"))
  }

  @Test("is of the gravest layer where a group is closed, and counted where it is chosen")
  func groups() throws {
    var stage = try BrowserModels.stage()
    stage.press("z", .home)
    let screen = ScreenView.draw(stage.state, size: Size(columns: 120, rows: 40)).text.joined(separator: "\n")
    #expect(try #require(row(stage, "+ features (5)")).contains(" E!-vg"))
    #expect(screen.contains("E 2 with an error"))
  }

  @Test("sorts the layers, the gravest first")
  func sorted() throws {
    let browser = try #require(BrowserModels.stage(line: "layers sort=gravity").state.browser)
    let severities = browser.list.shown.map { browser.layers[$0].gravity }
    #expect(severities.prefix(2) == [.error, .error])
    let ranks = severities.map { severity in severity.flatMap { Finding.Severity.gravestFirst.firstIndex(of: $0) } ?? 3
    }
    #expect(ranks == ranks.sorted())
  }

  @Test("Enter opens the layer at the channel that it is about")
  func enter() throws {
    var stage = try BrowserModels.stage()
    stage.press("t", "/")
    stage.type("features.2.bn2")
    stage.press(.enter, .enter)
    #expect(stage.session.taken?.name == "features.2.bn2")
    #expect(stage.session.viewer.channels == [3] && stage.state.chosenChannel == 3)
    // Of a layer with notes alone all channels are shown.
    var healthy = try BrowserModels.stage()
    healthy.press("t", .enter)
    #expect(healthy.session.taken?.name == "features.0.bn" && healthy.session.viewer.channels.isEmpty)
  }

  @Test("is by what was recorded, too, where open was given it")
  func captured() throws {
    var session = Session()
    let folder = ExaminationTests.folder.path
    let line = "open \(folder)/variance-x10.safetensors captured=\(folder)/variance-x10.npz; layers"
    let environment = SessionEnvironment(files: DiskFiles())
    var outputs: [Output] = []
    for command in try CommandParser.commands(of: line) {
      outputs += try command.command.carryOut(on: &session, in: environment)
    }
    let listing = try #require(outputs.compactMap { if case .layers(let listing) = $0 { listing } else { nil } }.first)
    let names = listing.layers.map(\.layer.name)
    let found = try #require(names.firstIndex(of: "7").map { listing.findings[$0] })
    #expect(found.first?.finding.code == .drift && found.first?.finding.severity == .warning)
    #expect(listing.report.text.contains("WARN A27 7: channels"))
    #expect(session.log.lines.contains { $0.contains("captured=\(folder)/variance-x10.npz") })
  }
}
