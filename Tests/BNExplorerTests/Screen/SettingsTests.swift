import BNTestSupport
import Testing

@testable import BNExplorer
@testable import BNFiles
@testable import Platform
@testable import TerminalKit

@Suite("Settings")
struct SettingsTests {
  @Test("are read from lines of a name and a value, with comments")
  func read() {
    let settings = Settings(
      text: "# mine\n\ntheme   high-contrast \nmouse on\ntour done\nview hide channels\nview view output heatmap\n")
    #expect(settings.theme == .highContrast && settings.mouse && settings.isTourDone)
    #expect(settings.view == ["hide channels", "view output heatmap"])
    #expect(settings.passedOver == [])
    let none = Settings(text: "")
    #expect(none == Settings() && none.theme == .colourBlind && !none.mouse && !none.isTourDone && none.view == [])
  }

  @Test("pass over what they don't understand, say where it is, and keep it")
  func unknown() {
    let text = "colour blue\ntheme purple\nmouse\nmouse on\ntour maybe\n# kept\nview hide channels\n"
    var settings = Settings(text: text)
    #expect(settings.passedOver == [1, 2, 3, 5])
    #expect(settings.theme == .colourBlind && settings.mouse && settings.view == ["hide channels"])
    #expect(settings.text == text)
    settings.mouse = false
    settings.theme = .light
    settings.view = ["hide mean", "hide loss"]
    #expect(
      settings.text
        == "colour blue\ntheme purple\nmouse\nmouse off\ntour maybe\n# kept\nview hide mean\nview hide loss\ntheme light\n"
    )
  }

  @Test("keep what a newer version remembers of the panes, through a start and an end of this one")
  func newerView() throws {
    // A pane, a view and a command that are not known here, and one that arranges nothing.
    let newer = "view hide newpane\nview view output spectrogram\nview split left\nview train 50\n"
    var settings = Settings(text: newer + "view hide batch\n")
    #expect(settings.view == ["hide batch"])
    #expect(settings.passedOver == [1, 2, 3, 4])
    var state = ScreenState(session: Session())
    state.restoreArrangement(from: settings.view)
    settings.view = state.arrangement.lines
    #expect(settings.text == newer + "view hide batch\n")
    settings.view = []
    #expect(settings.text == newer)
  }

  @Test("of a setting that is there twice the last holds, and one is written", arguments: [" ", "\t"])
  func twice(_ blank: String) {
    let settings = Settings(text: "theme\(blank)dark\ntheme\(blank)light\n")
    #expect(settings.theme == .light)
    #expect(settings.text == "theme light\n")
  }

  @Test("what is written reads back to the same, whatever is set")
  func roundTrip() {
    for theme in Theme.Name.allCases {
      for (mouse, tour) in [(false, false), (true, false), (false, true)] {
        for view in [[], ["hide channels"], ["hide mean", "yaxis variance log"]] {
          var settings = Settings()
          settings.theme = theme
          settings.mouse = mouse
          settings.isTourDone = tour
          settings.view = view
          let back = Settings(text: settings.text)
          #expect(back.theme == theme && back.mouse == mouse && back.isTourDone == tour && back.view == view)
          #expect(back.passedOver == [] && back.text == settings.text)
        }
      }
    }
    #expect(Settings().text == "")
  }

  @Test("any text is settings: noise is kept and never stops the program")
  func noise() {
    var random = SplitMix(state: 11)
    let pieces = ["theme", "mouse", "tour", "view", " ", "\n", "\r\n", "on", "dark", "done", "#", "é", "\u{0}", "\t"]
    for _ in 0..<500 {
      let text = (0..<20).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
      let settings = Settings(text: text)
      // Written once, it stays as it is.
      let again = Settings(text: settings.text)
      #expect(again.theme == settings.theme && again.mouse == settings.mouse && again.view == settings.view)
      #expect(again.text == settings.text)
    }
  }

  @Test("two programs do not undo each other's changes")
  func merging() {
    let loaded = Settings(text: "theme dark\n")
    var mine = loaded
    mine.mouse = true
    var present = Settings(text: "theme light\ntour done\n")
    present.take(changesTo: mine, since: loaded)
    #expect(present.theme == .light && present.mouse && present.isTourDone)
  }

  @Test("the folder is the one that the XDG base directories name")
  func place() {
    func folder(_ environment: [String: String]) -> XDGFolder? {
      XDGFolder("XDG_CONFIG_HOME", usual: [".config"]) { environment[$0] }
    }
    #expect(folder(["XDG_CONFIG_HOME": "/x/y", "HOME": "/h"])?.path(of: "settings") == "/x/y/bnexplorer/settings")
    #expect(folder(["HOME": "/h"])?.path(of: "settings") == "/h/.config/bnexplorer/settings")
    // A relative path is to be ignored, by the specification.
    #expect(folder(["XDG_CONFIG_HOME": "y", "HOME": "/h"])?.path(of: "settings") == "/h/.config/bnexplorer/settings")
    #expect(folder([:]) == nil && folder(["HOME": ""]) == nil)
  }
}

@Suite("The settings' file")
struct SettingsFileTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  private func file(_ path: String) -> SettingsFile {
    SettingsFile(DiskFiles(), folder: XDGFolder("XDG_CONFIG_HOME", usual: []) { _ in folder.path + "/" + path })
  }

  @Test("a missing folder is made, and what is written is there at the next start")
  func made() throws {
    let (loaded, note) = file("new").load()
    #expect(loaded == Settings() && note == nil)
    var settings = loaded
    #expect(file("new").save(settings, since: loaded) == nil)
    #expect(!folder.exists("new"))
    settings.theme = .mono
    #expect(file("new").save(settings, since: loaded) == nil)
    #expect(try folder.read("new/bnexplorer/settings") == "theme mono\n")
    #expect(file("new").load().settings.theme == .mono)
  }

  @Test("broken lines are named in one note, and kept")
  func broken() throws {
    try folder.makeFolder("c/bnexplorer")
    try folder.write("nonsense\ntheme dark\nmouse perhaps\n", to: "c/bnexplorer/settings")
    let (loaded, note) = file("c").load()
    #expect(loaded.theme == .dark)
    #expect(note?.hasSuffix("c/bnexplorer/settings: passed over line 1 and 1 more, which no setting is") == true)
    var settings = loaded
    settings.mouse = true
    #expect(file("c").save(settings, since: loaded) == nil)
    #expect(try folder.read("c/bnexplorer/settings") == "nonsense\ntheme dark\nmouse perhaps\nmouse on\n")
  }

  @Test("where it can't be read or written, that is said once and nothing else happens")
  func impossible() throws {
    try folder.makeFolder("d/bnexplorer/settings")
    let (loaded, note) = file("d").load()
    #expect(loaded == Settings() && note != nil)
    var settings = loaded
    settings.mouse = true
    #expect(file("d").save(settings, since: loaded) != nil)
    try folder.write("a file", to: "e")
    #expect(file("e").save(settings, since: Settings())?.hasPrefix("the settings are not remembered: ") == true)
    #expect(try folder.read("e") == "a file")
    #expect(SettingsFile(DiskFiles(), folder: nil).save(settings, since: Settings()) != nil)
  }
}
