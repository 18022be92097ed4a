/// A demo that travels inside the program: a script of commands, captions and pauses.
struct Lesson: Sendable, Identifiable {
  let name: String
  let summary: String
  let bytes: [UInt8]

  var id: String { name }

  /// All lessons, in teaching order.
  static let all = [
    Lesson(
      name: "three-numbers", summary: "the formula and the training flag, on three numbers",
      bytes: PackageResources.three_numbers_bn),
    Lesson(
      name: "memory", summary: "momentum is a memory: 69 steps at 0.99, 693 at 0.999",
      bytes: PackageResources.memory_bn),
    Lesson(
      name: "forgotten-line", summary: "what happens when nobody runs the update operations",
      bytes: PackageResources.forgotten_line_bn),
  ]

  /// A lesson by its name or its number from 1.
  static func named(_ name: String) -> Lesson? {
    if let number = Int(name), all.indices.contains(number - 1) { return all[number - 1] }
    return all.first { $0.name == name }
  }

  func script() throws(CommandError) -> Script {
    try Script(text: try Script.text(of: bytes, name), name: "\(name).bn")
  }
}
