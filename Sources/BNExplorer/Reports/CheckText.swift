import BNFiles
import Platform
import TerminalKit

/// What was found in a file, for people: a line for each tensor that has something, the worst first, and one for the file.
enum CheckText {
  static func lines(_ check: FileCheck) -> [String] {
    let found = check.tensors.filter { $0.gravity != nil }.enumerated()
      .sorted { ($0.element.gravity ?? .max, $0.offset) < ($1.element.gravity ?? .max, $1.offset) }
    return check.damagedParts.map { "damaged: \($0)" } + found.map { line($0.element) } + [summary(check)]
  }

  /// "conv1.weight [64, 3] float32: 2 NaN, the first at [3, 0]".
  private static func line(_ tensor: TensorCheck) -> String {
    var words: [String] = []
    if let damage = tensor.damage { words.append("damaged: \(damage)") }
    for (kind, name) in tensor.kinds where kind.count > 0 {
      let place = kind.first.map { elementIndex($0, in: tensor.shape) } ?? []
      words.append("\(NumberText.grouped(kind.count)) \(name)" + (place.isEmpty ? "" : ", the first at \(place)"))
    }
    if let unread = tensor.unread { words.append("not looked into: \(unread)") }
    return "\(tensor.shownName): \(words.joined(separator: "; "))"
  }

  /// "model.pt: PyTorch zip, 161 tensors, 25,557,032 numbers, 102.2 MB: nothing wrong".
  private static func summary(_ check: FileCheck) -> String {
    let size =
      [
        check.format, counted(check.tensors.count, "tensor"),
        NumberText.grouped(check.numbers) + (check.numbers == 1 ? " number" : " numbers"), megabytes(check.bytes),
      ].joined(separator: ", ")
    var found: [String] = []
    if check.damaged > 0 { found.append("\(check.damaged) damaged") }
    for place in 0..<3 {
      let kinds = check.tensors.map { $0.kinds[place] }.filter { $0.kind.count > 0 }
      guard let name = kinds.first?.name else { continue }
      let count = check.sum { $0.kinds[place].kind.count }
      found.append("\(NumberText.grouped(count)) \(name) in \(counted(kinds.count, "tensor"))")
    }
    let unread = check.tensors.count { $0.unread != nil }
    if unread > 0 { found.append("\(counted(unread, "tensor")) not looked into") }
    let verdict = check.isRight(strict: false) ? ["nothing wrong"] : []
    return "\(check.path.escapingControls): \(size): \((verdict + found).joined(separator: ", "))"
  }

  private static func megabytes(_ bytes: Int) -> String {
    bytes < 100_000 ? counted(bytes, "byte") : NumberText.fixed(Double(bytes) / 1e6, digits: 1) + " MB"
  }
}

extension TensorCheck {
  /// What its numbers may be that they had better not be, the worst first.
  fileprivate var kinds: [(kind: ElementTally.Kind, name: String)] {
    [(tally.nan, "NaN"), (tally.infinite, "infinite"), (tally.subnormal, "subnormal")]
  }

  /// How bad it is, 0 the worst; `nil` where there is nothing to say.
  fileprivate var gravity: Int? {
    if damage != nil { return 0 }
    if let place = kinds.firstIndex(where: { $0.kind.count > 0 }) { return 1 + place }
    return unread == nil ? nil : 4
  }

  /// "conv1.weight [64, 3] float32", as far as there is something to say.
  fileprivate var shownName: String {
    [name.shownLayerName, "\(shape)", type.escapingControls].joined(separator: " ")
  }
}

extension FileCheck {
  var numbers: Int { sum(\.count) }
  var bytes: Int { sum(\.bytes) }
  /// Tensors whose bytes are damaged, and parts of the file that are.
  var damaged: Int { damagedParts.count + tensors.count { $0.damage != nil } }

  /// Whether nothing was found that had better not be there; numbers that are subnormal count where that is asked for.
  func isRight(strict: Bool) -> Bool {
    damaged == 0
      && tensors.allSatisfy {
        $0.tally.nan.count == 0 && $0.tally.infinite.count == 0 && (!strict || $0.tally.subnormal.count == 0)
      }
  }
}
