import Platform
import TerminalKit
import BNFiles

extension LayerTable {
  /// The columns of a page on a screen of 80.
  static let narrowest = 76

  /// The whole table, for as many columns as there are; fewer than 76, which a page of the screen has at 80, are not served.
  func text(_ file: ModelFile, path: String, width: Int) -> String {
    let width = max(Self.narrowest, width)
    var lines = ["\(path.escapingControls): \(file.format)", ""]
    lines += rows.isEmpty ? nothing(file, width) : table(width)
    if !others.all.isEmpty {
      lines.append("")
      for other in others.all { lines += Self.broken("\(Self.listed(other.layers)): \(other.text)", width) }
    }
    let remarks = notes.all.map { "\(subject($0.layers)): \($0.text)" }
    if !remarks.isEmpty { lines.append("") }
    for remark in remarks { lines += Self.broken(remark, width) }
    for remark in file.remarks { lines += Self.broken(remark.text, width) }
    return (lines + ["", summary]).joined(separator: "\n")
  }

  /// "2 batch norms of 96 channels, 0 folded, 1 look-alike".
  private var summary: String {
    let channels = rows.reduce(0) { $0 + ($1.channels ?? 0) }
    let size = rows.isEmpty ? "" : " of \(counted(channels, "channel"))\(rows.count > 1 ? " in all" : "")"
    return "\(counted(rows.count, "batch norm"))\(size), \(folded) folded, \(counted(lookAlikes, "look-alike"))"
  }

  /// That there is no batch norm, and what there is instead.
  private func nothing(_ file: ModelFile, _ width: Int) -> [String] {
    let tensors = file.tensors.prefix(4).map { "\($0.name.quoted(limit: 60)) \($0.shape)" }
    let more = file.tensors.count > tensors.count ? " and \(file.tensors.count - tensors.count) more" : ""
    let there =
      tensors.isEmpty
      ? "no tensor whose name could tell one"
      : "\(counted(file.tensors.count, "tensor")): \(tensors.joined(separator: ", "))\(more)"
    return Self.broken(
      "No batch norm is in this file. There \(file.tensors.count == 1 || tensors.isEmpty ? "is" : "are") \(there).",
      width)
  }

  private func subject(_ layers: [String]) -> String {
    layers.count > 1 && layers.count == rows.count + folded + lookAlikes ? "all \(layers.count)" : Self.listed(layers)
  }

  static func listed(_ layers: [String]) -> String {
    let shown = layers.prefix(layers.count > 4 ? 3 : 4).joined(separator: ", ")
    return layers.count > 4 ? "\(shown) and \(layers.count - 3) more" : shown
  }

  /// A text in lines of a width, all of them set in by so much.
  static func broken(_ text: String, _ width: Int, inset: Int) -> [String] {
    broken(text, width - inset).map { String(repeating: " ", count: inset) + $0 }
  }

  /// A text in lines of a width, those behind the first set in.
  static func broken(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = "  " + word
      } else {
        line += (line.isEmpty ? "" : " ") + word
      }
    }
    return lines + [line]
  }

  /// Heading and rows, with as many digits as fit beside the names; where not even two do, names get lines of their own.
  private func table(_ width: Int) -> [String] {
    let longest = rows.map(\.name.count).max() ?? 0
    let layouts = [4, 3, 2].map { ($0, longest) } + [3, 2, 1].map { ($0, 5) }
    for (digits, needed) in layouts {
      if let lines = table(width, digits, room: digits == 1 ? .min : needed, longest) { return lines }
    }
    return []
  }

  /// The table with so many digits; `nil` as soon as a row leaves less room for names than is needed.
  private func table(_ width: Int, _ digits: Int, room needed: Int, _ longest: Int) -> [String]? {
    var widths = Self.headings.map(\.count)
    var cells: [[String]] = []
    cells.reserveCapacity(rows.count)
    var room = width
    for row in rows {
      let texts = self.cells(row, digits)
      // All are ASCII.
      for (column, text) in texts.enumerated() { widths[column] = max(widths[column], text.utf8.count) }
      room = width - widths.reduce(0) { $0 + $1 + 2 }
      guard room >= needed else { return nil }
      cells.append(texts)
    }
    return drawn(cells, widths, nameWidth: max(5, min(longest, room)))
  }

  private static let headings = ["chan.", "epsilon", "gamma", "beta", "mean", "variance"]

  private func cells(_ row: Row, _ digits: Int) -> [String] {
    [row.channels.map(String.init) ?? "-", row.epsilon] + row.ranges.map { Self.text($0, digits) }
  }

  /// "0.29..1.4", or one number where all are the same.
  static func text(_ range: Extremes?, _ digits: Int) -> String {
    guard let range else { return "-" }
    let (least, greatest) = (number(range.least, digits), number(range.greatest, digits))
    return least == greatest ? least : "\(least)..\(greatest)"
  }

  /// Numbers from here on have more places in front of the point than there are digits to show.
  private static let powers = [1.0, 10, 100, 1_000, 10_000]

  /// A number as short as it is clear: `105` and `1e-5` rather than `1.1e+02` and `1e-05`.
  static func number(_ value: Double, _ digits: Int) -> String {
    if abs(value) >= powers[digits], abs(value) < 99_999.5 {
      return NumberText.fixed(value, digits: 0)
    }
    let text = NumberText.significant(value, digits: digits)
    guard text.utf8.contains(UInt8(ascii: "e")) else { return text }
    let parts = text.split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
    return "\(parts[0])e\(exponent)"
  }

  private func drawn(_ cells: [[String]], _ widths: [Int], nameWidth: Int) -> [String] {
    func line(_ name: String, _ cells: [String]) -> String {
      name.padded(to: nameWidth) + zip(cells, widths).map { "  " + $0.paddedLeft(to: $1) }.joined()
    }
    return [line("layer", Self.headings)]
      + zip(rows, cells).flatMap { row, cells in
        row.name.count > nameWidth ? [row.name, line("", cells)] : [line(row.name, cells)]
      }
  }
}
