import BNFiles

/// What was found in a file as JSON: every key in every object, null where there is nothing.
enum CheckLines {
  /// An object for each tensor, before them one for each damaged part that is not one tensor's.
  static func tensors(_ check: FileCheck) -> [JSONText] {
    check.damagedParts.map { object(name: nil, damage: $0) } + check.tensors.map(object)
  }

  private static func object(_ tensor: TensorCheck) -> JSONText {
    object(
      name: tensor.name, shape: tensor.shape, type: tensor.type, count: tensor.count, tally: tensor.tally,
      damage: tensor.damage, unread: tensor.unread)
  }

  private static func object(
    name: String?, shape: [Int]? = nil, type: String? = nil, count: Int? = nil, tally: ElementTally = ElementTally(),
    damage: String?, unread: String? = nil
  ) -> JSONText {
    func place(_ kind: ElementTally.Kind) -> JSONText {
      guard let first = kind.first else { return .null }
      return .array(elementIndex(first, in: shape ?? []).map(JSONText.integer))
    }
    return [
      "tensor": name.map(JSONText.string) ?? .null,
      "shape": shape.map { .array($0.map(JSONText.integer)) } ?? .null,
      "dtype": type.map(JSONText.string) ?? .null,
      "count": count.map(JSONText.integer) ?? .null,
      "nan": .integer(tally.nan.count), "infinite": .integer(tally.infinite.count),
      "subnormal": .integer(tally.subnormal.count),
      "first_nan": place(tally.nan), "first_infinite": place(tally.infinite), "first_subnormal": place(tally.subnormal),
      "damage": damage.map(JSONText.string) ?? .null,
      "unread": unread.map(JSONText.string) ?? .null,
    ]
  }

  /// The last object: which file, how much is in it, and what was found in all.
  static func summary(_ check: FileCheck, strict: Bool) -> JSONText {
    func total(_ kind: KeyPath<ElementTally, ElementTally.Kind>) -> JSONText {
      .integer(check.sum { $0.tally[keyPath: kind].count })
    }
    return [
      "file": .string(check.path), "format": .string(check.format), "tensors": .integer(check.tensors.count),
      "numbers": .integer(check.numbers), "bytes": .integer(check.bytes),
      "nan": total(\.nan), "infinite": total(\.infinite), "subnormal": total(\.subnormal),
      "damaged": .integer(check.damaged), "unread": .integer(check.tensors.count { $0.unread != nil }),
      "ok": .bool(check.isRight(strict: strict)),
    ]
  }
}
