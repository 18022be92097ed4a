import BNCore

/// How the values of a type are read and written, for the options that have them.
struct OptionValue<Value>: Sendable {
  let read: @Sendable (_ word: Word, _ name: String) throws(CommandError) -> Value
  /// Words that read back to the same value.
  let write: @Sendable (Value) -> String
}

extension OptionValue<Double> {
  static var number: Self { Self(read: ValueText.number, write: { ValueText.text($0) }) }
}

extension OptionValue<[Double]> {
  static var list: Self { Self(read: ValueText.list, write: { ValueText.text($0) }) }
}

extension OptionValue<Bool> {
  static var toggle: Self {
    Self(read: { word, name throws(CommandError) in try ValueText.toggle(word, name) }, write: { ValueText.text($0) })
  }
}

extension OptionValue<Int> {
  /// A whole number of at least so much.
  static func integer(from least: Int) -> Self { integer(least...Int.max) }

  /// A whole number of a range.
  static func integer(_ range: ClosedRange<Int>) -> Self {
    Self(
      read: { word, name throws(CommandError) in try ValueText.integer(word, name, in: range) }, write: { "\($0)" })
  }
}

extension OptionValue<UInt64> {
  static var seed: Self { Self(read: { word, _ throws(CommandError) in try ValueText.seed(word) }, write: { "\($0)" }) }
}

extension OptionValue<[Int]> {
  static var shape: Self { Self(read: ValueText.shape, write: shapeText) }
}

extension OptionValue<String> {
  static var text: Self { Self(read: { word, _ in word.text }, write: quotedWord) }
}

extension OptionValue<[String]> {
  /// Names with commas between them.
  static var names: Self {
    Self(
      read: { word, _ in word.text.split(separator: ",").map { String($0).trimmingBlanks } },
      write: { $0.map(quotedWord).joined(separator: ",") })
  }
}

extension OptionValue where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of a few words; some may be written as a mark, too.
  static func word(_ marks: [String: Value]) -> Self {
    Self(
      read: { word, name throws(CommandError) in
        guard let value = Value(rawValue: word.text) ?? marks[word.text] else {
          throw CommandError(
            "\(name) needs \(orList(Value.allCases.map(\.rawValue))), not \"\(word.text)\"", column: word.column)
        }
        return value
      }, write: \.rawValue)
  }
}

extension OptionValue<ChannelValue> {
  /// One number, or a list of one a channel.
  static var channels: Self {
    Self(
      read: { word, name throws(CommandError) in
        word.text.hasPrefix("[")
          ? .each(try ValueText.list(word, name)) : .all(try ValueText.number(word, name))
      }, write: \.text)
  }
}

extension OptionValue<NumberType> {
  static var dtype: Self {
    Self(read: { word, _ throws(CommandError) in try NumberType.named(word) }, write: \.rawValue)
  }
}
