import BNCore
import Foundation
import Testing

/// What TensorFlow 1.4 answers to an input of another type than float32: recorded answers, and the rule of r1.4's source
/// where nothing was recorded.
@Suite("Types of the input")
struct TypeAnswerTests {
  /// A call that TensorFlow 1.4.1 answered.
  struct Recorded: Decodable, Sendable, CustomTestStringConvertible {
    let dtype: String
    let rank: Int
    let training: Bool
    let fused: Bool?
    let result: String
    let stage: String?
    let category: String?
    let message: String?
    let left: [String]?
    let out_dtype: String?

    var testDescription: String {
      "\(dtype), rank \(rank), training \(training), fused \(fused.map { "\($0)" } ?? "None")"
    }

    static let all: [Recorded] = {
      struct File: Decodable { let attempts: [Recorded] }
      let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../Golden/types/types_tf141.json")
      let bytes = (try? Data(contentsOf: file.standardized)) ?? Data()
      return (try? JSONDecoder().decode(File.self, from: bytes).attempts) ?? []
    }()
  }

  @Test("all recorded calls are here")
  func complete() { #expect(Recorded.all.count == 98) }

  @Test("a type that no tensor has here is answered as TensorFlow answers it", arguments: Recorded.all)
  func recorded(_ call: Recorded) throws {
    let type = try #require(DataType(rawValue: call.dtype))
    let shape: StaticShape = [1: [3], 2: [4, 3], 4: [2, 2, 2, 3]][call.rank] ?? .unknown
    var graph = Graph()
    var output: SymbolicTensor?
    let error = refusal {
      let made = try graph.layer(nil, shape, type, training: .bool(call.training)) { $0.fused = call.fused }
      output = made
      try graph.checkKernels(of: made)
    }
    #expect(error?.message == call.message)
    #expect(error?.category.rawValue == call.category)
    #expect(error.map { $0.stage == .run ? "run" : "build" } == call.stage)
    if call.result == "ok" {
      #expect(output?.dataType.name == call.out_dtype)
    } else {
      #expect(graph.globalVariables.map(\.tensorName) == call.left)
    }
  }

  // MARK: The rule

  private static let all = ["gamma", "beta", "moving_mean", "moving_variance"]
  private static let differences = "float16, float32, float64, int32, int64, complex64, complex128"
  private static let reduced =
    "float32, float64, int64, int32, uint8, uint16, int16, int8, complex64, complex128, qint8, quint8, qint32, float16"

  private func check(
    _ expected: String?, leaves left: [String] = all, _ type: DataType, _ shape: StaticShape = [4, 3],
    _ training: Training = true, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout BatchNormalizationOptions) -> Void = { _ in }
  ) {
    var graph = Graph()
    let error = refusal { try graph.layer(nil, shape, type, training: training, change) }
    #expect(error?.description == expected.map { "TypeError: " + $0 }, sourceLocation: sourceLocation)
    #expect(
      graph.variableNames == left.map { "batch_normalization/\($0)" }, sourceLocation: sourceLocation)
    if expected != nil { #expect(graph.updateOps.isEmpty, sourceLocation: sourceLocation) }
  }

  private func notAllowed(_ parameter: String, _ type: DataType, _ allowed: String) -> String {
    "Value passed to parameter '\(parameter)' has DataType \(type.name) not in list of allowed values: \(allowed)"
  }

  private func noEpsilon(_ operand: String) -> String {
    "unsupported operand type(s) for +: '\(operand)' and 'float'"
  }

  /// A constant tensor that is False is not Python's False: the moments are built.
  private static let takingMoments: [Training] = [true, .constant(true), .constant(false)]

  @Test(
    "that has no squared differences is refused there wherever moments are taken",
    arguments: [DataType.int8, .int16, .uint8, .uint16], takingMoments)
  func smallIntegers(type: DataType, training: Training) {
    for shape in [[3], [4, 3], [4, 3, 2]] as [StaticShape] {
      check(notAllowed("x", type, Self.differences), type, shape, training)
    }
    check(notAllowed("x", type, Self.differences), type, [2, 2, 2, 3], training) { $0.axis = 2 }
    check(notAllowed("x", type, Self.differences), leaves: Self.all + Self.renorm, type, [4, 3], training) {
      $0.renorm = true
    }
  }

  private static let renorm = ["renorm_mean", "renorm_mean_weight", "renorm_stddev", "renorm_stddev_weight"]

