import BNFiles

/// The names that libraries give the numbers of a layer, with what is assumed where a file is silent; a table for
/// docs/models.md.
enum DialectTable {
  static var markdown: String {
    let head = [
      "| dialect | gamma, beta | mean, variance | epsilon | momentum | variance | from |",
      "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    return (head + (Dialect.all + Dialect.ofPlaces).map(row)).joined(separator: "\n") + "\n"
  }

  private static func row(_ dialect: Dialect) -> String {
    let other = dialect.otherEpsilon.map { " (\($0))" } ?? ""
    let cells = [
      dialect.name, names(dialect.affine), names(dialect.statistics), epsilon(dialect) + other, momentum(dialect),
      dialect.varianceKind.rawValue, dialect.source,
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func names(_ pairs: [Dialect.Pair]) -> String {
    pairs.map { "`\($0.first)`, `\($0.second)`" }.joined(separator: "; ")
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
