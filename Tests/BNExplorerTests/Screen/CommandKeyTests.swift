import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Keys on the screen")
struct CommandKeyTests {
  /// The screen as a person sees it, to tell whether a key changed anything.
  private func picture(_ state: ScreenState) -> Frame {
    ScreenView.draw(state, size: Size(columns: 120, rows: 40))
  }

  /// What the engine never hears of.
  private static let ofTheScreen: [Verb] = [
    .run, .help, .quit, .layout, .fold, .inspect, .focus, .zoom, .hide, .view, .yaxis, .theme, .mouse, .hint,
  ]

  @Test(
    "type the line that the command table gives them",
    arguments: KeyBinding.all.filter { binding in
      let verb = binding.line.split(separator: " ").first.flatMap { Verb(rawValue: String($0)) }
      return verb.map { !ofTheScreen.contains($0) } ?? true
    })
  func bindings(_ binding: KeyBinding) throws {
    var state = try Stage().state
    #expect(state.handle(binding.key) == [.submit(try Stage.commands(binding.line))])
  }

  @Test("that concern the screen alone do not go to the engine, which may be busy")
  func atOnce() throws {
    var state = try Stage().state
    #expect(state.handle("q") == [.quit])
    #expect(state.handle("?") == [])
    #expect(state.overlay?.title == "Help")
    var stage = try Stage()
    stage.enter("help train")
    #expect(stage.state.overlay?.title == "help train")
    stage.press(.escape)
    stage.enter("demo memory")
    stage.press(.escape)
    stage.enter("quit")
    #expect(stage.actions == [.startDemo(DemoRequest(name: "memory")), .demo(.none), .quit])
    // What a line says first is done first.
    var later = try Stage().state
    #expect(
      (":train 5; quit".map(Key.character) + [.enter]).flatMap { later.handle($0) } == [
        .submit([.session(.step(5, .training)), .face(.quit)])
      ])
  }

  @Test("Space runs, and pauses what runs")
  func space() throws {
    var state = try Stage().state
    #expect(state.handle(" ") == [.setRunning(true)])
    #expect(state.handle(" ") == [.setRunning(false)], "even before the engine has answered")
    _ = state.receive(Engine.Update(session: state.session, isRunning: true))
    #expect(state.handle(" ") == [.setRunning(false)])
  }

  @Test("each key of the table stands for one line only")
  func unique() {
    #expect(Set(KeyBinding.all.map(\.key)).count == KeyBinding.all.count)
  }

  @Test("do nothing where they mean nothing, and say so")
  func unknownKeys() throws {
    let characters = (0x21...0x7e).compactMap { Unicode.Scalar($0).map { Key.character(Character($0)) } }
    let control = "abdefghijkmnopqrstuvwxy_/".map(Key.control)
    let others: [Key] = [
      .backspace, .delete, .pageUp, .pageDown, .alt("%"), .alt("ß"), "é", "漢",
    ]
    var state = try Stage("batch [[3], [7]]", "train 3").state
    let before = picture(state)
    let rows = (ScreenKey.parameters + ScreenKey.first + ScreenKey.everywhere).filter {
      $0.isPossible(state) || $0.typesLine
    }
    let meant = Set(rows.flatMap(\.presses).flatMap(\.keys))
    for key in (characters + control).filter({ !meant.contains($0) }) + others + (0...24).map(Key.function) {
      #expect(state.handle(key) == [], "\(key)")
      #expect(state.message?.text.hasSuffix(" does nothing here; ? lists the keys") == true, "\(key)")
      state.message = nil
      #expect(picture(state) == before, "\(key)")
    }
  }

  @Test("with Alt are Escape and then the key, wherever Alt means nothing")
  func alt() throws {
    var stage = try Stage("batch [[3], [7]]", "train 3")
    stage.press(["z", .alt(":")])
    #expect(!stage.state.arrangement.isZoomed && stage.state.editor != nil)
    // In a line Alt-B is a word back; Alt-Q leaves the line, and then Q is what it always is.
    stage.press(["a", " ", "b", .alt("b")])
    #expect(stage.state.editor?.cursor == 2)
    stage.press([.alt("z")])
    #expect(stage.state.editor == nil && stage.state.arrangement.isZoomed)
    stage.press([.alt("p"), .alt("s")])
    #expect(stage.state.palette == nil && stage.actions.last == .submit([.session(.step(1, nil))]))
  }

  @Test("with Control and an arrow go by words in a line, and are the arrow elsewhere")
  func controlArrows() throws {
    var stage = try Stage("batch [[3, 5], [7, 9]]", "train 3", "focus batch")
    stage.press([.controlRight])
    #expect(stage.state.arrangement.element.channel == 1)
    stage.press([":", "a", "b", " ", "c", "d", .controlLeft, .controlLeft, .controlRight])
    #expect(stage.state.editor?.cursor == 2)
    stage.press([.controlDelete])
    #expect(stage.state.editor?.text == "ab")
  }

  @Test("choose a parameter, around both ends")
  func focus() throws {
    let last = Parameter.listed.count - 1
    let table: [(keys: [Key], focus: Int)] = [
      ([.up], last), (["k"], last), ([.up, .down], 0), (["k", "j"], 0), ([.down, "j", .down], 3), ([.end], last),
      ([.end, .down], 0), ([.down, .down, .home], 0), ([.home, .up, .up], last - 1),
    ]
    for (keys, focus) in table {
      var stage = try Stage()
      stage.press(keys)
      #expect(stage.state.parameterRow == focus, "\(keys)")
      #expect(stage.actions == [])
    }
    var stage = try Stage()
    stage.press(Array(repeating: .down, count: Parameter.listed.count))
    #expect(stage.state.parameterRow == 0)
  }

  @Test("Enter opens the prompt with the chosen parameter's line")
  func enter() throws {
    var stage = try Stage("set epsilon 0.25")
    stage.press(.down, .down, .down, .down, .enter)
    #expect(stage.state.editor?.text == "set epsilon 0.25")
    stage.press(.control("w"))
    stage.type("0.5")
    stage.press(.enter)
    #expect(stage.session.configuration.options.epsilon == 0.5)
    #expect(stage.state.editor == nil)
  }

  @Test("Escape puts a message away")
  func escape() throws {
    var stage = try Stage("batch [[3], [7]]")
    stage.enter("show moving_mean")
    #expect(stage.state.message?.text == "moving_mean = [0.0]")
    stage.press(.escape)
    #expect(stage.state.message == nil)
  }

  @Test("Escape closes one thing a press: the line in a chart, the formula, the zoom; a message goes with the first")
  func escapeOrder() throws {
    var stage = try Stage("batch [[3, 1], [7, 2]]", "train 5")
    stage.enter("focus mean")
    stage.press("z", "e", .left)
    stage.enter("show step")
    #expect(stage.state.message != nil && stage.state.arrangement.chartStep == 4)
    func open() -> [Bool] {
      let arrangement = stage.state.arrangement
      return [arrangement.chartStep != nil, arrangement.inspected != nil, arrangement.isZoomed]
    }
    for left in [[false, true, true], [false, false, true], [false, false, false], [false, false, false]] {
      stage.press(.escape)
      #expect(open() == left)
      #expect(stage.state.message == nil)
    }
  }

  @Test(
    "Ctrl-C gives up what is open, and ends the program where nothing is",
    arguments: [":", "progress", "overlay", "demo", ""])
  func controlC(_ situation: String) throws {
    var stage = try Stage("batch [[3], [7]]")
    var expected: [ScreenState.Action] = [.endInterrupted]
    switch situation {
    case ":":
      stage.type(":train 5")
      expected = []
    case "progress":
      stage.state.progress = Engine.Progress(done: 1, total: 10)
      expected = [.interrupt]
    case "overlay": stage.press("?")
    case "demo": stage.enter("demo memory")
    default: break
    }
    #expect(stage.state.handle(.control("c")) == expected)
    #expect(stage.state.editor == nil)
  }

  @Test("Ctrl-Z suspends and Ctrl-L redraws, whatever is open", arguments: [":set", "?", ":demo 1\r", ""])
  func everywhere(_ keys: String) throws {
    var stage = try Stage()
    for character in keys { stage.press(character == "\r" ? .enter : .character(character)) }
    let before = picture(stage.state)
    #expect(stage.state.handle(.control("z")) == [.suspend])
    #expect(stage.state.handle(.control("l")) == [.redraw])
    #expect(picture(stage.state) == before)
  }

  @Test("show all the notes that one command has, in the line there is")
  func joinedNotes() throws {
    var stage = try Stage("batch [[3], [7]]", "set optimizer adam", "set loss sum", "train")
    stage.enter("set dtype float64")
    let message = try #require(stage.state.message).text
    #expect(message.contains("as float64") && message.contains("the optimizer starts anew"), "\(message)")
  }
}
