import BNFiles
import Platform

/// Arrays that stand in a JSON text: a nested list, an object of such, or what `export` writes.
enum JSONArrays {
  /// Reads all arrays of a text.
  ///
  /// - Throws: ``FileError`` for what is no JSON, and for lists that are no arrays of numbers.
  static func read(_ source: any ByteSource) throws(FileError) -> [StoredTensor] {
    let value = try JSONValue.parse(try source.allBytes(), path: source.path, what: "the file")
    if let array = try array("", value, source.path) { return [array] }
    var arrays: [StoredTensor] = []
    for (name, member) in (value.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      if let array = try array(name, member, source.path) { arrays.append(array) }
    }
    guard !arrays.isEmpty else {
      throw FileError(source.path, "holds no numbers; expected lists of numbers such as {\"gamma\": [1, 2]}")
    }
    return arrays
  }

  /// A list, a number, or an object with a shape and a flat value; `nil` for what is something else.
  private static func array(_ name: String, _ value: JSONValue, _ path: String) throws(FileError) -> StoredTensor? {
    var shape: [Int] = []
    var numbers: [Double] = []
    var type = "float64"
    if let list = value["value"], let extents = value["shape"]?.array {
      shape = extents.compactMap(\.int)
      numbers = try flat(list, name, path).numbers
      type = value["dtype"]?.string ?? type
    } else if value.array != nil || value.double != nil {
      (shape, numbers) = try flat(value, name, path)
    } else {
      return nil
    }
    guard elementCount(of: shape) == numbers.count else {
      throw FileError(path, "\(shown(name)) has the shape \(shape) and \(counted(numbers.count, "number"))")
    }
    let found = rounded(numbers, to: type)
    return StoredTensor(name: name, shape: shape, type: type) { () throws(FileError) in found }
  }

  /// Numbers of the fewest digits are what they were once they are rounded to their type.
  private static func rounded(_ numbers: [Double], to type: String) -> [Double] {
    switch type {
    case "float16": numbers.map { Double(Half($0)) }
    case "float32": numbers.map { Double(Float($0)) }
    default: numbers
    }
  }

  private static func flat(
    _ value: JSONValue, _ name: String, _ path: String
  ) throws(FileError) -> (shape: [Int], numbers: [Double]) {
    guard let list = value.array else { return ([], [try number(value, name, path)]) }
    var shape: [Int]?
    var numbers: [Double] = []
    for element in list {
      let part = try flat(element, name, path)
      guard shape ?? part.shape == part.shape else {
        throw FileError(path, "\(shown(name)) has lists of different lengths; expected equally many numbers in each")
      }
      shape = part.shape
      numbers += part.numbers
    }
    return ([list.count] + (shape ?? []), numbers)
  }

  private static func number(_ value: JSONValue, _ name: String, _ path: String) throws(FileError) -> Double {
    if let number = value.double { return number }
    if let truth = value.bool { return truth ? 1 : 0 }
    switch value.string {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default: throw FileError(path, "\(shown(name)) holds what is no number")
    }
  }

  private static func shown(_ name: String) -> String { name.isEmpty ? "the list" : name.quoted(limit: 80) }
}
