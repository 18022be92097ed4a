import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The screen and the keyboard of the person's terminal, through ncurses.
///
/// A frame leaves in one write, within marks that let the terminal show it at once. However the program ends, the
/// terminal gets back its modes, its former screen and what was written to standard error meanwhile.
@MainActor
package final class NcursesTerminal: Terminal {
  package private(set) var size: Size
  package let glyphs: GlyphLevel
  package let waker: Waker

  /// The type that ncurses uses, which may be a stand-in for the one in TERM.
  package let type: String
  package private(set) var theme: Theme
  /// The terminal's number of colours, 0 for none, whatever the theme makes of them.
  package let colours: Int

  /// What was sent so far: frames, and their bytes and calls of `write`.
  package private(set) var sent = (frames: 0, bytes: 0, writes: 0)
  /// How many keys and reports of the mouse came so far.
  private var eventCount = 0

  private let device: TerminalDevice
  private let ncurses: Ncurses
  private let signals: SignalGuard
  private let pipe: WakePipe
  private let codes: TerminalCodes
  private var composer: RowComposer
  private let environment: [String: String]
  private let wantsColour: Bool
  private var reportsMouse: Bool
  private let hooks: TestHooks
  private var decoder = KeyDecoder()
  /// What the terminal shows; `nil` when that is unknown.
  private var shown: Frame?
  private var mustReportSize = false
  /// What came through the pipe and was not reported yet.
  private var told: [UInt8] = []
  private var isGone = false
  private var isOpen = true

  /// Opens the screen, or says in one line why there is none.
  package static func open(options: TerminalOptions = TerminalOptions()) -> Result<NcursesTerminal, TerminalUnavailable>
  {
    do {
      return .success(try NcursesTerminal(options))
    } catch {
      return .failure(error)
    }
  }

  private init(_ options: TerminalOptions) throws(TerminalUnavailable) {
    device = options.device
    if device.recordingSize == nil {
      guard isatty(device.input) == 1 else { throw .notATerminal("Standard input") }
      guard isatty(device.output) == 1 else { throw .notATerminal("Standard output") }
    }
    type = try Self.usableType(options)
    let isUTF8 = TerminalLocale.settle(in: options.environment)
    glyphs = options.glyphs ?? TerminalLocale.glyphs(isUTF8: isUTF8, type: type)
    size = Self.size(of: device)
    guard let pipe = WakePipe() else { throw .refused("a pipe") }
    guard let sink = ScratchFile() else { throw .refused("a temporary file") }
    self.pipe = pipe
    waker = Waker(wake: pipe.wake)
    hooks = TestHooks(environment: options.environment)
    // What was printed before must not come out in the midst of the screen.
    fflush(nil)
    signals = try SignalGuard(terminal: device.output, errors: device.errors, pipe: pipe)
    // Before ncurses touches the modes; what else to restore is known only after.
    signals.hold(restoring: [])
    guard let ncurses = Ncurses(type: type, input: device.input, output: device.output, sink: sink, size: size)
    else {
      signals.letGo()
      signals.uninstall()
      throw .refused("to start ncurses")
    }
    self.ncurses = ncurses
    colours = ncurses.colours
    codes = TerminalCodes { ncurses.capability($0) }
    environment = options.environment
    wantsColour = options.wantsColour
    reportsMouse = options.reportsMouse ?? false
    theme = Self.theme(options.theme ?? .colourBlind, wantsColour: options.wantsColour, ncurses)
    composer = RowComposer(theme: theme, isASCII: glyphs == .ascii, width: Ncurses.width)
    hold()
  }

  package func present(_ frame: Frame) {
    guard isOpen else { return }
    for row in 0..<size.rows {
      guard let columns = columnsToCompose(frame, row: row) else { continue }
      ncurses.put(composer.compose(frame, row: row, columns: columns), row: row, column: columns.lowerBound)
    }
    let cursor = frame.cursor.flatMap { isOnScreen($0) ? $0 : nil }
    let drawing = ncurses.update(cursor: cursor)
    shown = frame
    sent.frames += 1
    let mark = hooks.mark(frame: sent.frames, events: eventCount, writes: sent.writes)
    guard !drawing.isEmpty else {
      send(mark)
      return
    }
    let bytes = codes.frameStart + drawing + codes.frameEnd
    sent.bytes += bytes.count
    sent.writes += send(bytes + mark)
  }

  /// Forgets what the terminal shows, so that the next frame is drawn whole.
  package func redraw() {
    shown = nil
    ncurses.forgetScreen()
  }

  package func use(_ name: Theme.Name) {
    guard isOpen else { return }
    theme = Self.theme(name, wantsColour: wantsColour, ncurses)
    composer = RowComposer(theme: theme, isASCII: glyphs == .ascii, width: Ncurses.width)
    redraw()
  }

  package func reportMouse(_ isOn: Bool) {
    guard isOpen, isOn != reportsMouse else { return }
    reportsMouse = isOn
    if isOn { hold() } else { send(codes.mouseOff) }
  }

  package func copy(_ text: String) -> Bool {
    guard let bytes = Clipboard.sequence(for: text, environment: environment) else { return false }
    send(bytes)
    return true
  }

  package func beep() { send([0x07]) }

  package func suspend() {
    guard isOpen, signals.canStop else { return }
    leave()
    signals.stopJob()
    // Our own continuation is no news any more; what else happened meanwhile is.
    told += pipe.drain().filter { $0 != UInt8(SIGCONT) && $0 != UInt8(SIGTSTP) }
    enter()
  }

  /// Gives the terminal back for good.
  ///
  /// Calling it again does nothing.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    leave()
    ncurses.close()
    signals.uninstall()
  }
}

