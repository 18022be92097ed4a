/// The parameters of a session as tables: those that were changed, and the others.
struct ParameterTables {
  let changed: PageTable
  let usual: PageTable

  init(_ session: Session) {
    let usual = Configuration()
    let rows = Parameter.listed.map { parameter in
      (
        isChanged: parameter.text(in: session.configuration) != parameter.text(in: usual),
        cells: [
          parameter.rawValue, parameter.pageText(in: session.configuration), parameter.text(in: usual),
          parameter.summary,
        ]
      )
    }
    let heads = ["parameter", "value", "default", "meaning"].map { PageTable.Column(name: $0) }
    changed = PageTable(
      caption: "Parameters that were changed", columns: heads,
      rows: rows.filter(\.isChanged).map { PageTable.Row(cells: $0.cells) })
    self.usual = PageTable(
      caption: "Parameters that have their defaults", columns: [heads[0], heads[1], heads[3]],
      rows: rows.filter { !$0.isChanged }.map { PageTable.Row(cells: [$0.cells[0], $0.cells[1], $0.cells[3]]) })
  }
}

extension Parameter {
  /// The present value, with no more of a file's path than its name.
  fileprivate func pageText(in configuration: Configuration) -> String {
    guard self == .loss else { return text(in: configuration) }
    let line = Setting(parameter: .loss, value: .loss(configuration.loss)).pageText
    return String(line.dropFirst("\(Verb.set.rawValue) \(rawValue) ".count))
  }
}
