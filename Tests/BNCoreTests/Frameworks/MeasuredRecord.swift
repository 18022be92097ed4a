import BNCore
import Foundation

/// What a framework did in one case, as Measured/FORMAT.md describes it.
struct MeasuredRecord: Decodable, Sendable {
  let framework: String
  let version: String
  let `case`: String
  let settings: String
  let epsilon: Double?
  let share: Double?
  let start: [MeasuredNumbers]
  let steps: [Step]
  let inference: Step?
  let mask: [Int]?
  let probe: [Probe]?

  struct Step: Decodable, Sendable {
    let batch: String
    let output: MeasuredNumbers?
    let error: String?
    let mean: MeasuredNumbers?
    let variance: MeasuredNumbers?
    let used: [MeasuredNumbers]?
    let arrays: [String: MeasuredNumbers]?
    let counts: [String: Int]?
    let largest: MeasuredNumber?
  }

  struct Probe: Decodable, Sendable {
    let epsilon: Double
    let output: MeasuredNumbers?
    let error: String?
  }

  var rank: BatchRank { ["B", "C2", "D2", "D4", "E2", "F2", "H2", "P2"].contains(`case`) ? .four : .two }
  var isLong: Bool { `case`.hasPrefix("D") }

  static let all: [MeasuredRecord] = Measured.decoded("records.json") ?? []
}

/// float32 numbers as their bytes in base64.
struct MeasuredNumbers: Decodable, Sendable {
  let values: [Float]

  init(from decoder: any Decoder) throws {
    let data = Data(base64Encoded: try decoder.singleValueContainer().decode(String.self)) ?? Data()
    values = stride(from: 0, to: data.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[start + $1]) << (8 * $1) })
    }
  }
}

/// A number in decimals, or the name of one that has none.
struct MeasuredNumber: Decodable, Sendable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      value = number
    } else {
      value = Double(try container.decode(String.self)) ?? .nan
    }
  }
}

/// The batches that went into the frameworks.
struct MeasuredInputs: Decodable, Sendable {
  let gamma: [String: [Float]]
  let beta: [String: [Float]]
  let renorm_clipping: [String: Double]
  let inference_only: [String: [Float]]
  private let shapes: [String: [Int]]
  private let batches: [String: Nested]

  private indirect enum Nested: Decodable {
    case number(Float)
    case list([Nested])

    init(from decoder: any Decoder) throws {
      if let list = try? [Nested](from: decoder) {
        self = .list(list)
      } else {
        self = .number(Float(try MeasuredNumber(from: decoder).value))
      }
    }

    var flat: [Float] {
      switch self {
      case .number(let number): [number]
      case .list(let parts): parts.flatMap(\.flat)
      }
    }
  }

  func batch(_ name: String) -> FrameworkBatch {
    let shape = shapes[name] ?? [0, 1]
    return FrameworkBatch(
      numbers: batches[name]?.flat ?? [], channels: shape[shape.count - 1], images: shape.count == 4 ? shape[0] : nil)
  }

  /// The rows of cases D and D2, and those of D3 and D4.
  let long: FrameworkBatch
  let longLess: FrameworkBatch

  func longBatch(_ record: MeasuredRecord) -> FrameworkBatch {
    let rows = ["D", "D2"].contains(record.case) ? long : longLess
    return record.rank == .two ? rows : FrameworkBatch(numbers: rows.numbers, channels: 4, images: 64)
  }

  private enum CodingKeys: CodingKey { case gamma, beta, renorm_clipping, inference_only, shapes, batches }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    gamma = try container.decode(forKey: .gamma)
    beta = try container.decode(forKey: .beta)
    renorm_clipping = try container.decode(forKey: .renorm_clipping)
    inference_only = try container.decode(forKey: .inference_only)
    shapes = try container.decode(forKey: .shapes)
    batches = try container.decode(forKey: .batches)
    // 4096 x 4 numbers behind a header of 128 bytes.
    let bytes = [UInt8](Measured.data("d_batch.npy").dropFirst(128))
    let numbers = stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
    }
    long = FrameworkBatch(numbers: numbers, channels: 4)
    longLess = FrameworkBatch(numbers: numbers.map { Float(Double($0) - 0.7) }, channels: 4)
  }

  static let all: MeasuredInputs? = Measured.decoded("inputs.json")
}

extension KeyedDecodingContainer {
  fileprivate func decode<Value: Decodable>(forKey key: Key) throws -> Value { try decode(Value.self, forKey: key) }
}

/// The files beside this one.
enum Measured {
  static func data(_ name: String) -> Data {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Measured/\(name)")
    return (try? Data(contentsOf: file)) ?? Data()
  }

  static func decoded<Value: Decodable>(_ name: String) -> Value? {
    try? JSONDecoder().decode(Value.self, from: data(name))
  }
}
