import BNCore
import Testing

/// Findings about a layer that follows another framework, in that framework's sense.
@Suite("Findings about a layer with other conventions")
struct FollowedFindingTests {
  private static let torch = FrameworkConventions(
    name: "torch", momentum: MomentumArgument(name: "momentum", sense: .new, shareOfOld: 0.9), bias: ByRank(.sample),
    oneValue: .error("ValueError: one value"))

  /// A healthy layer of torch after 1,000 updates.
  private static func findings(_ change: (inout LayerCondition) -> Void) -> [Finding] {
    var condition = FindingTests.healthy
    condition.options.conventions = torch
    condition.options.momentum = 0.9
    condition.implementation = .nonFused(.conventions)
    change(&condition)
    return condition.findings
  }

  @Test("a momentum is judged by the share of the old value, and its figure and limit are as it is stated")
  func momentum() {
    let cases: [(stated: Double, trouble: Finding.MomentumTrouble, figure: Double, threshold: Double)] = [
      (1, .forgetsAll, 1, 1), (0, .neverMoves, 0, 0), (0.9, .looksComplementary, 0.9, 0.5),
      (0.6, .looksComplementary, 0.6, 0.5), (1.5, .unstable, 1.5, 1), (-0.5, .unstable, -0.5, 0),
    ]
    for (stated, trouble, figure, threshold) in cases {
      let found = Self.findings { $0.options.writtenMomentum = stated }.filter { $0.code == .momentum }
      #expect(found.map(\.evidence) == [.momentum(.momentum, trouble, as: Self.torch.momentum)], "\(stated)")
      #expect(found.map(\.figure) == [figure] && found.map(\.threshold) == [threshold], "\(stated)")
    }
    for stated in [0.1, 0.01, 0.5] {
      #expect(!Self.findings { $0.options.writtenMomentum = stated }.contains { $0.code == .momentum }, "\(stated)")
    }
  }

  @Test("Bessel's correction is found where the framework stores it, and names it")
  func correction() {
    let found = Self.findings { $0.count = 10 }.first { $0.code == .besselCorrection }
    // 1 / 9 is above a tenth.
    #expect(found?.evidence == .besselCorrection(by: "torch") && found?.severity == .warning)
    let population = Self.findings {
      $0.count = 10
      $0.options.conventions?.bias = ByRank(.population)
    }
    #expect(!population.contains { $0.code == .besselCorrection })
    let rows = Self.findings {
      $0.count = 10
      $0.options.conventions?.bias = ByRank(two: .population, four: .sample)
      $0.dimensions = 4
    }
    #expect(rows.contains { $0.code == .besselCorrection })
  }

  @Test("what needs a shorter memory knows which momentum that is")
  func memory() {
    let found = Self.findings {
      $0.records[.movingMean] = VariableRecord(updatesRun: 10, shareLeft: 0.35)
      $0.updatesRun = 10
    }.first { $0.code == .notSettled }
    // 0.35 · 0.9³³ is 0.0108, 0.35 · 0.9³⁴ is 0.0097.
    #expect(found?.evidence == .notSettled(updates: 10, more: 34, sense: .new))
  }

  @Test("a batch that the framework refuses is found with its words, and renorm is no way out")
  func small() {
    let refusal = "torch: ValueError: one value"
    let one = Self.findings { $0.count = 1 }.first { $0.code == .tinyBatch }
    #expect(one?.evidence == .tinyBatch(mayRenorm: false, refusal: refusal))
    let last = Self.findings { $0.lastCount = 1 }.first { $0.code == .nonFinite }
    #expect(last?.evidence == .lastBatchOfOne(refusal: refusal))
    #expect(Self.findings { $0.count = 8 }.contains { $0.evidence == .tinyBatch(mayRenorm: false) })
  }

  @Test("a penalty turns nothing off, a channel's epsilon is the one in force")
  func epsilon() {
    #expect(!Self.findings { $0.options.gammaRegularizer = .l2(0.1) }.contains { $0.code == .penalty })
    let raised = Self.findings {
      $0.options.conventions?.epsilonRule = ByRank(.atLeast(0.5))
      $0.options.epsilon = 0
      $0.variables[.movingVariance] = [4, 0.4, 2]
    }.first { $0.code == .epsilonDominates }
    #expect(raised?.channels == [1] && raised?.threshold == 0.5)
  }
}
