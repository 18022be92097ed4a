/// What the mouse did, and over which cell.
package struct MouseEvent: Hashable, Sendable {
  package enum Button: Hashable, Sendable { case left, middle, right }

  package enum Kind: Hashable, Sendable {
    case press(Button)
    case release(Button)
    /// It moved with a button down.
    case drag(Button)
    case wheelUp
    case wheelDown
  }

  package var kind: Kind
  package var place: Position

  package var isPressOrRelease: Bool {
    switch kind {
    case .press, .release: true
    case .drag, .wheelUp, .wheelDown: false
    }
  }

  package init(_ kind: Kind, column: Int, row: Int) {
    self.kind = kind
    place = Position(column: column, row: row)
  }

  /// Reads what stands in a report between `Escape [ <` and its final byte: button, column and row, both from 1.
  ///
  /// Shift, Alt and Control are left out of account. `nil` for what is no report, and for buttons that nobody has a use
  /// for.
  ///
  /// Source: xterm's control sequences (ctlseqs), "Extended coordinates", SGR (1006).
  package init?(report: [UInt8], final: UInt8) {
    let fields = report.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let numbers = fields.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard fields.count == 3, numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
    let isRelease = final == UInt8(ascii: "m")
    // 4, 8 and 16 are the modifiers, 32 is motion, 64 the wheel.
    let code = numbers[0] & ~28
    guard let kind = Self.kind(code, isRelease: isRelease) else { return nil }
    self.init(kind, column: numbers[1] - 1, row: numbers[2] - 1)
  }

  private static func kind(_ code: Int, isRelease: Bool) -> Kind? {
    switch code {
    case 64: return isRelease ? nil : .wheelUp
    case 65: return isRelease ? nil : .wheelDown
    case 0..<3, 32..<35:
      let button: Button = [.left, .middle, .right][code & 3]
      if isRelease { return .release(button) }
      return code & 32 != 0 ? .drag(button) : .press(button)
    default: return nil
    }
  }
}
