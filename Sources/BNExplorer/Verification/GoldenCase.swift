import TerminalKit
import BNFiles
import BNCore

/// A golden file: what the real TensorFlow 1.4.0 computed for one layer over several steps.
///
/// Arrays are flat and row-major.
struct GoldenCase: Decodable, Sendable {
  let name: String
  let kind: String
  let content: Content
  /// What the file has besides what its format says.
  var unknownFields: [String] = []

  /// What a file holds, by its kind.
  enum Content: Sendable {
    case numeric(Numeric)
    case graph(GraphCase)
    case attempts([Attempt])
    /// A kind that the format does not know.
    case unknown
  }

  /// What a file of kind `numeric` holds.
  struct Numeric: Decodable, Sendable {
    let dtype: String
    let tolerance: Tolerance
    let inputShape: [Int?]
    let staticShape: [Int?]?
    let trainingMode: String
    let fusedUsed: Bool
    let layer: Layer
    let collections: [String: [String]]?
    let optimizer: Optimizer?
    let variablesInitial: [String: Numbers]
    let steps: [Step]
  }

  /// abs(a − b) ≤ atol + rtol · abs(b), and another pair of limits for some fields.
  struct Tolerance: Decodable, Sendable {
    let rtol: Double
    let atol: Double
    let fields: [String: Limits]?

    struct Limits: Decodable, Sendable {
      let rtol: Double
      let atol: Double
    }

    func limits(for field: String) -> Limits { fields?[field] ?? Limits(rtol: rtol, atol: atol) }
  }

  /// Plain gradient descent.
  struct Optimizer: Decodable, Sendable {
    let kind: String
    let learningRate: Double
  }

  /// Every argument of `tf.layers.batch_normalization` but `inputs` and `training`.
  struct Layer: Decodable, Sendable {
    let axis: Int
    let momentum: Double
    let epsilon: Double
    let center: Bool
    let scale: Bool
    let betaInitializer: InitializerCase
    let gammaInitializer: InitializerCase
    let movingMeanInitializer: InitializerCase
    let movingVarianceInitializer: InitializerCase
    let betaRegularizer: RegularizerCase?
    let gammaRegularizer: RegularizerCase?
    let betaConstraint: ConstraintCase?
    let gammaConstraint: ConstraintCase?
    let trainable: Bool?
    let name: String?
    let reuse: ReuseCase?
    let renorm: Bool
    let renormClipping: [String: ClippingValue]?
    let renormMomentum: Double
    let fused: Bool?
  }

  struct InitializerCase: Decodable, Sendable {
    let kind: String
    let value: Double?
    let values: [Double]?
  }

  struct RegularizerCase: Decodable, Sendable {
    let kind: String
    let scale: Double
  }

  struct ConstraintCase: Decodable, Sendable {
    let kind: String
    let maxValue: Double?
    let min: Double?
    let max: Double?
  }

  /// A clipping limit: a number, or `per_step` when each step has its own.
  enum ClippingValue: Decodable, Sendable {
    case number(Double)
    case perStep

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if (try? container.decode(String.self)) == "per_step" {
        self = .perStep
      } else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "expected a number or \"per_step\"")
      }
    }
  }

  /// One evaluation, in the order of the format: forward, then updates, then the optimizer.
  struct Step: Decodable, Sendable {
    let training: Bool
    let runUpdateOps: Bool
    let optimizerStep: Bool?
    let inputShape: [Int]?
    let input: Numbers
    let renormClipping: [String: Double]?
    let upstream: Numbers?
    let variablesAfter: [String: Numbers]?
    /// Every other field that holds numbers, by its name in the file.
    let expected: [String: Numbers]
    /// The names of the fields that hold anything else.
    let uncompared: [String]
  }

  /// A number or a flat list of numbers.
  struct Numbers: Decodable, Sendable {
    let values: [Double]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([Double].self) {
        values = list
      } else if let number = try? container.decode(Double.self) {
        values = [number]
      } else {
        throw DecodingError.typeMismatch(
          Self.self, DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not numbers"))
      }
    }
  }

  private enum CodingKeys: CodingKey { case name, kind, attempts }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    kind = try container.decode(String.self, forKey: .kind)
    content =
      switch kind {
      case "numeric": .numeric(try Numeric(from: decoder))
      case "graph": .graph(try GraphCase(from: decoder))
      case "attempts": .attempts(try container.decode([Attempt].self, forKey: .attempts))
      default: .unknown
      }
  }
}

extension GoldenCase.Step {
  private static let known: Set = [
    "training", "runUpdateOps", "optimizerStep", "inputShape", "input", "renormClipping", "upstream", "variablesAfter",
  ]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: JSONName.self)
    func value<Value: Decodable>(_ name: String, _ type: Value.Type = Value.self) throws -> Value {
      try container.decode(type, forKey: JSONName(stringValue: name))
    }
    func optional<Value: Decodable>(_ name: String, _ type: Value.Type = Value.self) throws -> Value? {
      try container.decodeIfPresent(type, forKey: JSONName(stringValue: name))
    }
    training = try value("training")
    runUpdateOps = try value("runUpdateOps")
    optimizerStep = try optional("optimizerStep")
    inputShape = try optional("inputShape")
    input = try value("input")
    renormClipping = try optional("renormClipping")
    upstream = try optional("upstream")
    variablesAfter = try optional("variablesAfter")
    var expected: [String: GoldenCase.Numbers] = [:]
    var uncompared: [String] = []
    for key in container.allKeys where !Self.known.contains(key.stringValue) {
      if let numbers = try? container.decode(GoldenCase.Numbers.self, forKey: key) {
        expected[key.stringValue] = numbers
      } else {
        uncompared.append(key.stringValue)
      }
    }
    self.expected = expected
    self.uncompared = uncompared
  }
}
