import BNCore
import BNTestSupport
import Testing

@Suite("The mean that weights hand on")
struct NextMeanTests {
  private static func numbers(_ count: Int, _ seed: UInt64) -> [Double] {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
  }

  /// A kernel of 6 outputs, 4 inputs in 2 groups and 3 × 2 positions, by what a weight is for.
  private static func weight(_ output: Int, _ input: Int, _ row: Int, _ column: Int) -> Double {
    Double(output * 1000 + input * 100 + row * 10 + column)
  }

  @Test("an order of dimensions makes no difference")
  func layouts() throws {
    let inputs = Self.numbers(4, 1)
    var expected: [Double] = []
    for output in 0..<6 {
      for (row, column) in (0..<6).map({ ($0 / 2, $0 % 2) }) {
        expected.append(
          (0..<2).map { Self.weight(output, $0, row, column) * inputs[output / 3 * 2 + $0] }.reduce(0, +))
      }
    }
    let first = (0..<72).map { Self.weight($0 / 12, $0 / 6 % 2, $0 / 2 % 3, $0 % 2) }
    let last = (0..<72).map { Self.weight($0 % 6, $0 / 6 % 2, $0 / 24, $0 / 12 % 2) }
    for (numbers, shape, layout) in [
      (first, [6, 2, 3, 2], WeightKernel.Layout.outputFirst), (last, [3, 2, 2, 6], .outputLast),
    ] {
      let kernel = try #require(WeightKernel(numbers, shape: shape, layout: layout, groups: 2))
      #expect(kernel.outputs == 6 && kernel.inputs == 4 && kernel.extents == [3, 2])
      #expect(kernel.responses(to: inputs) == expected)
    }
  }

  @Test("a depthwise kernel is one of as many groups as inputs")
  func depthwise() throws {
    // Positions, inputs, outputs for each: output 2 i + m is input i's.
    let numbers = Self.numbers(3 * 4 * 2, 2)
    let inputs = Self.numbers(4, 3)
    let kernel = try #require(WeightKernel(numbers, shape: [3, 4, 2], layout: .depthwise))
    let grouped = (0..<24).map { numbers[$0 % 3 * 8 + $0 / 3] }
    let other = try #require(WeightKernel(grouped, shape: [8, 1, 3], layout: .outputFirst, groups: 4))
    #expect(kernel.outputs == 8 && kernel.inputs == 4)
    #expect(kernel.responses(to: inputs) == other.responses(to: inputs))
    #expect(kernel.responses(to: inputs)[7 * 3 + 2] == numbers[2 * 8 + 7] * inputs[3])
  }

  @Test("refuses what is no kernel")
  func refusals() {
    #expect(WeightKernel([1, 2, 3], shape: [3], layout: .outputFirst) == nil)
    #expect(WeightKernel([1, 2, 3], shape: [2, 2], layout: .outputFirst) == nil)
    #expect(WeightKernel([1, 2, 3], shape: [3, 1], layout: .outputFirst, groups: 2) == nil)
    #expect(WeightKernel([1, 2], shape: [2, 1], layout: .outputFirst, groups: 0) == nil)
    let dense = WeightKernel([1, 2, 3, 4], shape: [2, 2], layout: .outputLast)
    #expect(dense.flatMap { NextMean(inputs: [1], kernel: $0) } == nil)
    #expect(dense.flatMap { NextMean(inputs: [1, 2], kernel: $0, bias: [1]) } == nil)
    // Outputs last: the first is 1 · 1 + 3 · 2.
    #expect(dense.flatMap { NextMean(inputs: [1, 2], kernel: $0, bias: [10, 20]) }?.means() == [17, 30])
  }

  /// The mean of each output of a convolution over an image that has one number a channel, padded with zeros so that it
  /// keeps its extents, by going through all places.
  private static func convolved(
    _ numbers: [Double], _ inputs: [Double], rows: Int, columns: Int, size: Int
  ) -> [Double] {
    let positions = rows * columns
    return (0..<numbers.count / positions / inputs.count).map { output in
      var sum = 0.0
      for (y, x) in (0..<size * size).map({ ($0 / size, $0 % size) }) {
        for (row, column) in (0..<positions).map({ ($0 / columns, $0 % columns) }) {
          let (place, other) = (y + row - rows / 2, x + column - columns / 2)
          guard (0..<size).contains(place), (0..<size).contains(other) else { continue }
          for input in inputs.indices {
            sum += numbers[(output * inputs.count + input) * positions + row * columns + column] * inputs[input]
          }
        }
      }
      return sum / Double(size * size)
    }
  }

  @Test("zeros around the image count as in a convolution that goes through all places", arguments: [2, 3, 7, 20])
  func border(_ size: Int) throws {
    let (numbers, inputs) = (Self.numbers(5 * 3 * 15, 4), Self.numbers(3, 5))
    let kernel = try #require(WeightKernel(numbers, shape: [5, 3, 3, 5], layout: .outputFirst))
    let next = try #require(NextMean(inputs: inputs, kernel: kernel))
    let expected = Self.convolved(numbers, inputs, rows: 3, columns: 5, size: size)
    for (mean, other) in zip(next.means(size: size), expected) {
      // Some thousands of roundings of sums below 50.
      #expect((mean - other).magnitude < 1e-11)
    }
    #expect(zip(next.means(size: size), next.means()).contains { ($0 - $1).magnitude > 0.01 })
  }
}
