import Platform
import TerminalKit
import BNCore

/// What a command has to say, for the face that carries it out to show in its own way.
enum Output: Equatable, Sendable {
  /// The answer to `show`.
  case value(ExpressionValue, text: String, step: Int)
  /// The answer to `explain`.
  case explanation(Explanation, step: Int)
  /// The answer to `diagnose`.
  case findings([Finding], step: Int)
  case assertion(AssertionOutcome)
  /// The answer of a command that looks at more than one number.
  case report(Report)
  /// The layers of the open model: a report, or a browser where there is a screen.
  case layers(LayerListing)
  /// How two models differ: a report, or a list to choose from where there is a screen.
  case difference(DifferenceListing)
  /// A figure that was made: its numbers, or curves where there is a screen.
  case figure(Figure)
  /// What a person should know about what just happened: what was kept, made or written.
  case note(String)
  /// What was taken as TensorFlow takes it, and is hardly what was meant: said without a person at the screen, too.
  case warning(String)
  /// The session went to another step: who looks at the past does not want to run on from there at once.
  case pause
  /// Put a value on the terminal's clipboard.
  case copy(String, name: String)
  /// A question to the person.
  case question(Question)
  /// The answer to the last question may be known.
  case reveal
  /// Something for the person to do.
  case task(Exercise)
  /// Whether a task's goal has been reached, where nobody did it by hand.
  case finished(Exercise, AssertionOutcome)
  /// What the session was not asked, for the face to carry out in its turn.
  case face(FaceCommand)
}

/// How an assertion came out, with the element where it holds least.
struct AssertionOutcome: Equatable, Sendable {
  let text: String
  let ok: Bool
  let actual: Double
  let expected: Double
  /// The absolute tolerance at that element; `nil` for relations without one.
  let tolerance: Double?
  /// How many elements were compared, and how many of them did not hold.
  let count: Int
  let failures: Int
  /// Where that element stands, where there are several.
  var index: [Int]?
  /// The step that it was about; `nil` for a claim about something else.
  var step: Int?
  /// When the claim held, where it fails and steps have to do with it.
  var history: ClaimHistory?
  /// `FILE:LINE:COLUMN` in a script that another one carries out; `nil` for the line that was carried out itself.
  var place: String?

  /// The failure in words.
  var failure: String {
    let difference =
      tolerance.map { " (off by \(ValueText.text((actual - expected).magnitude)), allowed \(ValueText.text($0)))" }
      ?? ""
    let place = index.map { ", the worst at [\($0.map(String.init).joined(separator: ","))]" } ?? ""
    let several = count > 1 ? "; \(failures) of \(count) elements fail\(place)" : ""
    let past = [history?.text, self.place.map { "claimed at \($0)" }].compactMap { $0.map { "; \($0)" } }.joined()
    return "assertion failed: \(text): is \(ValueText.text(actual)), expected \(ValueText.text(expected))"
      + difference + several + past
  }
}

extension Output {
  /// The same as a line of a script had it to say; what is deeper in knows its place already.
  func said(at place: String) -> Output {
    switch self {
    case .assertion(var outcome) where outcome.place == nil:
      outcome.place = place
      return .assertion(outcome)
    case .finished(let exercise, var outcome) where outcome.place == nil:
      outcome.place = place
      return .finished(exercise, outcome)
    default: return self
    }
  }
}