  @Test("that has no mean is refused before that", arguments: takingMoments)
  func bools(training: Training) {
    check(notAllowed("input", .bool, Self.reduced), .bool, [4, 3], training)
    check(notAllowed("input", .bool, Self.reduced), leaves: Self.all + Self.renorm, .bool, [2, 2, 2, 3], training) {
      $0.renorm = true
    }
  }

  @Test("that has both fails at epsilon", arguments: [DataType.int32, .int64], takingMoments)
  func integers(type: DataType, training: Training) {
    check(noEpsilon("Tensor"), type, [4, 3], training)
    check(noEpsilon("Tensor"), leaves: Self.all + Self.renorm, type, [4, 3], training) {
      ($0.renorm, $0.renormClipping) = (true, ["rmax": 3])
    }
  }

  @Test(
    "is looked at in inference where epsilon meets the moving variance, as a variable or in another shape",
    arguments: [DataType.int8, .int16, .int32, .int64, .uint8, .uint16, .bool])
  func inference(type: DataType) {
    check(noEpsilon("Variable"), type, [3], false)
    check(noEpsilon("Variable"), type, [4, 3], false)
    check(noEpsilon("Variable"), type, [4, 3], false) { $0.axis = 1 }
    check(noEpsilon("Variable"), leaves: Self.all + Self.renorm, type, [4, 3], false) { $0.renorm = true }
    check(noEpsilon("Tensor"), type, [4, 3], false) { $0.axis = 0 }
    check(noEpsilon("Tensor"), type, [2, 2, 2, 3], false) { ($0.axis, $0.fused) = (1, false) }
    check(noEpsilon("Tensor"), leaves: ["moving_mean", "moving_variance"], type, [4, 3, 2], false) {
      ($0.axis, $0.center, $0.scale) = (-2, false, false)
    }
  }

  @Test(
    "is refused by the fused operation at its batch, whatever else is asked",
    arguments: DataType.allCases.filter { $0.name.contains("int") && !$0.name.contains("q") } + [
      .bool, .float64, .complex64, .complex128,
    ])
  func fused(type: DataType) {
    var graph = Graph()
    let switched = graph.placeholder(.bool)
    for training in [true, false, .constant(true), .constant(false), .placeholder(switched)] as [Training] {
      for axis in [1, 3] {
        check(notAllowed("x", type, "float32"), type, [2, 2, 2, 3], training) { $0.axis = axis }
      }
      check(notAllowed("x", type, "float32"), leaves: ["beta"] + Self.all[2...], type, [2, 2, 2, 3], training) {
        $0.scale = false
      }
    }
  }

  @Test("float16 has a fused operation of its own, which wants float32 for all else")
  func fusedHalf() {
    var graph = Graph()
    let switched = graph.placeholder(.bool)
    let trainings: [Training] = [true, false, .constant(true), .constant(false), .placeholder(switched)]
    func differs(_ parameter: String) -> String {
      "Input '\(parameter)' of 'FusedBatchNormV2' Op has type float16 that does not match type float32 of argument 'scale'."
    }
    for training in trainings {
      check(notAllowed("scale", .float16, "float32"), .float16, [2, 2, 2, 3], training)
      check(
        notAllowed("scale", .float16, "float32"), leaves: ["gamma"] + Self.all[2...], .float16, [2, 2, 2, 3], training
      ) {
        $0.center = false
      }
      check(differs("offset"), leaves: ["beta"] + Self.all[2...], .float16, [2, 2, 2, 3], training) { $0.scale = false }
      // What trains only gets as far as the moving mean, which is not of the moments' type.
      let last =
        training == true || training == .constant(true)
        ? "Input 'y' of 'Sub' Op has type float32 that does not match type float16 of argument 'x'." : differs("mean")
      check(last, leaves: Array(Self.all[2...]), .float16, [2, 2, 2, 3], training) {
        ($0.center, $0.scale) = (false, false)
      }
    }
    check(nil, .float16, [2, 2, 2, 3]) { $0.fused = false }
    check(nil, leaves: Self.all + Self.renorm, .float16, [2, 2, 2, 3]) { $0.renorm = true }
  }

