/// The operations of networks of dense layers on float32 arrays.
///
/// All levels make the same bits, and each does its work on the calling thread.
package struct DenseKernels: Sendable {
  package var level: InstructionSet

  package init(level: InstructionSet = .widest) { self.level = level }

  /// The product of two matrices, each as it lies or turned around.
  ///
  /// - Parameters:
  ///   - a: `rows` x `depth` numbers.
  ///   - transposeA: whether they lie as `depth` x `rows`.
  ///   - b: `depth` x `columns` numbers.
  ///   - transposeB: whether they lie as `columns` x `depth`.
  ///   - begin: what the sums of each column begin with; `nil` for 0.
  ///   - rows: how many the product has.
  ///   - columns: how many the product has.
  ///   - depth: how many products each of its elements is the sum of.
  /// - Returns: `rows` x `columns` numbers.
  package func product(
    _ a: [Float], transposeA: Bool = false, _ b: [Float], transposeB: Bool = false, begin: [Float]? = nil, rows: Int,
    columns: Int, depth: Int
  ) -> [Float] {
    precondition(a.count == rows * depth && b.count == depth * columns, "as many numbers as their extents say")
    precondition(begin.map { $0.count == columns } ?? true, "a number for each column")
    guard depth > 0 else { return (0..<rows).flatMap { _ in begin ?? [Float](repeating: 0, count: columns) } }
    let left = (stride: transposeA ? rows : depth, isTurned: transposeA)
    let right = (stride: transposeB ? depth : columns, isTurned: transposeB)
    return [Float](writing: rows * columns) { c in
      Self.withPointers(a, b, begin) { a, b, begin in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: MatrixProduct.width * depth) { panel in
          guard let panel = panel.baseAddress, let b else { return }
          level.run(
            MatrixProduct(
              a: MatrixView(a, rowLength: left.stride, isTurned: left.isTurned),
              b: MatrixView(b, rowLength: right.stride, isTurned: right.isTurned), begin: begin, c: c, rows: rows,
              columns: columns, depth: depth, panel: panel))
        }
      }
    }
  }

  /// The sum of each column of a matrix.
  package func columnSums(_ a: [Float], rows: Int, columns: Int) -> [Float] {
    product([Float](repeating: 1, count: rows), a, rows: 1, columns: columns, depth: rows)
  }

  /// 1 / (1 + e⁻ˣ).
  package func sigmoid(_ x: [Float]) -> [Float] { map(SigmoidFormula.self, x, x) }

  /// The gradient by a sigmoid's input, from its output and the gradient by that.
  package func sigmoidGradient(output: [Float], upstream: [Float]) -> [Float] {
    map(SigmoidGradient.self, output, upstream)
  }

  /// max(x, 0).
  package func relu(_ x: [Float]) -> [Float] { map(ReLUFormula.self, x, x) }

  /// The gradient by a ReLU's input, from its output and the gradient by that; 0 at 0.
  package func reluGradient(output: [Float], upstream: [Float]) -> [Float] { map(ReLUGradient.self, output, upstream) }

  /// Moves variables against their gradient: w ← w − rate · g.
  package func descend(_ variables: inout [Float], by gradient: [Float], rate: Float) {
    precondition(variables.count == gradient.count, "a derivative for each number")
    let count = variables.count
    variables.withUnsafeMutableBufferPointer { variables in
      gradient.withUnsafeBufferPointer { gradient in
        guard let w = variables.baseAddress, let g = gradient.baseAddress else { return }
        level.run(LineMap<DescentFormula>(first: w, second: g, output: w, count: count, factor: rate))
      }
    }
  }

  /// The same for variables that there may not be.
  package func descend(_ variables: inout [Float]?, by gradient: [Float], rate: Float) {
    // Taken out, so that they change in place.
    guard var moved = variables.take() else { return }
    descend(&moved, by: gradient, rate: rate)
    variables = moved
  }

  /// The softmax of each row; the largest number of each, and the sum of the exponentials of what the others are below it.
  package func softmax(
    _ logits: [Float], rows: Int, classes: Int
  ) -> (shares: [Float], largest: [Float], sums: [Double]) {
    precondition(logits.count == rows * classes && classes > 0, "as many numbers as their extents say")
    var largest = [Float](repeating: 0, count: rows)
    var sums = [Double](repeating: 0, count: rows)
    let shares = [Float](writing: logits.count) { shares in
      Self.withPointers(logits) { logits, _, _ in
        largest.withUnsafeMutableBufferPointer { largest in
          sums.withUnsafeMutableBufferPointer { sums in
            guard let largest = largest.baseAddress, let sums = sums.baseAddress else { return }
            level.run(
              SoftmaxRows(
                logits: logits, shares: shares, largest: largest, sums: sums, rows: rows, classes: classes))
          }
        }
      }
    }
    return (shares, largest, sums)
  }

  // MARK: Arrays

  private func map<Formula: LineFormula>(_: Formula.Type, _ first: [Float], _ second: [Float]) -> [Float] {
    precondition(first.count == second.count, "two numbers for each result")
    return [Float](writing: first.count) { output in
      Self.withPointers(first, second) { pointer, other, _ in
        level.run(LineMap<Formula>(first: pointer, second: other ?? pointer, output: output, count: first.count))
      }
    }
  }

  /// Calls the body with where arrays lie; an empty first one has nothing to compute.
  private static func withPointers(
    _ first: [Float], _ second: [Float]? = nil, _ third: [Float]? = nil,
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>?, UnsafePointer<Float>?) -> Void
  ) {
    first.withUnsafeBufferPointer { first in
      (second ?? []).withUnsafeBufferPointer { second in
        (third ?? []).withUnsafeBufferPointer { third in
          guard let first = first.baseAddress else { return }
          // An empty array has no address worth reading from.
          body(first, second.isEmpty ? nil : second.baseAddress, third.isEmpty ? nil : third.baseAddress)
        }
      }
    }
  }
}

extension [Float] {
  /// An array of so many numbers, all of which the body writes; it is not called for none.
  fileprivate init(writing count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      if count > 0, let start = buffer.baseAddress { body(start) }
      initialized = count
    }
  }
}
