@testable import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How people see colours: with three kinds of cones, or lacking one of them.
///
/// Source: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency"
/// (2009), severity 1.0; CIE 1976 L*a*b* under D65 for distances.
enum ColourVision: CaseIterable, Sendable {
  case common, protanopia, deuteranopia, tritanopia

  /// Linear red, green and blue.
  typealias Linear = [Double]

  private var matrix: [[Double]] {
    switch self {
    case .common: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    case .deuteranopia:
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    case .tritanopia:
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    }
  }

  func seen(_ colour: Linear) -> Linear { Self.product(matrix, colour).map { min(max($0, 0), 1) } }

  static func linear(rgb: Int) -> Linear {
    [rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff].map { part in
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  /// A colour of xterm's cube (16 to 231) or greys (232 to 255).
  static func linear(xterm number: Int) -> Linear {
    if number >= 232 {
      let grey = 8 + 10 * (number - 232)
      return linear(rgb: grey << 16 | grey << 8 | grey)
    }
    let steps = [0, 95, 135, 175, 215, 255]
    let place = number - 16
    return linear(rgb: steps[place / 36] << 16 | steps[place / 6 % 6] << 8 | steps[place % 6])
  }

  static func luminance(_ colour: Linear) -> Double {
    0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
  }

  /// The distance in L*a*b* (CIE 1976).
  static func distance(_ first: Linear, _ second: Linear) -> Double {
    zip(lab(first), lab(second)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  private static func lab(_ colour: Linear) -> [Double] {
    let toXYZ = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041],
    ]
    let white = [0.95047, 1, 1.08883]
    let parts = zip(product(toXYZ, colour), white).map { value, white in
      let ratio = value / white
      return ratio > 216.0 / 24389 ? cbrt(ratio) : (24389.0 / 27 * ratio + 16) / 116
    }
    return [116 * parts[1] - 16, 500 * (parts[0] - parts[1]), 200 * (parts[1] - parts[2])]
  }

  private static func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
