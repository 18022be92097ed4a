import BNCore
import Testing

@testable import BNExplorer
@testable import Platform

/// A session with a layer drawn at random that has taken some steps.
private struct RandomLayer: CustomTestStringConvertible, Sendable {
  let seed: UInt64
  let lines: [String]
  var testDescription: String { "seed \(seed): \(lines.joined(separator: "; "))" }

  init(seed: UInt64) {
    var random = RandomCommands(seed: seed)
    func pick<Value>(_ values: [Value]) -> Value { random.pick(values) }
    let rank = pick([1, 2, 2, 3, 4, 4, 5])
    let shape = (0..<rank).map { _ in pick([1, 2, 3, 4]) }
    let axis = pick(Array(-rank..<rank))
    let mean = pick([0, 1, -3, 20])
    var lines = ["set axis \(axis)"]
    lines += ["generate normal mean=\(mean) std=\(pick([0.1, 1, 4])) shape=\(shapeText(shape)) seed=\(seed)"]
    lines += ["set dtype \(pick(NumberType.available).rawValue)", "set arithmetic \(pick(["fast", "reference"]))"]
    lines += ["set training_mode \(pick(["bool", "placeholder"]))", "set momentum \(pick([0, 0.5, 0.9, 0.99]))"]
    lines += ["set epsilon \(pick([0.1, 1e-3, 1e-5, 1e-7]))", "set fused \(pick(["none", "on", "off"]))"]
    lines += ["set center \(pick(["on", "off"]))", "set scale \(pick(["on", "off"]))"]
    lines += ["set gamma_initializer uniform low=-3 high=3 seed=1", "set beta_initializer normal seed=2"]
    if random.chance(2) {
      lines += ["set renorm on", "set renorm_momentum \(pick([0.5, 0.9]))"]
      let clipping = pick(["none", "rmax=1.01 rmin=0.99 dmax=0.01", "rmax=3 dmax=5", "rmax=0.5 rmin=2", "rmin=1.1"])
      lines += ["set renorm_clipping \(clipping)"]
    }
    lines += ["set loss \(pick(["sum", "mse target=0.5"]))", "set optimizer \(pick(["none", "sgd", "momentum"]))"]
    lines += ["train \(pick([1, 2, 5]))"]
    if random.chance(3) { lines += ["set update_ops off", "train"] }
    if random.chance(3) { lines += ["infer"] }
    self.seed = seed
    self.lines = lines
  }
}

@Suite("Explanations of random layers")
struct RandomLayerTests {
  /// Every number that a session can explain; of each batch a few elements.
  private static func subjects(_ session: Session) throws -> [String] {
    let step = try #require(session.lastStep)
    var subjects: [String] = []
    for quantity in ElementReference.explained {
      guard let value = try? session.value(quantity, column: 1) else { continue }
      let count = value.values.count
      for flat in Set([0, count / 3, count / 2, count - 1]).sorted() where flat < count {
        let place = zip(value.shape, Shape.strides(of: value.shape)).map { flat / $1 % $0 }
        let index = place.isEmpty ? "" : "[\(place.map(String.init).joined(separator: ","))]"
        // Renorm's variables are there from the step on that found them.
        if quantity.variable.map({ step.facts(channel: 0).after[$0] != nil }) ?? true {
          subjects.append(quantity.rawValue + index)
        }
      }
    }
    return subjects
  }

  @Test("give formulas that evaluate to the result, as printed, within the bound that they state", arguments: 0..<80)
  func printed(_ seed: Int) throws {
    let layer = RandomLayer(seed: UInt64(seed))
    let session = try Session(layer.lines.joined(separator: "\n"))
    let subjects = try Self.subjects(session)
    var compared = 0
    for subject in subjects {
      let explanation = try session.explained(subject)
      let printed = try PrintedFormula(explanation.lines, of: subject)
      let stored = explanation.result
      #expect(printed.result == stored || stored.isNaN || explanation.dtype != .float64, "\(layer.testDescription)")
      guard stored.isFinite, explanation.roundingBound.isFinite else {
        #expect(!stored.isFinite || explanation.roundingBound == .infinity, "\(subject) of \(layer.testDescription)")
        continue
      }
      compared += 1
      let error = (printed.value - printed.result).magnitude
      #expect(
        error <= explanation.roundingBound,
        "\(subject): \(explanation.lines.prefix(3)), off by \(error), bound \(explanation.roundingBound); \(layer.testDescription)"
      )
    }
    // Next to nothing is NaN, or beyond the type's range.
    #expect(2 * compared > subjects.count, "\(layer.testDescription)")
  }
}
