import BNFiles

/// What formats define for values that are left out; a table for docs/models.md.
enum DefaultsTable {
  static var markdown: String {
    let head = ["| format | epsilon | momentum | gamma | from |", "| --- | --- | --- | --- | --- |"]
    let rows = FormatDefaults.all.map { defaults in
      let momentum = defaults.momentum.map { "\($0)" } ?? "-"
      let gamma = defaults.fixesGamma ? "1, whatever is stored" : "as stored"
      return "| \(defaults.format) | \(number(defaults.epsilon)) | \(momentum) | \(gamma) | \(defaults.source) |"
    }
    return (head + rows).joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double) -> String { value == 0 ? "0" : "\(value)" }
}
