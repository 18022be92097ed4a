import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Arrow keys on a parameter")
struct AdjustmentTests {
  /// A stage with a batch of rank 2 and the parameter chosen and set to a value.
  private func stage(_ parameter: Parameter, at value: String? = nil) throws -> Stage {
    var stage = try Stage("batch [[3, 1], [7, 2]]", "train 2")
    // Going back to a name is a reuse of its variables.
    if parameter == .name { stage.carryOut(try Stage.commands("set reuse auto")) }
    if let value { stage.carryOut(try Stage.commands("set \(parameter.rawValue) \(value)")) }
    stage.state.parameterRow = try #require(Parameter.listed.firstIndex(of: parameter))
    stage.state.message = nil
    return stage
  }

  private func text(_ stage: Stage) -> String { stage.state.focusedParameter.text(in: stage.session.configuration) }

  @Test("walk every rung up and down again, and stop at the ends", arguments: Parameter.listed)
  func walk(_ parameter: Parameter) throws {
    let ladder = parameter.ladder(rank: 2)
    var stage = try stage(parameter, at: ladder.first)
    for rung in ladder.dropFirst() {
      stage.press(.right)
      #expect(text(stage) == rung)
    }
    let count = stage.actions.count
    stage.press("+")
    #expect(text(stage) == ladder.last)
    #expect(stage.actions.count == count, "there is nothing above the last")
    #expect(stage.state.message?.text.contains("end of what the arrows reach") == true)
    for rung in ladder.dropLast().reversed() {
      stage.press("-")
      #expect(text(stage) == rung)
    }
    stage.press(.left)
    #expect(text(stage) == ladder.first)
    #expect(stage.state.message?.text.contains("end of what the arrows reach") == true)
  }

  @Test("offer values that set accepts and writes the same way", arguments: Parameter.listed)
  func roundTrip(_ parameter: Parameter) throws {
    let ladder = parameter.ladder(rank: 2)
    #expect(ladder.count >= 2)
    #expect(Set(ladder).count == ladder.count)
    for rung in ladder {
      let commands = try Stage.commands("set \(parameter.rawValue) \(rung)")
      guard case .session(.set(let setting))? = commands.first else {
        Issue.record("set \(parameter.rawValue) \(rung) is no set")
        continue
      }
      #expect(setting.parameter == parameter)
      #expect(setting.text == rung)
    }
  }

  @Test("go from a typed value to the nearest rung that way")
  func between() throws {
    let table: [(parameter: Parameter, typed: String, down: String, up: String)] = [
      (.momentum, "0.97", "0.95", "0.98"), (.momentum, "-3", "-3", "0"), (.momentum, "7", "1", "7"),
      (.epsilon, "3e-4", "0.0001", "0.001"), (.rmax, "4", "3", "5"), (.rmax, "20", "10", "none"),
      (.rmin, "0.05", "0", "0.1"), (.rmin, "-1", "none", "0"), (.dmax, "100", "10", "none"),
      (.gammaInitializer, "constant 3", "constant 2", "constant 5"),
      (.betaInitializer, "constant 0.1", "zeros", "constant 0.5"), (.fused, "true", "none", "on"),
      (.betaInitializer, "[1, 2]", "constant -2", "constant 2"), (.gammaRegularizer, "l2 0.05", "l2 0.01", "l2 0.1"),
      (.learningRate, "0.03", "0.02", "0.05"), (.learningRate, "1e-7", "1e-07", "1e-05"),
      (.optimizer, "momentum nesterov=on", "sgd", "adam"), (.loss, "mse target=[3, 4]", "sum", "mse target=1"),
      (.gammaConstraint, "max_norm 7", "clip 0.5 2", "unit_norm"),
    ]
    for (parameter, typed, down, up) in table {
      for (key, expected) in [(Key.left, down), (.right, up)] {
        var stage = try stage(parameter, at: typed)
        let before = text(stage)
        stage.press(key)
        #expect(text(stage) == (expected == typed ? before : expected), "\(parameter) from \(typed)")
      }
    }
  }

  @Test("follow the batch's number of dimensions for the axis")
  func axis() throws {
    var stage = try Stage("generate normal shape=2x3x4x5")
    stage.press(.down, .down, .down, .down, .down)
    #expect(stage.state.focusedParameter == .axis)
    let seen = (0..<5).map { _ in
      stage.press(.right)
      return text(stage)
    }
    #expect(seen == ["0", "1", "2", "3", "3"])
  }
}
