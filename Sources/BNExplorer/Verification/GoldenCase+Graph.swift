extension GoldenCase {
  /// What a file of kind `graph` holds: several calls in one graph, and runs of some of them.
  struct GraphCase: Decodable, Sendable {
    let calls: [Call]
    let collections: [String: [String]]?
    let variablesInitial: [String: Numbers]?
    let tolerance: Tolerance?
    let steps: [GraphStep]?
  }

  /// One call of the function.
  struct Call: Decodable, Sendable {
    let variableScope: String?
    let variableScopeReuse: ReuseCase?
    let dtype: String
    let inputShape: [Int?]?
    let training: TrainingCase
    let layer: Layer
    let error: ErrorCase?
    let variablesUsed: [String]?
    let addedToGlobalVariables: [String]?
    let addedToTrainableVariables: [String]?
    let addedToUpdateOps: [String]?
    let addedToRegularizationLosses: [String]?
  }

  /// One run of one call.
  struct GraphStep: Decodable, Sendable {
    let call: Int
    let training: Bool
    let runUpdateOps: Bool
    let inputShape: [Int]?
    let input: Numbers
    let output: Numbers?
    /// By full name, without `:0`.
    let variablesAfter: [String: Numbers]?
  }

  /// One construction in a graph of its own.
  struct Attempt: Decodable, Sendable {
    let label: String
    let dtype: String
    let inputShape: [Int?]?
    let training: TrainingCase
    let layer: Layer
    let ok: Accepted?
    let error: ErrorCase?
    let variablesLeftInGraph: [String]?
  }

  /// What TensorFlow made of a construction that it accepted.
  struct Accepted: Decodable, Sendable {
    let outputShape: [Int?]?
    let outputDtype: String?
    let fusedUsed: Bool?
    let variables: [Variable]?
    let updateOpCount: Int?
    let regularizationLossCount: Int?
    /// What was run afterwards without an error; `nil` if nothing.
    let ran: String?

    struct Variable: Decodable, Equatable, Sendable {
      let name: String
      let shape: [Int]
      let dtype: String
    }
  }

  /// An exception.
  struct ErrorCase: Decodable, Equatable, Sendable {
    let stage: String
    let type: String
    let message: String
    let detail: String?
  }

  /// `reuse`: a bool, or `"auto"` for `tf.AUTO_REUSE`.
  enum ReuseCase: Decodable, Sendable {
    case flag(Bool)
    case auto

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if try container.decode(String.self) == "auto" {
        self = .auto
      } else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected true, false or \"auto\"")
      }
    }
  }

  /// `training`: a bool, a tensor of bools, or what TensorFlow takes for neither.
  enum TrainingCase: Decodable, Sendable {
    case flag(Bool)
    case placeholder
    case constantTensor(Bool)
    case notABool

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
        return
      }
      switch try? container.decode(String.self) {
      case "placeholder": self = .placeholder
      case "constant_tensor": self = .constantTensor(true)
      default: self = .notABool
      }
    }
  }
}