// MARK: - Events

extension NcursesTerminal {
  package func events(within milliseconds: Int?) -> [TerminalEvent] {
    let clock = ContinuousClock()
    let deadline = milliseconds.map { clock.now + .milliseconds(max(0, $0)) }
    var hasPolled = false
    while isOpen {
      let events = collect()
      if !events.isEmpty { return events }
      let left = deadline.map { Self.milliseconds(until: $0, clock) }
      if left == 0, hasPolled { return [] }
      poll(milliseconds: left ?? -1)
      hasPolled = true
    }
    return [.terminated(signal: SIGHUP)]
  }

  /// All that has happened, without waiting.
  private func collect() -> [TerminalEvent] {
    told += pipe.drain()
    if told.contains(UInt8(SIGTSTP)) {
      suspend()
    } else if told.contains(UInt8(SIGCONT)) {
      // Stopped and continued without our help: the shell has used the terminal meanwhile.
      leave()
      enter()
    } else if told.contains(UInt8(SIGWINCH)) {
      mustReportSize = true
    }
    defer { told = [] }
    var events: [TerminalEvent] = mustReportSize ? [takeSize()] : []
    events += input()
    if told.contains(0) { events.append(.woken) }
    for number in [SIGINT, SIGTERM, SIGHUP] where told.contains(UInt8(number)) {
      events.append(.terminated(signal: number))
    }
    if isGone, !events.contains(.terminated(signal: SIGHUP)) { events.append(.terminated(signal: SIGHUP)) }
    return events
  }

