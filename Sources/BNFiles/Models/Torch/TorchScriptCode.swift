/// The code of a class of TorchScript, as far as it tells of batch norms.
///
/// It is read as text and never run.
///
/// Source: `torch/csrc/jit/serialization/python_print.cpp` of PyTorch 2.10, which writes it: one statement a line, every
/// attribute through `self`, and tensors of the program itself as `CONSTANTS.c0`.
struct TorchScriptCode: Sendable {
  /// What an expression is, where that can be told without running anything.
  enum Value: Equatable, Sendable {
    /// The attribute of the object at a path; the object itself where it is empty.
    case attribute([String])
    case constant(Int)
    case number(Double)
    case bool(Bool)
    case none
    /// A function by its full name.
    case function(String)
  }

  /// A call of `batch_norm`, its arguments by what they mean; those that cannot be told are missing.
  struct Call: Equatable, Sendable {
    var gamma: Value?
    var beta: Value?
    var mean: Value?
    var variance: Value?
    var training: Value?
    var momentum: Value?
    var epsilon: Value?
  }

  /// Attributes that never change, such as `eps : Final[float] = 0.001`.
  var finals: [String: Value] = [:]
  var calls: [Call] = []
}
