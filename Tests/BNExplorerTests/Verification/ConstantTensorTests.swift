import Foundation
import Testing

@testable import BNExplorer

/// Files with a Python bool for `training`, and the same with a constant tensor: the numbers are the same, and the calls are
/// more.
@Suite("Golden files with a constant tensor for training")
struct ConstantTensorTests {
  /// A file with another mode and as many update operations.
  private func file(_ name: String, mode: String = "constant_tensor", updateOps count: Int) throws -> GoldenFile {
    var file = try GoldenFile(name)
    try file.replace("training_mode", by: "\"\(mode)\"")
    let names = (0..<count).map { "\"batch_normalization/AssignMovingAvg_\($0):0\"" }.joined(separator: ", ")
    try file.replace("collections/UPDATE_OPS", by: "[\(names)]")
    return file
  }

  // p01 has the steps TTTFF, p05 (fused) TTTF, p33 (renorm) TTTTTTF.
  @Test(
    "agree with a call for each training step, inference by a bool, by a tensor, or by a tensor for each step",
    arguments: [
      ("p01_rank2_defaults", [6, 8, 10]), ("p05_rank4_fused_default", [6]), ("p33_renorm_no_clipping", [12, 14]),
    ])
  func callForEachStep(_ name: String, _ counts: [Int]) throws {
    for count in counts {
      let result = try file(name, updateOps: count).replay()
      #expect(result.passed, "\(count): \(result.place)")
      #expect(result.unchecked.isEmpty)
    }
  }

  @Test(
    "agree with a call for each value",
    arguments: [("p01_rank2_defaults", [2, 4]), ("p05_rank4_fused_default", [2]), ("p33_renorm_no_clipping", [2, 4])])
  func callForEachValue(_ name: String, _ counts: [Int]) throws {
    for count in counts {
      let result = try file(name, updateOps: count).replay()
      #expect(result.passed, "\(count): \(result.place)")
    }
  }

  @Test(
    "fail with update operations that no such calls add",
    arguments: [
      ("p01_rank2_defaults", [0, 1, 3, 5, 7, 9, 12]), ("p05_rank4_fused_default", [0, 4, 5, 8]),
      ("p33_renorm_no_clipping", [0, 8, 13, 16]),
    ])
  func wrongCount(_ name: String, _ counts: [Int]) throws {
    for count in counts {
      let result = try file(name, updateOps: count).replay()
      #expect(result.worst["UPDATE_OPS"] == .infinity, "\(count)")
      #expect(result.place.hasPrefix("collections: UPDATE_OPS is"))
    }
  }

  @Test("share a bool's call, or have one each, as tensors do; False adds nothing there")
  func bools() throws {
    for count in [2, 6] { #expect(try file("p01_rank2_defaults", mode: "bool", updateOps: count).replay().passed) }
    for count in [4, 8, 10] { #expect(try file("p01_rank2_defaults", mode: "bool", updateOps: count).replay().failed) }
    for count in [4, 6] {
      #expect(try file("p02_rank3_axis1_placeholder", mode: "placeholder", updateOps: count).replay().failed)
    }
  }

  @Test(
    "fail where something else was changed",
    arguments: [
      ("collections/GLOBAL_VARIABLES/3", nil, "GLOBAL_VARIABLES"),
      ("collections/TRAINABLE_VARIABLES/0", #""batch_normalization_1/gamma:0""#, "TRAINABLE_VARIABLES"),
      ("collections/REGULARIZATION_LOSSES", #"["a:0"]"#, "REGULARIZATION_LOSSES"),
      ("steps/1/variables_after/moving_mean/0", "0.5", "variables_after"), ("steps/4/output/0", "7", "output"),
    ] as [(String, String?, String)])
  func tampered(_ path: String, _ text: String?, _ field: String) throws {
    var file = try file("p01_rank2_defaults", updateOps: 8)
    try file.replace(path, by: text)
    let result = try file.replay()
    #expect(result.failed)
    #expect((result.worst[field] ?? 0) > 1)
  }

  @Test("weigh as a bool does, not as a placeholder")
  func weights() throws {
    // In float64, where the recorded file has float32's rounding of 1 - 0.999 and not that of float32's difference.
    #expect(try file("p56_float64_momentum_rounding", updateOps: 6).replay().passed)
    let result = try file("p56_float64_momentum_rounding", mode: "placeholder", updateOps: 2).replay()
    #expect((result.worst["variables_after"] ?? 0) > 1)
  }
}
