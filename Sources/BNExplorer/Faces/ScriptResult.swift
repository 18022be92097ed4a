import BNFiles

/// What became of one of a script's claims, or of a line that was refused.
struct ScriptResult {
  enum Outcome {
    /// A claim was looked at.
    case claim(AssertionOutcome)
    case refused(CommandError)
    /// A claim was not looked at, since the line at a place before it was refused.
    case skipped(because: String)
  }

  let line: Script.Line
  let outcome: Outcome

  /// The same for those who watch over builds.
  var point: TestPoint {
    switch outcome {
    case .claim(let outcome):
      point(
        outcome.text, at: line.column, outcome.ok ? .passed : .failed, outcome.ok ? nil : outcome.failure,
        outcome.numbers + outcome.circumstances)
    case .refused(let error):
      point(
        line.text, at: error.column ?? line.column, .refused, error.message, [TestPoint.status(error.exitStatus)])
    case .skipped(let place): point(line.claim ?? line.text, at: line.column, .skipped("\(place) was refused"))
    }
  }

  private func point(
    _ text: String, at column: Int, _ verdict: TestPoint.Verdict, _ message: String? = nil,
    _ details: [JSONText.Member] = []
  ) -> TestPoint {
    TestPoint(
      file: line.file, line: line.number, column: column, text: text, verdict: verdict, message: message,
      details: details)
  }
}

extension TestPoint {
  /// The exit status that an error brings.
  static func status(_ status: Int32) -> JSONText.Member {
    JSONText.Member(name: "status", value: .integer(Int(status)))
  }
}

extension AssertionOutcome {
  /// The numbers that were compared.
  var numbers: [JSONText.Member] {
    [
      JSONText.Member(name: "actual", value: .double(actual)),
      JSONText.Member(name: "expected", value: .double(expected)),
      JSONText.Member(name: "tolerance", value: tolerance.map(JSONText.double) ?? .null),
    ]
  }

  /// Where in the value and where in time they stood, and when it was otherwise.
  var circumstances: [JSONText.Member] {
    [
      JSONText.Member(name: "index", value: index.map { .array($0.map(JSONText.integer)) } ?? .null),
      JSONText.Member(name: "elements", value: .integer(count)),
      JSONText.Member(name: "failed", value: .integer(failures)),
      JSONText.Member(name: "step", value: step.map(JSONText.integer) ?? .null),
      JSONText.Member(name: "nearest_step", value: history?.nearest.map(JSONText.integer) ?? .null),
      JSONText.Member(
        name: "looked_at", value: history.map { .array([.integer($0.first), .integer($0.end)]) } ?? .null),
    ]
  }
}

extension Script.Line {
  /// What the line claims; `nil` for one that claims nothing.
  var claim: String? { command.claim(as: text) }
}

extension Command {
  fileprivate func claim(as text: String) -> String? {
    switch self {
    case .session(.assert(_, let claim)): claim
    case .session(.finish(let exercise)): exercise.goalText
    case .session(.diagnose(let codes)): codes.isEmpty ? nil : text
    case .session(.diff(let request)): request.within == nil ? nil : text
    case .solution(let command): command.claim(as: text)
    case .session, .face, .copy, .source: nil
    }
  }

  /// Whether what comes behind it relies on what it does to the session; a line that looks or writes may be missing.
  var changesSession: Bool {
    switch self {
    case .session(.toggle), .session(.undo), .session(.redo), .source: true
    case .session(let command): command.line != nil
    case .solution(let command): command.changesSession
    case .face, .copy: false
    }
  }
}
