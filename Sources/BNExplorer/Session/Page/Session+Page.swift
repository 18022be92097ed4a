import BNCore
import BNFiles
import Platform

extension Session {
  /// All of the session as a page for somebody who was not there.
  ///
  /// It has no clock and no name of a machine in it: the same session gives the same page.
  ///
  /// - Parameters:
  ///   - path: where the page is put, from where its script names files.
  ///   - environment: the world around it; a comparison of branches replays steps and may be interrupted.
  /// - Returns: the page.
  /// - Throws: `CommandError` where there is nothing to say, and where it was interrupted.
  func page(savedAt path: String, _ environment: SessionEnvironment) throws(CommandError) -> Page {
    guard layer != nil || viewer.model != nil || figure != nil else {
      throw CommandError("there is nothing to report yet; name batches with generate, batch or load, or open a model")
    }
    let findings = (try? diagnosis()) ?? []
    let charts = SessionCharts(self, findings)
    let script = log.script(savedAt: path, environment.files)
    var sections = [foundSection(findings), doneSection(script)]
    sections += charts.sections
    sections.append(filmSection(script, path, environment))
    sections.append(ChannelTable(self, findings).section)
    sections.append(figureSection)
    sections.append(try branchesSection(environment))
    sections.append(try modelSection())
    return Page(
      title: pageTitle, facts: facts, sections: sections.compactMap(\.self),
      footer: "Written by \(ProgramVersion.text), export report. The page needs no other file and no network.")
  }

  // MARK: The head

  private var pageTitle: String {
    if let taken { return "Batch normalization: \(taken.name.isEmpty ? "a layer" : taken.name) of \(taken.model)" }
    if layer != nil { return "Batch normalization: \(sourceName)" }
    return viewer.model.map { "Batch norms of \($0.name)" } ?? "Figure 1 of the batch-norm paper"
  }

  private var facts: [Page.Fact] {
    guard let layer else {
      return viewer.model.map { [Page.Fact(name: "model", text: "\($0.name), \($0.model.file.format)")] } ?? []
    }
    var facts: [Page.Fact] = []
    func add(_ name: String, _ text: String?, isCode: Bool = false) {
      if let text { facts.append(Page.Fact(name: name, text: text, isCode: isCode)) }
    }
    add("data", sourceName)
    add("batch", batchText)
    add("evaluated on", eval?.name)
    add("layer", formula, isCode: true)
    add("model", taken.map { "\($0.model), \($0.format)" })
    add("follows", configuration.framework.title)
    let updates = "\(counted(updatesRun, "update")) of the moving statistics"
    add("step", isInPast ? "\(step) of \(lastRecordedStep) that are recorded; \(updates)" : "\(step); \(updates)")
    if branches.names.count > 1 { add("branch", "\(branches.current), one of \(branches.names.count)") }
    add("numbers", "\(layer.dtype.rawValue), each with the fewest digits that read back to the same value")
    return facts
  }

  /// "64x4: 4 channels on axis 1, of 64 values each".
  private var batchText: String? {
    guard let shape = batchShape, let layout = try? AxisLayout(shape: shape, axis: configuration.options.axis) else {
      return nil
    }
    return "\(shapeText(shape)): \(counted(layout.channels, "channel")) on axis \(layout.axis), of "
      + "\(counted(layout.elementsPerChannel, "value")) each"
  }

  private var formula: String {
    let options = configuration.options
    let epsilon = implementation.map { options.epsilonInForce(by: $0, dimensions: rank) } ?? options.epsilon
    return options.formulaText(isTraining: configuration.training, epsilon: epsilon)
  }

  // MARK: What was found, and what was done

  private func foundSection(_ findings: [Finding]) -> Page.Section? {
    guard layer != nil else { return nil }
    guard !findings.isEmpty else {
      return Page.Section(
        "What was found",
        [.paragraph("Nothing: \(Finding.Code.allCases.count) criteria were looked at after step \(step).")])
    }
    let text = FindingText(for: .session)
    let shown = findings.map { finding in
      let words = text.words(for: finding)
      return PageFinding(
        kind: finding.severity.noun, head: "\(finding.severity.rawValue) \(finding.code.rawValue)",
        figures: text.figures(of: finding), why: words.why, advice: words.advice)
    }
    let counts = Finding.Severity.gravestFirst.map { severity in
      (findings.count { $0.severity == severity }, severity.noun)
    }
    let sum = counts.filter { $0.0 > 0 }.map { counted($0.0, $0.1) }.joined(separator: ", ")
    return Page.Section("What was found", [.paragraph("\(sum) after step \(step)."), .findings(shown)])
  }

  /// More than these a page's film is not worth: numbers that go through the layer, and steps.
  private static let filmLimit = (elements: 1 << 30, steps: 20_000)

  /// The session, played again.
  private func filmSection(_ text: String, _ path: String, _ environment: SessionEnvironment) -> Page.Section? {
    guard layer != nil, figure == nil,
      let script = try? Script(text: text, name: path)
    else { return nil }
    let steps = script.lines.reduce(0) { $0 + ($1.command.stepCount ?? 0) }
    let elements = (batchShape ?? []).reduce(steps) { $0.multipliedReportingOverflow(by: max(1, $1)).partialValue }
    guard steps <= Self.filmLimit.steps, elements <= Self.filmLimit.elements,
      let film = environment.film(script, environment.files)
    else {
      return nil
    }
    return Page.Section("The session as a film", [.recordings([film])])
  }

  private func doneSection(_ script: String) -> Page.Section {
    let parameters = ParameterTables(self)
    var blocks: [Page.Block] = [
      .paragraph(
        "These lines make the session again, to the same numbers: put them into a file, and bnexplorer run FILE does it."
      ),
      .code(script, label: "The session as a script"),
    ]
    blocks +=
      parameters.changed.rows.isEmpty
      ? [.paragraph("Every parameter has its default.")] : [.table(parameters.changed)]
    return Page.Section("What was done", blocks + [.folded(parameters.usual, label: "The other parameters")])
  }
}
