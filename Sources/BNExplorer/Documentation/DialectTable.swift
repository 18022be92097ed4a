import BNFiles

/// The names that libraries give the numbers of a layer, with what is made of them and what is assumed where a file is
/// silent; a table for docs/models.md.
enum DialectTable {
  static var markdown: String {
    let head = [
      "| dialect | gamma, beta | mean, variance | computed | epsilon | momentum | variance | traps | from |",
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    return (head + (Dialect.all + Dialect.ofPlaces).map(row)).joined(separator: "\n") + "\n"
  }

  private static func row(_ dialect: Dialect) -> String {
    let other = dialect.otherEpsilon.map { " (\($0))" } ?? ""
    let cells = [
      dialect.name, names(dialect.affine), names(dialect.statistics), computed(dialect.arithmetic),
      epsilon(dialect) + other, momentum(dialect), dialect.varianceKind.rawValue, traps(dialect), source(dialect),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func names(_ pairs: [Dialect.Pair]) -> String {
    pairs.map { "`\($0.first)`, `\($0.second)`" }.joined(separator: "; ")
  }

  /// What inference makes of the statistics.
  private static func computed(_ arithmetic: Dialect.Arithmetic) -> String {
    switch arithmetic {
    case .none: "-"
    case .inverseDeviation: "1 / `inv_std`^2, which has epsilon in it"
    case .sums: "both divided by blob 2; 0 where that is 0"
    case .young: "in mode \"batch\" both divided by 1 - momentum^n"
    case .freed: "`average`, not `hidden`"
    case .second: "the second of two pairs"
    }
  }

  private static func traps(_ dialect: Dialect) -> String {
    let names = Trap.all.filter { $0.dialects.contains(dialect.name) }.map(\.name)
    return names.isEmpty ? "-" : names.joined(separator: "; ")
  }

  private static func source(_ dialect: Dialect) -> String {
    dialect.source + (dialect.varianceSource.map { "; the variance: \($0)" } ?? "")
  }

  private static func epsilon(_ dialect: Dialect) -> String {
    dialect.holdsEpsilon ? "in the stored deviation" : dialect.epsilon.description
  }

  private static func momentum(_ dialect: Dialect) -> String {
    switch dialect.momentum {
    case .ofOld(let share): "\(share)"
    case .ofNew(let share): "\(1 - share), written \(share) there"
    case .cumulative, nil: "unknown"
    }
  }
}
