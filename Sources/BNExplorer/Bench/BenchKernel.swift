import TerminalKit
import BNCore

/// The kernel of a case on arrays, with all that it needs beside them.
struct BenchKernel {
  /// What each channel is given.
  struct Channels {
    var gamma: [Double]
    var beta: [Double]
    /// The moments that inference normalizes by.
    var mean: [Double]
    var variance: [Double]

    /// Other numbers for each channel, so that one taken for another shows in the result.
    init(varied count: Int) {
      func numbers(_ make: (Int, UInt32) -> Float, _ factor: UInt32) -> [Double] {
        (0..<count).map { Double(make($0, factor)) }
      }
      gamma = numbers(BenchNumbers.positive, BenchNumbers.gamma)
      beta = numbers(BenchNumbers.signed, BenchNumbers.beta)
      mean = numbers(BenchNumbers.signed, BenchNumbers.mean)
      variance = numbers(BenchNumbers.positive, BenchNumbers.variance)
    }
  }

  let which: BenchCase
  let arrays: MemoryLoop.Arrays
  let layout: AxisLayout
  private let kernels: Kernels
  private let parameters: Kernels.Parameters
  private let moments: Moments<Double>

  static let epsilon = 1e-3

  /// - Parameters:
  ///   - which: the case.
  ///   - arrays: at least as long as its batch.
  ///   - channels: what each channel is given; `nil` for gamma and beta of 1 and the batch's own moments.
  init(_ which: BenchCase, on arrays: MemoryLoop.Arrays, channels: Channels? = nil) {
    guard let layout = try? AxisLayout(shape: which.shape.dimensions, axis: which.shape.axis),
      let kernels = Kernels.of(Float.self, level: which.level)
    else { preconditionFailure("the shapes of the benchmark have their axis, and there are kernels for float32") }
    self.which = which
    self.arrays = arrays
    self.layout = layout
    self.kernels = kernels
    let ones = [Double](repeating: 1, count: layout.channels)
    parameters = Kernels.Parameters(
      epsilon: Self.epsilon, gamma: channels?.gamma ?? ones, beta: channels?.beta ?? ones)
    var moments = kernels.moments(arrays.x, layout, which.threads)
    // Gradients are those of a pass in training.
    if let channels, which.operation == .infer { (moments.mean, moments.variance) = (channels.mean, channels.variance) }
    self.moments = moments
  }

  /// One pass, into the third array; the sums are those of gradients.
  @discardableResult
  func run() -> Kernels.GradientSums? {
    switch which.operation {
    case .train:
      _ = kernels.train(arrays.x, arrays.y, layout, parameters, which.threads)
      return nil
    case .infer:
      kernels.normalize(arrays.x, arrays.y, layout, moments, parameters, which.threads)
      return nil
    case .backward:
      return kernels.differentiate(
        arrays.x, arrays.u, arrays.y, layout, moments, parameters, .training, which.threads)
    }
  }
}
