import Testing

@testable import BNExplorer

/// One thing of a golden file that is no longer what TensorFlow recorded.
struct Tampering: CustomTestStringConvertible, Sendable {
  let file: String
  /// Where; see ``GoldenFile/replace(_:by:)``.
  let path: String
  /// What stands there instead, as JSON; `nil` if it is taken away.
  let text: String?
  /// The field that has to fail, and what the place has to say.
  let field: String
  let place: String

  init(_ file: String, _ path: String, _ text: String?, fails field: String, at place: String) {
    self.file = file
    self.path = path
    self.text = text
    self.field = field
    self.place = place
  }

  var testDescription: String { "\(file): \(path)" }
}

@Suite("A golden file with one thing changed")
struct TamperingTests {
  static let graphs: [Tampering] = [
    .init("p51_default_names", "calls/1/variables_used/0", #""bn/gamma""#, fails: "variables_used", at: "call 1:"),
    .init("p51_default_names", "calls/4/variables_used/7", nil, fails: "variables_used", at: "call 4:"),
    .init(
      "p51_default_names", "calls/0/added_to_GLOBAL_VARIABLES",
      """
      ["batch_normalization/beta:0", "batch_normalization/gamma:0", "batch_normalization/moving_mean:0",
       "batch_normalization/moving_variance:0"]
      """, fails: "GLOBAL_VARIABLES", at: "call 0:"),
    .init(
      "p51_default_names", "calls/2/added_to_TRAINABLE_VARIABLES", "[]", fails: "TRAINABLE_VARIABLES", at: "call 2:"),
    .init("p51_default_names", "calls/3/added_to_UPDATE_OPS", #"["a:0", "b:0"]"#, fails: "UPDATE_OPS", at: "call 3:"),
    .init("p51_default_names", "calls/3/training", "true", fails: "UPDATE_OPS", at: "call 3:"),
    .init(
      "p51_default_names", "collections/TRAINABLE_VARIABLES/0", #""batch_normalization/beta:0""#,
      fails: "TRAINABLE_VARIABLES", at: "collections:"),
    .init("p51_default_names", "collections/UPDATE_OPS/0", nil, fails: "UPDATE_OPS", at: "collections:"),
    .init(
      "p52_explicit_name_and_reuse", "collections/REGULARIZATION_LOSSES/0", #""bn/l2_regularizer:0""#,
      fails: "REGULARIZATION_LOSSES", at: "collections:"),
    .init(
      "p52_explicit_name_and_reuse", "calls/0/layer/gamma_regularizer", "null", fails: "REGULARIZATION_LOSSES",
      at: "call 0:"),
    .init("p53_trainable_false", "calls/0/layer/trainable", "true", fails: "TRAINABLE_VARIABLES", at: "call 0:"),
  ]

  static let graphErrors: [Tampering] = [
    .init(
      "p52_explicit_name_and_reuse", "calls/3/error/message", #""Variable bn/gamma exists.""#, fails: "error_message",
      at: "call 3:"),
    .init("p52_explicit_name_and_reuse", "calls/4/error/stage", #""run""#, fails: "error_stage", at: "call 4:"),
    .init("p52_explicit_name_and_reuse", "calls/5/error/type", #""TypeError""#, fails: "error_type", at: "call 5:"),
    .init("p52_explicit_name_and_reuse", "calls/5/error/detail", #""(3,)""#, fails: "error_detail", at: "call 5:"),
    .init("p52_explicit_name_and_reuse", "calls/3/error", nil, fails: "variables_used", at: "call 3:"),
    .init(
      "p52_explicit_name_and_reuse", "calls/1/error",
      #"{"stage": "construct", "type": "ValueError", "message": "no"}"#, fails: "error_message", at: "call 1:"),
  ]

  static let runs: [Tampering] = [
    .init("p52_explicit_name_and_reuse", "steps/2/output/0", "0.43412", fails: "output", at: "step 2: output[0]"),
    .init(
      "p52_explicit_name_and_reuse", "steps/1/variables_after/bn|moving_mean/1", "0.4346", fails: "variables_after",
      at: "step 1: variables_after bn/moving_mean[1]"),
    .init(
      "p52_explicit_name_and_reuse", "steps/1/run_update_ops", "false", fails: "variables_after",
      at: "step 1: variables_after bn/moving_mean["),
    .init("p53_trainable_false", "calls/0/layer/momentum", "0.25", fails: "variables_after", at: "step "),
    .init(
      "p52_explicit_name_and_reuse", "variables_initial/bn|gamma/2", "1.5", fails: "variables_initial",
      at: "variables_initial bn/gamma[2]"),
    .init(
      "p53_trainable_false", "steps/0/variables_after/second|moving_variance/0", "1.001", fails: "variables_after",
      at: "step 0: variables_after second/moving_variance[0]"),
    .init("p52_explicit_name_and_reuse", "steps/4/call", "3", fails: "output", at: "step 4: refused:"),
    .init("p52_explicit_name_and_reuse", "steps/4/call", "70", fails: "output", at: "step 4: refused:"),
    .init("p52_explicit_name_and_reuse", "steps/3/input/0", nil, fails: "output", at: "step 3: refused:"),
  ]

  static let attempts: [Tampering] = [
    .init(
      "p54_errors", "attempts/0/error/message", #""Value of `axis`""#, fails: "error_message", at: "axis too large:"),
    .init("p54_errors", "attempts/2/error/detail", #""(1,)""#, fails: "error_detail", at: "rank 0:"),
    .init("p54_errors", "attempts/10/error/stage", #""construct""#, fails: "error_stage", at: "NCHW fused on CPU:"),
    .init("p54_errors", "attempts/7/error/type", #""ValueError""#, fails: "error_type", at: "integer input:"),
    .init("p54_errors", "attempts/7/training", "false", fails: "error_message", at: "integer input:"),
    .init(
      "p54_errors", "attempts/7/variables_left_in_graph/3", nil, fails: "variables_left_in_graph", at: "integer input:"),
    .init(
      "p54_errors", "attempts/11/variables_left_in_graph", #"["batch_normalization/gamma"]"#,
      fails: "variables_left_in_graph", at: "too many initial values:"),
    .init("p54_errors", "attempts/1/error", nil, fails: "ok", at: "axis too small:"),
    .init("p54_errors", "attempts/1/layer/axis", "-1", fails: "error_message", at: "axis too small:"),
    .init(
      "p55_accepted", "attempts/0/ok/output_shape", "[4, 3]", fails: "output_shape", at: "unknown batch dimension:"),
    .init(
      "p55_accepted", "attempts/3/ok/output_dtype", #""float32""#, fails: "output_dtype", at: "float64, fused=False:"),
    .init("p55_accepted", "attempts/3/ok/fused_used", "true", fails: "fused_used", at: "float64, fused=False:"),
    .init("p55_accepted", "attempts/4/ok/update_op_count", "2", fails: "update_op_count", at: "training=False"),
    .init(
      "p55_accepted", "attempts/1/ok/regularization_loss_count", "1", fails: "regularization_loss_count",
      at: "unknown clipping key without renorm:"),
    .init("p55_accepted", "attempts/5/ok/variables/5/shape", "[3]", fails: "variables", at: "renorm creates"),
    .init("p55_accepted", "attempts/5/ok/variables/0/dtype", #""float64""#, fails: "variables", at: "renorm creates"),
    .init(
      "p55_accepted", "attempts/2/error", #"{"stage": "run", "type": "ValueError", "message": "no"}"#,
      fails: "error_message", at: "training is a constant tensor:"),
    .init(
      "p57_types", "attempts/0/error/message",
      #""Value passed to parameter 'x' has DataType float16 not in list of allowed values: float32""#,
      fails: "error_message", at: "float16, rank 4, training, default:"),
    .init(
      "p57_types", "attempts/6/training", "false", fails: "error_message", at: "int8, rank 2, training, default:"),
    .init("p57_types", "attempts/7/layer/axis", "0", fails: "error_message", at: "int8, rank 2, inference, default:"),
    .init(
      "p57_types", "attempts/9/layer/fused", "false", fails: "error_message", at: "int8, rank 4, training, default:"),
    .init("p57_types", "attempts/6/dtype", #""int32""#, fails: "error_message", at: "int8, rank 2, training, default:"),
    .init(
      "p57_types", "attempts/6/dtype", #""complex64""#, fails: "error_stage", at: "int8, rank 2, training, default:"),
    .init(
      "p57_types", "attempts/0/variables_left_in_graph/3", nil, fails: "variables_left_in_graph",
      at: "float16, rank 4, training, default:"),
    .init("p55_accepted", "attempts/1/layer/renorm", "true", fails: "ok", at: "unknown clipping key without renorm:"),
  ]

  static let numeric: [Tampering] = [
    .init(
      "p48_large_mean_small_variance", "steps/0/output_float64/0", "0.5", fails: "output_float64",
      at: "step 0: output_float64[0]"),
    .init("p05_rank4_fused_default", "fused_used", "false", fails: "fused_used", at: "step 0:"),
    .init(
      "p01_rank2_defaults", "collections/GLOBAL_VARIABLES/0", #""batch_normalization/beta:0""#,
      fails: "GLOBAL_VARIABLES", at: "collections:"),
    .init(
      "p25_regularizers", "collections/REGULARIZATION_LOSSES", "[]", fails: "REGULARIZATION_LOSSES", at: "collections:"),
  ]

  @Test("fails, and the place says where", arguments: graphs + graphErrors + runs + attempts + numeric)
  func fails(_ tampering: Tampering) throws {
    var file = try GoldenFile(tampering.file)
    try file.replace(tampering.path, by: tampering.text)
    let result = try file.replay()
    #expect(result.failed)
    let worst = result.worst[tampering.field]
    #expect(!(try #require(worst) <= 1), "\(result.worst)")
    #expect(result.place.hasPrefix(tampering.place), "\(result.place)")
    #expect(result.place.contains(tampering.field) || result.place.contains("refused"), "\(result.place)")
  }

  @Test("complex numbers are built, run in inference, and fail in training when they run")
  func complexNumbers() throws {
    var file = try GoldenFile("p55_accepted")
    try file.replace("attempts/4/dtype", by: #""complex64""#)
    try file.replace("attempts/4/ok/output_dtype", by: #""complex64""#)
    for index in 0..<4 { try file.replace("attempts/4/ok/variables/\(index)/dtype", by: #""complex64""#) }
    let result = try file.replay()
    #expect(result.passed && result.unchecked.isEmpty, "\(result.place)")
    try file.replace("attempts/4/training", by: "true")
    try file.replace("attempts/4/ok/update_op_count", by: "2")
    #expect(try file.replay().place.contains("InvalidArgumentError: No OpKernel was registered"))
  }

  @Test("names of update operations are informative only, so that another one passes")
  func updateNames() throws {
    var file = try GoldenFile("p51_default_names")
    try file.replace("collections/UPDATE_OPS/0", by: #""somewhere/AssignMovingAvg:0""#)
    #expect(try file.replay().passed)
  }

  @Test("a kind that nobody knows is not checked, and never counts as passed")
  func unknownKind() throws {
    var file = try GoldenFile("p51_default_names")
    try file.replace("kind", by: #""sketch""#)
    let result = try file.replay()
    #expect(!result.passed)
    #expect(!result.failed)
    #expect(result.unchecked == ["kind sketch"])
  }

  @Test(
    "a value that nobody knows is not checked, whatever else agrees",
    arguments: [
      ("p51_default_names", "calls/4/dtype", #""float8""#, "dtype float8"),
      ("p54_errors", "attempts/3/layer/gamma_initializer/kind", #""orthogonal""#, "initializer orthogonal"),
      ("p25_regularizers", "layer/gamma_regularizer/kind", #""l3""#, "regularizer l3"),
      ("p01_rank2_defaults", "training_mode", #""tensor""#, "training_mode tensor"),
    ])
  func unknownValue(file name: String, path: String, text: String, words: String) throws {
    var file = try GoldenFile(name)
    try file.replace(path, by: text)
    #expect(try file.replay().unchecked.contains(words))
  }

  @Test(
    "a field that the format does not have is not checked, and the rest of the file is",
    arguments: [
      ("p01_rank2_defaults", "remark", "remark"), ("p01_rank2_defaults", "layer/virtual", "layer.virtual"),
      ("p01_rank2_defaults", "collections/LOSSES", "LOSSES"), ("p52_explicit_name_and_reuse", "remark", "remark"),
      ("p52_explicit_name_and_reuse", "calls/1/remark", "calls[1].remark"),
      ("p52_explicit_name_and_reuse", "calls/1/layer/virtual", "calls[1].layer.virtual"),
      ("p52_explicit_name_and_reuse", "calls/3/error/trace", "calls[3].error.trace"),
      ("p52_explicit_name_and_reuse", "collections/LOSSES", "collections.LOSSES"),
      ("p52_explicit_name_and_reuse", "steps/4/batch_mean", "steps[4].batch_mean"),
      ("p55_accepted", "attempts/0/remark", "attempts[0].remark"),
      ("p55_accepted", "attempts/2/ok/loss", "attempts[2].ok.loss"),
    ])
  func unknownField(file name: String, path: String, expected: String) throws {
    var file = try GoldenFile(name)
    try file.replace(path, by: "[]")
    let result = try file.replay()
    #expect(result.unchecked == [expected])
    #expect(result.passed, "\(result.place)")
  }
}
