import BNCore

/// The rules of frameworks as tables for docs/frameworks.md: a row for each way of calling one that differs from those above it.
enum FrameworkTables {
  /// What is asked for and stored.
  static var arguments: String {
    table(
      [
        "framework", "version", "epsilon", "momentum, and the share of the old", "start", "stored variance",
        "epsilon limits",
      ]
    ) { rules in
      [
        rules.name, rules.version, number(rules.epsilon), momentum(rules),
        rules.trains ? "\(start(rules.start.mean)), \(start(rules.start.variance))" : "-",
        rules.trains ? byRank(rules.bias) { $0 == .sample ? "n - 1" : "n" } : "-",
        byRank(rules.epsilonRule, limit),
      ]
    }
  }

  /// What is done with batches.
  static var batches: String {
    table(["framework", "one value", "no value", "averages", "batch variance", "sums", "variance 0, epsilon 0", "from"])
    {
      rules in
      [
        rules.name, rules.trains ? refusal(rules) ?? one(rules.oneValue) : "-", none(rules), kind(rules),
        rules.trains ? variance(rules) : "-", rules.trains ? byRank(rules.sums, sums) : "-", zero(rules),
        "`\(rules.source)`",
      ]
    }
  }

  private static func table(_ head: [String], _ cells: (FrameworkRules) -> [String]) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let lines = [line(head), line(head.map { _ in "---" })] + FrameworkRules.all.map { line(cells($0)) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One word where a rule is the same for rows and images.
  private static func byRank<Rule>(_ rule: ByRank<Rule>, _ text: (Rule) -> String) -> String {
    let (two, four) = (text(rule.two), text(rule.four))
    return two == four ? two : "rows: \(two); images: \(four)"
  }

  private static func number(_ value: Double) -> String { value == 0 ? "0" : "\(value)" }

  private static func start(_ values: [Float]) -> String { values.first.map { $0 == 0 ? "0" : "1" } ?? "" }

  private static func momentum(_ rules: FrameworkRules) -> String {
    guard rules.trains else { return "-" }
    guard let share = rules.momentum.shareOfOld else {
      return "`\(rules.momentum.name)=None`: the plain average"
    }
    let rounded = byRank(rules.newShare) { $0 == .float32 ? "float32" : "" }
    let rounding = rounded.isEmpty ? "" : "; the new share in float32\(rounded == "float32" ? "" : " for images")"
    return "`\(rules.momentum.name)=\(rules.momentum.written(share))`: \(share)\(rounding)"
  }

  private static func limit(_ rule: EpsilonRule) -> String {
    switch rule {
    case .any: "none"
    case .atLeast(let least): "raised to \(least)"
    case .positive: "0 is refused"
    case .deviation(let least): "a deviation of 0 becomes \(least)"
    }
  }

  private static func refusal(_ rules: FrameworkRules) -> String? { rules.refusal.map { "always refuses: \($0)" } }

  private static func one(_ rule: OneValueRule) -> String {
    switch rule {
    case .beta: "beta, and a variance of 0"
    case .error(let words): "\(words)"
    case .input: "the input, and nothing moves"
    case .errorBehindMean(let words): "\(words), behind the mean's update"
    case .notANumber: "beta, and a variance of NaN for good"
    }
  }

  private static func none(_ rules: FrameworkRules) -> String {
    switch rules.emptyBatch {
    case .notANumber: rules.trains ? "NaN for good" : "-"
    case .keep: "statistics are kept"
    case .error(let words): words
    case .zero: "moments of 0"
    }
  }

  private static func kind(_ rules: FrameworkRules) -> String {
    let average =
      switch rules.kind {
      case .plain: "as stored"
      case .hiddenAndAverage: "hidden ones, divided by 1 - share^k"
      case .firstOutright: "the first batch outright; training normalizes by them, too"
      case .dividedAtUse: "divided at use by 1 - share^k"
      case .dividedMean: "the mean divided by 1 - share^k"
      case .given: "given"
      }
    let mask =
      switch rules.mask {
      case .none: ""
      case .zero: "; masks, all masked: 0"
      case .notANumber: "; masks, all masked: NaN"
      }
    return average + mask + (rules.renormShare == nil ? "" : "; renorm")
  }

  private static func variance(_ rules: FrameworkRules) -> String {
    switch rules.variance {
    case .twoPasses: "two passes"
    case .meanOfSquares(let rounding, let isClamped):
      "mean of squares"
        + (rounding == .quotient ? "" : rounding == .reciprocal ? ", times 1 / n" : ", times 1 / n, contracted")
        + (isClamped ? ", at least 0" : "")
    }
  }

  private static func sums(_ order: SumOrder) -> String {
    switch order {
    case .double: "double"
    case .unknown: "float32, order not known"
    case .rows(let parts): parts == 1 ? "float32, row by row" : "float32, row by row in \(parts) parts"
    case .images: "float32, image by image"
    case .cascade: "float32, in steps of 16"
    case .xla: "float32, row by row up to 32, then not known"
    }
  }

  private static func zero(_ rules: FrameworkRules) -> String {
    func text(_ rank: BatchRank) -> String {
      switch rules.epsilonRule[rank] {
      case .positive: return "refused"
      case .atLeast: return "-"
      case .deviation(let least): return number(1 / least)
      case .any: return rules.form[rank] == .folded ? "NaN" : "Infinity"
      }
    }
    return text(.two) == text(.four) ? text(.two) : "rows: \(text(.two)); images: \(text(.four))"
  }
}
