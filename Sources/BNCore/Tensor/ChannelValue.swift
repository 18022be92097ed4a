/// A parameter of the batches to come: one number for all channels, or one for each.
public enum ChannelValue: Equatable, Sendable {
  /// The same number for every channel.
  case all(Double)

  /// One number for each channel, in order.
  case each([Double])

  /// The numbers as they were given: one, or as many as there are channels.
  public var numbers: [Double] {
    switch self {
    case .all(let number): [number]
    case .each(let numbers): numbers
    }
  }

  /// One number for each of `count` channels.
  func expanded(to count: Int) -> [Double] {
    switch self {
    case .all(let number): Array(repeating: number, count: count)
    case .each(let numbers): numbers
    }
  }
}

extension ChannelValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// One number for all channels.
  public init(integerLiteral value: Int) {
    self = .all(Double(value))
  }

  /// One number for all channels.
  public init(floatLiteral value: Double) {
    self = .all(value)
  }

  /// One number for each channel.
  public init(arrayLiteral elements: Double...) {
    self = .each(elements)
  }
}
