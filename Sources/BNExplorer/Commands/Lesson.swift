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
    Lesson(
      name: "epsilon", summary: "where the variance is small, epsilon is in charge",
      bytes: PackageResources.epsilon_bn),
    Lesson(
      name: "axis", summary: "the wrong axis gives no error, and 4 channels instead of 3",
      bytes: PackageResources.axis_bn),
    Lesson(
      name: "tiny-batches", summary: "batches of one and two, and what Bessel's correction does",
      bytes: PackageResources.tiny_batches_bn),
    Lesson(
      name: "batches-that-lie", summary: "sorted classes: the class is taken out with the mean",
      bytes: PackageResources.batches_that_lie_bn),
    Lesson(
      name: "renorm", summary: "r and d, their limits, and a trap",
      bytes: PackageResources.renorm_bn),
    Lesson(
      name: "learned-and-wasted", summary: "biases, penalties, constraints, dead units",
      bytes: PackageResources.learned_and_wasted_bn),
    Lesson(
      name: "frozen-and-reused", summary: "trainable=False, a layer called twice, names, checkpoints",
      bytes: PackageResources.frozen_and_reused_bn),
    Lesson(
      name: "figure1", summary: "the paper's first figure: a network learns with batch norm, and not without",
      bytes: PackageResources.figure1_bn),
    Lesson(
      name: "field-trip", summary: "two published networks, and what comes in where it goes wrong",
      bytes: PackageResources.field_trip_bn),
    Lesson(
      name: "backward", summary: "the gradient's three terms, checked by differences",
      bytes: PackageResources.backward_bn),
    Lesson(
      name: "padding", summary: "rows of zeros are data, unless a mask says otherwise",
      bytes: PackageResources.padding_bn),
    Lesson(
      name: "one-example", summary: "what if the batch is one? Layer, group, instance and RMS norm",
      bytes: PackageResources.one_example_bn),
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