  @Test(
    "the fused implementation computes float16 and float64 where a graph may do more than TensorFlow, and no other type"
  )
  func computedAnyway() throws {
    var graph = Graph()
    graph.computesWhatTensorFlowRefuses = true
    for type in [DataType.float16, .float64] { try graph.layer(nil, [2, 2, 2, 3], type) }
    #expect(graph.globalVariables.count == 8)
    #expect(refusal { try graph.layer(nil, [2, 2, 2, 3], .complex64) } != nil)
    #expect(refusal { try graph.layer(nil, [2, 2, 2, 3], .int32) } != nil)
  }

  @Test("complex numbers have no limits for renorm's corrections", arguments: [DataType.complex64, .complex128])
  func complexLimits(type: DataType) throws {
    for key in ["rmin", "rmax", "dmax"] {
      check(
        notAllowed("x", type, "float16, float32, float64, int32, int64"), leaves: Self.all + Self.renorm, type
      ) { ($0.renorm, $0.renormClipping) = (true, RenormClipping([key: 1])) }
    }
    check(nil, leaves: Self.all + Self.renorm, type) { $0.renorm = true }
    var graph = Graph()
    let output = try graph.layer(nil, [4, 3], type, training: .placeholder(graph.placeholder(.bool)))
    #expect(refusal { try graph.checkKernels(of: output) }?.category == .invalidArgument)
  }

  // MARK: Before the call

  @Test("an initializer is refused at the first number that the type does not have, and leaves what was made before it")
  func initializers() {
    let fraction = "Expected int32, got 0.5 of type 'float' instead."
    check(fraction, leaves: [], .int32) { $0.gammaInitializer = .constant(0.5) }
    check(fraction, leaves: ["gamma"], .int32) { $0.betaInitializer = .values([0.5, 1]) }
    check("Expected uint8, got 2.0 of type 'float' instead.", leaves: Array(Self.all.prefix(3)), .uint8) {
      $0.movingVarianceInitializer = .constant(2)
    }
    // Asked before how many values there are.
    check("Expected bool, got 1.0 of type 'float' instead.", leaves: ["gamma", "beta"], .bool) {
      $0.movingMeanInitializer = .values([1, 1, 1, 1])
    }
    check("Incompatible types: <dtype: 'bfloat16'> vs. uint16. Value is [0.5, 1.0]", leaves: [], .bfloat16) {
      $0.gammaInitializer = .values([0.5, 1])
    }
    check("Incompatible types: <dtype: 'bfloat16'> vs. uint16. Value is 0", leaves: [], .bfloat16) { $0.scale = false }
    check("Expected qint16, got 0 of type 'int' instead.", leaves: [], .qint16) { $0.scale = false }
    // A text can be empty, and so there is a zero of it.
    check("Expected string, got 1 of type 'int' instead.", leaves: ["beta", "moving_mean"], .string) {
      $0.scale = false
    }
    check(notAllowed("input", .string, Self.reduced), .string) {
      ($0.gammaInitializer, $0.movingVarianceInitializer) = (.zeros, .zeros)
    }
    check(nil, .float16) { $0.gammaInitializer = .constant(0.5) }
    check(nil, .complex64) { $0.gammaInitializer = .values([0.5]) }
  }

  @Test("a regularizer is refused after its variable is made, and leaves no loss")
  func regularizers() {
    let fraction = "Expected int64, got 0.1 of type 'float' instead."
    for regularizer in [Regularizer.l1(0.1), .l2(0.1), .sum(0.1)] {
      check(fraction, leaves: ["gamma"], .int64) { $0.gammaRegularizer = regularizer }
      check(fraction, leaves: ["gamma", "beta"], .int64) { $0.betaRegularizer = regularizer }
    }
    check(notAllowed("input", .bool, Self.reduced), leaves: ["gamma"], .bool) { $0.gammaRegularizer = .sum(0.1) }
    check("Expected bool, got 0.1 of type 'float' instead.", leaves: ["gamma"], .bool) {
      $0.gammaRegularizer = .l1(0.1)
    }
    check(
      "Input 'y' of 'Mul' Op has type float64 that does not match type complex128 of argument 'x'.", leaves: ["gamma"],
      .complex128
    ) { $0.gammaRegularizer = .l1(0.1) }
    // A scale of 0 makes no loss, and the fused operation is off all the same.
    check(noEpsilon("Tensor"), .int32, [2, 2, 2, 3]) { $0.gammaRegularizer = .l2(0) }
    var graph = Graph()
    #expect(refusal { try graph.layer(nil, [4, 3], .int32) { $0.gammaRegularizer = .l2(0.1) } } != nil)
    #expect(graph.regularizationLosses.isEmpty)
  }
}
