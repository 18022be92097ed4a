import Foundation
import Testing

@testable import BNExplorer

/// Small golden files written by hand in the format, for what TensorFlow's own files do not happen to hold.
@Suite("Replaying golden files")
struct GoldenReplayTests {
  @Test("without recorded gradients of the whole loss the optimizer takes those of the output alone")
  func optimizerGradient() throws {
    // y = x / sqrt(1 + 0) * gamma in inference; d(sum(y * upstream)) / d(gamma) = 2 * 3. l2's own gradient is 10.
    let result = try replay(
      layer: ["gamma_regularizer": ["kind": "l2", "scale": 10]],
      step: [
        "input": [2], "output": [2], "upstream": [3], "grad_gamma": [6], "optimizer_step": true,
        "variables_after": ["gamma": [1 - 0.5 * 6]],
      ])
    #expect(result.passed, "\(result.place)")
  }

  @Test("with them it takes those")
  func optimizerTotalGradient() throws {
    let result = try replay(
      layer: ["gamma_regularizer": ["kind": "l2", "scale": 10]],
      step: [
        "input": [2], "output": [2], "upstream": [3], "grad_gamma": [6], "total_grad_gamma": [16],
        "optimizer_step": true, "variables_after": ["gamma": [1 - 0.5 * 16]],
      ])
    #expect(result.passed, "\(result.place)")
  }

  @Test("a regularizer of scale 0 turns the fused path off and makes no loss", arguments: ["l1", "l2"])
  func regularizerOfNoScale(_ kind: String) throws {
    let result = try replay(
      layer: ["gamma_regularizer": ["kind": kind, "scale": 0]], shape: [1, 1, 1, 1],
      step: ["input": [2], "output": [2], "regularization_losses": []])
    #expect(result.passed, "\(result.place)")
  }

  @Test("what TensorFlow computed and this program refuses has failed", arguments: [[1, 3], [-1, -1], [1 << 62, 2]])
  func refusedInput(shape: [Int]) throws {
    let result = try replay(step: ["input": [2], "input_shape": shape, "output": [2]])
    #expect(result.failed)
    #expect(result.place.hasPrefix("step 0: refused: "))
  }

  @Test("a layer that cannot be built has failed", arguments: [[0, 1 << 62], [1 << 62, 4, 1]])
  func refusedLayer(shape: [Int]) throws {
    #expect(try replay(shape: shape, step: ["input": [2], "output": [2]]).failed)
  }

  @Test("a field that holds no numbers is not checked, and the rest of the file is")
  func unknownField() throws {
    let result = try replay(step: ["input": [2], "output": [2], "remark": "by hand"])
    #expect(result.passed)
    #expect(result.unchecked.contains("remark"))
  }

  private func replay(
    layer changes: [String: Any] = [:], shape: [Int] = [1, 1], step: [String: Any]
  ) throws -> CaseResult {
    var layer: [String: Any] = [
      "axis": -1, "momentum": 0.9, "epsilon": 0, "center": false, "scale": true, "renorm": false,
      "renorm_momentum": 0.9,
    ]
    for variable in ["beta", "gamma", "moving_mean", "moving_variance"] {
      layer["\(variable)_initializer"] = ["kind": ["gamma", "moving_variance"].contains(variable) ? "ones" : "zeros"]
    }
    let file: [String: Any] = [
      "name": "by hand", "kind": "numeric", "dtype": "float32", "tolerance": ["rtol": 0, "atol": 1e-6],
      "input_shape": shape, "training_mode": "bool", "fused_used": false, "variables_initial": [:],
      "layer": layer.merging(changes) { $1 }, "optimizer": ["kind": "GradientDescent", "learning_rate": 0.5],
      "steps": [["training": false, "run_update_ops": false].merging(step) { $1 }],
    ]
    return GoldenReplay.run(try GoldenCase.decode([UInt8](try JSONSerialization.data(withJSONObject: file))))
  }
}
