/// How an element is made from those at its place and from some numbers of its channel.
protocol ElementFormula<Scalar> {
  associatedtype Scalar: KernelScalar

  /// How many numbers a channel has.
  static var numbers: Int { get }

  /// The line that begins at an index, with the numbers that begin at a column.
  func line(_ index: Int, _ columns: NumberColumns<Scalar.Number>, _ column: Int) -> Scalar.Line

  /// One element, with the numbers of its channel.
  func element(_ index: Int, _ number: (_ array: Int) -> Scalar.Number) -> Scalar.Number
}

/// Numbers of channels laid out column by column: an array for each number that a channel has, one behind the other.
struct NumberColumns<Number: KernelNumber> {
  let start: UnsafePointer<Number>
  let length: Int

  /// The line of an array's numbers that begins at a column.
  @inline(__always)
  func line(_ array: Int, _ column: Int) -> Number.Line { .load(start, array &* length &+ column) }
}

/// y = (x − shift) · scale + offset.
struct NormalizationFormula<Scalar: KernelScalar>: ElementFormula {
  let x: UnsafePointer<Scalar>

  static var numbers: Int { 3 }

  @inline(__always)
  func line(_ index: Int, _ columns: NumberColumns<Scalar.Number>, _ column: Int) -> Scalar.Line {
    (Scalar.line(x, index) - columns.line(0, column)) * columns.line(1, column) + columns.line(2, column)
  }

  func element(_ index: Int, _ number: (_ array: Int) -> Scalar.Number) -> Scalar.Number {
    (x[index].number - number(0)) * number(1) + number(2)
  }
}

/// dx = (u − upstreamShift) · scale + ((x − shift) · slope + offset), in training.
struct GradientFormula<Scalar: KernelScalar>: ElementFormula {
  let x: UnsafePointer<Scalar>
  let u: UnsafePointer<Scalar>

  static var numbers: Int { 5 }

  @inline(__always)
  func line(_ index: Int, _ columns: NumberColumns<Scalar.Number>, _ column: Int) -> Scalar.Line {
    (Scalar.line(u, index) - columns.line(0, column)) * columns.line(1, column)
      + ((Scalar.line(x, index) - columns.line(2, column)) * columns.line(3, column) + columns.line(4, column))
  }

  func element(_ index: Int, _ number: (_ array: Int) -> Scalar.Number) -> Scalar.Number {
    (u[index].number - number(0)) * number(1) + ((x[index].number - number(2)) * number(3) + number(4))
  }
}

/// dx = u · factor, in inference.
struct FactorFormula<Scalar: KernelScalar>: ElementFormula {
  let u: UnsafePointer<Scalar>

  static var numbers: Int { 1 }

  @inline(__always)
  func line(_ index: Int, _ columns: NumberColumns<Scalar.Number>, _ column: Int) -> Scalar.Line {
    Scalar.line(u, index) * columns.line(0, column)
  }

  func element(_ index: Int, _ number: (_ array: Int) -> Scalar.Number) -> Scalar.Number { u[index].number * number(0) }
}
