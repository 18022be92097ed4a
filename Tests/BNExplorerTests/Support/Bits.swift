import BNCore

@testable import BNExplorer
@testable import BNFiles

/// What a value consists of, to the bit: all its stored properties by their names, and theirs, found by reflection.
///
/// Nothing is listed, so nothing can be left out: what is added to a type is in here without anybody's help.
enum Bits {
  static func of(_ value: Any) -> String {
    switch value {
    case let number as Double: String(number.bitPattern, radix: 16)
    case let number as Float: String(number.bitPattern, radix: 16)
    case let numbers as [Double]: text(numbers)
    case let numbers as [Float]: text(numbers)
    case let numbers as [Half]: text(numbers)
    // What it answers depends on the questions alone, and what sources remember on what they were asked for.
    case is PopulationCache: "memo"
    case let source as BatchSource: parts(of: source.withoutMemory)
    default: parts(of: value)
    }
  }

  /// The stored properties of a value, each by its name.
  static func fields(of value: Any) -> [(name: String, bits: String)] {
    Mirror(reflecting: value).children.map { ($0.label ?? "", of($0.value)) }
  }

  private static func parts(of value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    // Functions are told apart by the names that stand beside them.
    guard !mirror.children.isEmpty else { return mirror.displayStyle == nil ? "\(value)" : "\(value)()" }
    let parts = fields(of: value).map { "\($0.name):\($0.bits)" }
    let isUnordered = mirror.displayStyle == .dictionary || mirror.displayStyle == .set
    return "(" + (isUnordered ? parts.sorted() : parts).joined(separator: " ") + ")"
  }

  /// Long lists are batches: their bits go into one number.
  private static func text<Number: BinaryFloatingPoint>(_ numbers: [Number]) -> String {
    numbers.withUnsafeBytes { bytes in
      guard numbers.count > 64 else {
        return "\(numbers.count)[" + bytes.map { String($0, radix: 16) }.joined(separator: ".") + "]"
      }
      var hasher = Hasher()
      hasher.combine(bytes: bytes)
      return "\(numbers.count)#\(hasher.finalize())"
    }
  }
}