  private func input() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    while let input = ncurses.nextInput() { events += decoder.feed(input) }
    events += decoder.pause()
    hooks.crash(on: events)
    events = events.filter(isPossible)
    eventCount += events.count
    return events
  }

  /// Whether an event can be: reports of the mouse have a place on the screen, and none come unless asked for.
  private func isPossible(_ event: TerminalEvent) -> Bool {
    guard case .mouse(let mouse) = event else { return true }
    return reportsMouse && isOnScreen(mouse.place)
  }

  private func poll(milliseconds: Int) {
    var watched = [
      pollfd(fd: device.input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    guard systemPoll(&watched, milliseconds: milliseconds) > 0 else { return }
    let state = watched[0].revents
    if state & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 || state & Int16(POLLIN) != 0 && isAtEnd { isGone = true }
  }

  /// Whether the input is readable only because it has ended.
  private var isAtEnd: Bool {
    var count: Int32 = 0
    return ioctl(device.input, UInt(FIONREAD), &count) == 0 && count == 0
  }

  private func takeSize() -> TerminalEvent {
    mustReportSize = false
    size = Self.size(of: device)
    ncurses.resize(to: size)
    redraw()
    return .resized(size)
  }

  private static func milliseconds(until deadline: ContinuousClock.Instant, _ clock: ContinuousClock) -> Int {
    let left = deadline - clock.now
    guard left > .zero else { return 0 }
    let parts = left.components
    // Rounded up, or the last part of a millisecond would be waited for in a busy loop.
    return Int(min(parts.seconds, 1 << 20)) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000) + 1
  }
}

// MARK: - Giving and taking the screen

extension NcursesTerminal {
  private func leave() {
    send((reportsMouse ? codes.mouseOff : []) + codes.leaving)
    ncurses.end()
    send(codes.left)
    signals.letGo()
  }

  private func enter() {
    ncurses.resume()
    redraw()
    hold()
    mustReportSize = true
  }

  /// The screen is ours: asks for what we want of it, and sees to it that all of it is taken back.
  private func hold() {
    signals.hold(restoring: (reportsMouse ? codes.mouseOff : []) + codes.restoring)
    send(codes.entering + (reportsMouse ? codes.mouseOn : []))
  }

  /// Sends bytes.
  ///
  /// - Returns: how many calls of `write` it took.
  @discardableResult
  private func send(_ bytes: [UInt8]) -> Int {
    guard !bytes.isEmpty, !isGone else { return 0 }
    let writes = SignalGuard.write(bytes, to: device.output)
    if writes == nil { isGone = true }
    return writes ?? 0
  }

  /// The part of a row that the terminal does not show yet; `nil` where it shows all of it.
  private func columnsToCompose(_ frame: Frame, row: Int) -> Range<Int>? {
    guard let shown, shown.size == frame.size else { return 0..<size.columns }
    // Rows that the frame does not have are blank then and now.
    return row < frame.size.rows ? frame.columnsToCompose(row: row, after: shown) : nil
  }

  private func isOnScreen(_ position: Position) -> Bool {
    (0..<size.columns).contains(position.column) && (0..<size.rows).contains(position.row)
  }
}

// MARK: - Opening

extension NcursesTerminal {
  private static func usableType(_ options: TerminalOptions) throws(TerminalUnavailable) -> String {
    let asked = options.environment["TERM", default: ""]
    guard !asked.isEmpty else { throw .noType }
    for candidate in TerminalType.candidates(for: asked) {
      switch Ncurses.support(of: candidate, on: options.device.output) {
      case .usable: return candidate
      case .noCursorAddressing: throw .noCursorAddressing(candidate)
      case .unknown: continue
      }
    }
    throw .unknownType(asked)
  }

  private static func theme(_ name: Theme.Name, wantsColour: Bool, _ ncurses: Ncurses) -> Theme {
    let theme = Theme(name, depth: wantsColour ? Theme.Depth(colours: ncurses.colours) : .none)
    for role in Role.allCases {
      guard let colour = theme.look(of: role).colour else { continue }
      guard ncurses.setColour(colour, for: role) else { return Theme(name, depth: .none) }
    }
    return theme
  }

  private static func size(of device: TerminalDevice) -> Size {
    if let size = device.recordingSize { return TerminalGeometry.settled(size) }
    var window = winsize()
    guard ioctl(device.output, UInt(TIOCGWINSZ), &window) == 0 else { return TerminalGeometry.fallback }
    return TerminalGeometry.settled(Size(columns: Int(window.ws_col), rows: Int(window.ws_row)))
  }
}

private func systemPoll(_ watched: inout [pollfd], milliseconds: Int) -> Int32 {
  poll(&watched, nfds_t(watched.count), Int32(clamping: milliseconds))
}
