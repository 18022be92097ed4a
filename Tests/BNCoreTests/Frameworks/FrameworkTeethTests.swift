import BNCore
import Testing

/// Each rule broken in turn: records have to notice.
@Suite("Rules of frameworks, broken")
struct FrameworkTeethTests {
  /// A way to break a rule, and the cases that are there to notice it.
  struct Break: Sendable, CustomTestStringConvertible {
    let name: String
    /// Cases one of which a framework has to have, so that the rule can show.
    let cases: Set<String>
    let change: @Sendable (inout FrameworkRules) -> Bool

    var testDescription: String { name }

    init(_ name: String, _ cases: Set<String>, _ change: @escaping @Sendable (inout FrameworkRules) -> Bool) {
      (self.name, self.cases, self.change) = (name, cases, change)
    }
  }

  private static let trained: Set<String> = ["A", "B"]

  static let breaks: [Break] = [
    Break("epsilon", trained) { rules in
      rules.epsilon = rules.epsilon * 1.2 + 1e-6
      return true
    },
    Break("share of old", trained) { rules in
      guard let share = rules.momentum.shareOfOld, rules.refusal == nil else { return false }
      rules.momentum.shareOfOld = share + 0.0009
      return true
    },
    Break("plain average", trained) { rules in
      guard rules.trains, rules.refusal == nil else { return false }
      rules.momentum.shareOfOld = rules.momentum.shareOfOld == nil ? 0.9 : nil
      return true
    },
    Break("start", trained) { rules in
      rules.start.variance[0] += 0.01
      return rules.trains
    },
    Break("bias", trained) { rules in
      guard rules.trains, rules.refusal == nil else { return false }
      func other(_ bias: VarianceBias) -> VarianceBias { bias == .sample ? .population : .sample }
      rules.bias = ByRank(two: other(rules.bias.two), four: other(rules.bias.four))
      return true
    },
    Break("one value", ["C", "C2"]) { rules in
      rules.oneValue = rules.oneValue == .beta ? .error("E: wrong") : .beta
      return rules.trains && rules.refusal == nil
    },
    Break("empty batch", ["H", "H2"]) { rules in
      rules.emptyBatch = rules.emptyBatch == .notANumber ? .keep : .notANumber
      return rules.trains && rules.refusal == nil
    },
    Break("refused empty batch of an engine", ["H", "H2"]) { rules in
      guard !rules.trains else { return false }
      rules.emptyBatch = rules.emptyBatch == .notANumber ? .error("E: wrong") : .notANumber
      return true
    },
    Break("least epsilon", ["P", "P2"]) { rules in
      func other(_ rule: EpsilonRule) -> EpsilonRule { rule == .any ? .atLeast(1.001e-5) : .any }
      rules.epsilonRule = ByRank(two: other(rules.epsilonRule.two), four: other(rules.epsilonRule.four))
      return true
    },
    Break("form of the output", ["P", "P2"]) { rules in
      func other(_ form: OutputForm) -> OutputForm { form == .folded ? .centred : .folded }
      // Where epsilon cannot be 0 or is raised, nothing measured tells the forms apart.
      guard rules.epsilonRule.two == .any || rules.epsilonRule.four == .any else { return false }
      rules.form = ByRank(two: other(rules.form.two), four: other(rules.form.four))
      return true
    },
    Break("averages", trained) { rules in
      guard rules.trains, rules.refusal == nil, rules.momentum.shareOfOld != nil else { return false }
      rules.kind = rules.kind == .plain ? .firstOutright : .plain
      return true
    },
    Break("masks", ["G", "G2"]) { rules in
      guard rules.mask != .none else { return false }
      rules.mask = .none
      return true
    },
    Break("a mask that keeps nothing", ["G2"]) { rules in
      guard rules.mask != .none else { return false }
      rules.mask = rules.mask == .zero ? .notANumber : .zero
      return true
    },
    Break("share of old of renorm", ["F", "F2"]) { rules in
      guard let share = rules.renormShare else { return false }
      rules.renormShare = share - 0.01
      return true
    },
    Break("refusal", trained) { rules in
      rules.refusal = rules.refusal == nil ? "ValueError: wrong" : nil
      return rules.trains
    },
    Break("float32 sums in order", ["D3", "D4"]) { rules in
      func other(_ order: SumOrder) -> SumOrder {
        switch order {
        case .rows(parts: 1): .rows(parts: 2)
        case .rows, .images, .cascade: .rows(parts: 1)
        case .double: .rows(parts: 1)
        case .unknown, .xla: .rows(parts: 1)
        }
      }
      rules.sums = ByRank(two: other(rules.sums.two), four: other(rules.sums.four))
      return rules.refusal == nil
    },
    Break("two passes or a mean of squares", ["N"]) { rules in
      guard rules.trains, rules.refusal == nil else { return false }
      rules.variance = rules.variance == .twoPasses ? .meanOfSquares(.quotient, isClamped: false) : .twoPasses
      return true
    },
  ]

  @Test("is noticed", arguments: breaks)
  func noticed(_ broken: Break) {
    var tried = 0
    for rules in FrameworkRules.all {
      var other = rules
      guard broken.change(&other) else { continue }
      let records = MeasuredRecord.all.filter { $0.framework == rules.name && broken.cases.contains($0.case) }
      guard !records.isEmpty else { continue }
      tried += 1
      let failures = MeasuredCheck.replay(records, by: [other]).failures.filter { !$0.isUnexplained }
      #expect(!failures.isEmpty, "\(rules.name): \(broken.name) went unnoticed")
    }
    #expect(tried > 0)
  }
}
