import Platform
import TerminalKit
import BNCore

/// Tables of how many times as long peers take: one for each operation and number of threads, a line a shape, a column a peer.
enum PeerReport {
  /// For a person at a terminal; what a peer does faster has a star.
  static func table(_ rows: [PeerRow]) -> String {
    let sections = sections(rows).map { section in
      let widths = section[0].indices.map { column in section.map { $0[column].count }.max() ?? 0 }
      let lines = section.map { cells in
        zip(cells, widths).enumerated().map { index, cell in
          index == 0 ? cell.0.padded(to: cell.1) : "  " + cell.0.paddedLeft(to: cell.1)
        }.joined()
      }
      return lines.joined(separator: "\n")
    }
    let stars = rows.contains { row in row.peers.contains { row.ratio(to: $0)?.isFaster ?? false } }
    return (sections + (stars ? ["* faster than here"] : [])).joined(separator: "\n\n")
  }

  /// For a page in Markdown; what a peer does faster is bold.
  static func markdown(_ rows: [PeerRow]) -> String {
    sections(rows).map { section in
      var lines = section.map { cells in "| " + cells.map(bold).joined(separator: " | ") + " |" }
      lines.insert("|" + section[0].map { _ in " --- |" }.joined(), at: 1)
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private static func bold(_ cell: String) -> String {
    guard let star = cell.firstIndex(of: "*") else { return cell }
    return "**\(cell[..<star])**\(cell[cell.index(after: star)...])"
  }

  /// The cells of the tables, headings first.
  private static func sections(_ rows: [PeerRow]) -> [[[String]]] {
    let names = rows.flatMap { $0.peers.map(\.name) }.uniqued()
    let groups = rows.map { Section($0.which) }.uniqued()
    // The level goes without saying where it is everywhere the same.
    let levels = Set(groups.map(\.level)).count > 1
    return groups.map { group in
      let here = rows.filter { Section($0.which) == group }
      let what = "\(group.operation.noun), \(counted(group.threads, "thread"))"
      let heading = [what + (levels ? ", \(group.level.rawValue)" : ""), "here"] + names
      let lines = here.map { row in
        [row.which.shape.text, BenchReport.time(row.seconds.median)] + names.map { cell(row, $0) }
      }
      return [heading] + lines
    }
  }

  private struct Section: Hashable {
    var operation: BenchCase.Operation
    var threads: Int
    var level: InstructionSet

    init(_ which: BenchCase) { (operation, threads, level) = (which.operation, which.threads, which.level) }
  }

  /// The median and in brackets the quartiles; a dash where there is nothing.
  private static func cell(_ row: PeerRow, _ name: String) -> String {
    guard let ratio = row.peers.first(where: { $0.name == name }).flatMap(row.ratio) else { return "-" }
    let (from, to) = (text(ratio.quartiles.lowerBound), text(ratio.quartiles.upperBound))
    return "\(text(ratio.median))\(ratio.isFaster ? "*" : "") (\(from)..\(to))"
  }

  private static func text(_ ratio: Double) -> String {
    NumberText.fixed(ratio, digits: ratio < 10 ? 2 : ratio < 100 ? 1 : 0)
  }
}

extension BenchCase.Operation {
  fileprivate var noun: String {
    switch self {
    case .train: "training"
    case .infer: "inference"
    case .backward: "gradients"
    }
  }
}
