import CLevels

/// How an element is made from those at its place and from some numbers of its channel.
protocol ElementFormula<Scalar> {
  associatedtype Scalar: KernelScalar
  /// The numbers of the channels of one line.
  associatedtype Factors

  /// How many numbers a channel has.
  static var numbers: Int { get }
  /// How many arrays are read.
  static var arrays: Int { get }

  /// The factors of a line, from the line of each of the channels' numbers.
  static func factors(_ number: (_ array: Int) -> Scalar.Line) -> Factors

  /// The line that begins at an index.
  func line(_ index: Int, _ factors: Factors) -> Scalar.Line

  /// One element, with the numbers of its channel.
  func element(_ index: Int, _ number: (_ array: Int) -> Scalar.Number) -> Scalar.Number

  /// Asks for what the line that begins at an index is made of; it may lie outside.
  func prefetch(_ index: Int)

  /// What fills columns at another level.
  static func columns(_ functions: bncore_functions) -> bncore_function
  /// What fills runs.
  static func runs(_ functions: bncore_functions) -> bncore_function
}

/// y = (x − shift) · scale + offset.
struct NormalizationFormula<Scalar: KernelScalar>: ElementFormula {
  typealias Factors = (shift: Scalar.Line, scale: Scalar.Line, offset: Scalar.Line)

  let x: UnsafePointer<Scalar>

  static var numbers: Int { 3 }
  static var arrays: Int { 1 }

  @inline(__always)
  static func factors(_ number: (_ array: Int) -> Scalar.Line) -> Factors {
    (number(0), number(1), number(2))
  }

  @inline(__always)
  func line(_ index: Int, _ factors: Factors) -> Scalar.Line {
    (Scalar.line(x, index) - factors.shift) * factors.scale + factors.offset
  }

  func element(_ index: Int, _ number: (_ array: Int) -> Scalar.Number) -> Scalar.Number {
    (x[index].number - number(0)) * number(1) + number(2)
  }

  @inline(__always)
  func prefetch(_ index: Int) { Prefetch.line(x + index) }

  static func columns(_ functions: bncore_functions) -> bncore_function { functions.normalize_columns }
  static func runs(_ functions: bncore_functions) -> bncore_function { functions.normalize_runs }
}

/// dx = ((u − upstreamShift) + (x − shift) · slope) · scale, in training.
struct GradientFormula<Scalar: KernelScalar>: ElementFormula {
  typealias Factors = (upstreamShift: Scalar.Line, shift: Scalar.Line, slope: Scalar.Line, scale: Scalar.Line)

  let x: UnsafePointer<Scalar>
  let u: UnsafePointer<Scalar>

  static var numbers: Int { 4 }
  static var arrays: Int { 2 }

  @inline(__always)
  static func factors(_ number: (_ array: Int) -> Scalar.Line) -> Factors {
    (number(0), number(1), number(2), number(3))
  }

  @inline(__always)
  func line(_ index: Int, _ factors: Factors) -> Scalar.Line {
    ((Scalar.line(u, index) - factors.upstreamShift) + (Scalar.line(x, index) - factors.shift) * factors.slope)
      * factors.scale
  }

  func element(_ index: Int, _ number: (_ array: Int) -> Scalar.Number) -> Scalar.Number {
    ((u[index].number - number(0)) + (x[index].number - number(1)) * number(2)) * number(3)
  }

  @inline(__always)
  func prefetch(_ index: Int) {
    Prefetch.line(x + index)
    Prefetch.line(u + index)
  }

  static func columns(_ functions: bncore_functions) -> bncore_function { functions.differentiate_columns }
  static func runs(_ functions: bncore_functions) -> bncore_function { functions.differentiate_runs }
}

/// dx = u · factor, in inference.
struct FactorFormula<Scalar: KernelScalar>: ElementFormula {
  typealias Factors = Scalar.Line

  let u: UnsafePointer<Scalar>

  static var numbers: Int { 1 }
  static var arrays: Int { 1 }

  @inline(__always)
  static func factors(_ number: (_ array: Int) -> Scalar.Line) -> Scalar.Line { number(0) }

  @inline(__always)
  func line(_ index: Int, _ factor: Scalar.Line) -> Scalar.Line { Scalar.line(u, index) * factor }

  func element(_ index: Int, _ number: (_ array: Int) -> Scalar.Number) -> Scalar.Number { u[index].number * number(0) }

  @inline(__always)
  func prefetch(_ index: Int) { Prefetch.line(u + index) }

  static func columns(_ functions: bncore_functions) -> bncore_function { functions.scale_columns }
  static func runs(_ functions: bncore_functions) -> bncore_function { functions.scale_runs }
}
