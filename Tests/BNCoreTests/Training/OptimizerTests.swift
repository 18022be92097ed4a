import BNCore
import Testing

@Suite("Optimizers")
struct OptimizerTests {
  /// Two numbers that are trained together, and five steps of gradients for them.
  static let start = [0.7, -1.3]
  static let gradients = [[0.3, -2], [0.11, 0.7], [-0.6, 1e-3], [0, 0.4], [0.9, -0.2]]

  /// The path of the values under an optimizer, step by step.
  static func path<Scalar: TensorScalar>(_ optimizer: Optimizer, as type: Scalar.Type) -> [[Scalar]] {
    var state = OptimizerState<Scalar>()
    var values = start.map { Scalar($0) }
    return gradients.map { gradient in
      state.update(&values, of: "w", by: gradient.map { Scalar($0) }, with: optimizer)
      state.finishStep(of: optimizer)
      return values
    }
  }

  @Suite("in float32 follow the kernels of TensorFlow 1.4 to the bit")
  struct Kernels {
    /// The path of a kernel that is written out for one number; it returns what keeps its memory.
    func path(_ kernel: () -> (_ w: inout Float, _ g: Float) -> Void) -> [[Float]] {
      let columns = OptimizerTests.start.indices.map { column in
        var w = Float(OptimizerTests.start[column])
        let step = kernel()
        return OptimizerTests.gradients.map { gradient in
          step(&w, Float(gradient[column]))
          return w
        }
      }
      return zip(columns[0], columns[1]).map { [$0, $1] }
    }

    @Test("ApplyGradientDescent")
    func descent() {
      let expected = path { { w, g in w -= g * 0.1 } }
      #expect(OptimizerTests.path(.gradientDescent(learningRate: 0.1), as: Float.self) == expected)
    }

    @Test("ApplyMomentum, plain and with Nesterov's look-ahead")
    func momentum() {
      let plain = path {
        var accum: Float = 0
        return { w, g in
          accum = accum * 0.9 + g
          w -= accum * 0.1
        }
      }
      #expect(OptimizerTests.path(.momentum(learningRate: 0.1), as: Float.self) == plain)
      let nesterov = path {
        var accum: Float = 0
        return { w, g in
          accum = accum * 0.8 + g
          w -= g * 0.1 + accum * 0.8 * 0.1
        }
      }
      let optimizer = Optimizer.momentum(learningRate: 0.1, momentum: 0.8, nesterov: true)
      #expect(OptimizerTests.path(optimizer, as: Float.self) == nesterov)
    }

    @Test("ApplyAdam")
    func adam() {
      let expected = path {
        var (m, v, power1, power2): (Float, Float, Float, Float) = (0, 0, 0.9, 0.999)
        return { w, g in
          let rate = 0.01 * (1 - power2).squareRoot() / (1 - power1)
          m += (g - m) * (1 - 0.9 as Float)
          v += (g * g - v) * (1 - 0.999 as Float)
          w -= (m * rate) / (v.squareRoot() + 1e-8)
          power1 *= 0.9
          power2 *= 0.999
        }
      }
      #expect(OptimizerTests.path(.adam(learningRate: 0.01), as: Float.self) == expected)
    }
  }

  @Suite("in float64 follow their publications")
  struct Publications {
    /// Five steps with a handful of roundings of 2⁻⁵³ of numbers below 4 each.
    let bound = 1e-14
    /// The gradients of one number up to a step.
    func history(_ step: Int, _ column: Int) -> [Double] {
      OptimizerTests.gradients[...step].map { $0[column] }
    }

    /// Compares with the sum of all changes so far, from a formula for the change of one step.
    func expectPath(
      _ optimizer: Optimizer, changes: (_ gradients: [Double]) -> Double,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let path = OptimizerTests.path(optimizer, as: Double.self)
      for step in path.indices {
        let expected = OptimizerTests.start.indices.map { column in
          (0...step).reduce(OptimizerTests.start[column]) { $0 - changes(history($1, column)) }
        }
        expectNear(path[step], expected, within: bound, sourceLocation: sourceLocation)
      }
    }

    /// Σ g · decay^age over the gradients so far, the last of age 0.
    func decayed(_ gradients: [Double], _ decay: Double) -> Double {
      var (sum, weight) = (0.0, 1.0)
      for gradient in gradients.reversed() {
        sum += gradient * weight
        weight *= decay
      }
      return sum
    }

    func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * base } }

    @Test("momentum sums all gradients, the older the less (Polyak 1964)")
    func momentum() {
      expectPath(.momentum(learningRate: 0.25, momentum: 0.75)) { 0.25 * decayed($0, 0.75) }
    }

    @Test("Nesterov's momentum adds the change that the next step would make without a gradient")
    func nesterov() {
      expectPath(.momentum(learningRate: 0.25, momentum: 0.75, nesterov: true)) {
        0.25 * ($0[$0.count - 1] + decayed($0 + [0], 0.75))
      }
    }

    @Test("Adam divides the bias-corrected average gradient by the root of the average square (arXiv 1412.6980)")
    func adam() {
      // These betas and their powers are exact in float32.
      let (beta1, beta2, epsilon) = (0.75, 0.9375, 0x1p-10)
      expectPath(.adam(learningRate: 0.25, beta1: beta1, beta2: beta2, epsilon: epsilon)) { gradients in
        let t = gradients.count
        let m = (1 - beta1) * decayed(gradients, beta1)
        let v = (1 - beta2) * decayed(gradients.map { $0 * $0 }, beta2)
        let (mHat, vHat) = (m / (1 - power(beta1, t)), v / (1 - power(beta2, t)))
        // The paper's algorithm 1 with its epsilon shrunk by the same correction: "epsilon hat".
        return 0.25 * mHat / (vHat.squareRoot() + epsilon / (1 - power(beta2, t)).squareRoot())
      }
    }
  }

  @Test("momentum's first step is one of gradient descent")
  func firstMomentum() {
    let descent = Self.path(.gradientDescent(learningRate: 0.1), as: Float.self)[0]
    #expect(Self.path(.momentum(learningRate: 0.1, momentum: 0.7), as: Float.self)[0] == descent)
    // Without momentum all of them are.
    #expect(
      Self.path(.momentum(learningRate: 0.1, momentum: 0), as: Float.self)
        == Self.path(.gradientDescent(learningRate: 0.1), as: Float.self))
  }

  @Test("Adam's first step is the learning rate against the gradient's sign")
  func firstAdam() {
    // |g| / (|g| + epsilon / √(1 − beta2)) of it: 1e-8 / 0.0316 / 0.3 less, and float32's beta2 in the root.
    let values = Self.path(.adam(learningRate: 0.125), as: Double.self)[0]
    expectNear(values, [0.7 - 0.125, -1.3 + 0.125], within: 0.125 * 2 * 1e-8 / 0.0316 / 0.3)
    #expect(values[0] > 0.7 - 0.125)
  }

  @Test("momentum under a constant gradient reaches rate · g · (1 − momentumᵗ) / (1 − momentum) a step")
  func terminalVelocity() throws {
    let optimizer = Optimizer.momentum(learningRate: 0.5, momentum: 0.5)
    var state = OptimizerState<Double>()
    var values = [0.0]
    for _ in 0..<20 { state.update(&values, of: "w", by: [3], with: optimizer) }
    // Dyadic numbers: exact.
    #expect(state.slot(.momentum, of: "w") == [6 * (1 - 0x1p-20)])
    #expect(values == [-0.5 * 6 * (20 - (1 - 0x1p-20))])
  }

  @Test("the slots outlive a change of the learning rate")
  func schedule() {
    var optimizer = Optimizer.momentum(learningRate: 0.5, momentum: 0.5)
    var state = OptimizerState<Float>()
    var values: [Float] = [0]
    state.update(&values, of: "w", by: [4], with: optimizer)
    optimizer.learningRate = 0.25
    #expect(optimizer == .momentum(learningRate: 0.25, momentum: 0.5))
    state.update(&values, of: "w", by: [0], with: optimizer)
    #expect(values == [-2 - 0.25 * 2])
    var others = [Optimizer.gradientDescent(learningRate: 1), .adam(beta1: 0.5)]
    for index in others.indices { others[index].learningRate = 0.75 }
    #expect(others == [.gradientDescent(learningRate: 0.75), .adam(learningRate: 0.75, beta1: 0.5)])
    #expect(others.map(\.learningRate) == [0.75, 0.75])
  }

  @Test("each variable has slots of its own, and Adam's powers are common to all")
  func slots() {
    let optimizer = Optimizer.adam(beta1: 0.5, beta2: 0.75)
    var state = OptimizerState<Double>()
    #expect(state.betaPowers == nil)
    var (gamma, beta) = ([1.0, 1], [0.0, 0])
    for _ in 0..<3 {
      state.update(&gamma, of: "gamma", by: [1, 2], with: optimizer)
      state.update(&beta, of: "beta", by: [0, 0], with: optimizer)
      state.finishStep(of: optimizer)
    }
    #expect(state.slot(.m, of: "gamma") == [0.875, 1.75])
    #expect(state.slot(.v, of: "gamma") == [0.578125, 2.3125])
    #expect(state.slot(.m, of: "beta") == [0, 0])
    #expect(state.slot(.momentum, of: "beta") == nil)
    #expect(state.betaPowers?.beta1 == 0.0625)
    #expect(state.betaPowers?.beta2 == 0.31640625)
    // Another variable of the same name starts anew.
    var longer = [0.0, 0, 0]
    state.update(&longer, of: "gamma", by: [2, 2, 2], with: optimizer)
    #expect(state.slot(.m, of: "gamma") == [1, 1, 1])
  }

  @Test("hyperparameters are float32 numbers in a layer of any type, as TensorFlow's tensors are")
  func hyperparameters() {
    var state = OptimizerState<Double>()
    var values = [0.0]
    state.update(&values, of: "w", by: [1], with: .gradientDescent(learningRate: 0.1))
    #expect(values == [-Double(Float(0.1))])
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("Adam's default epsilon is 0 in float16, and without a gradient 0 / 0 is what comes out")
    func float16() {
      var state = OptimizerState<Float16>()
      var values: [Float16] = [0]
      state.update(&values, of: "w", by: [0], with: .adam())
      #expect(values[0].isNaN)
    }
  #endif

  @Test("numbers below the normal range are flushed, as in TensorFlow's kernels")
  func flushing() {
    let smallest = Float.leastNormalMagnitude
    var state = OptimizerState<Float>()
    var values = [1.5 * smallest]
    state.update(&values, of: "w", by: [smallest], with: .gradientDescent(learningRate: 1))
    #expect(values == [0])
    values = [1.5 * smallest]
    state.update(&values, of: "w", by: [smallest], with: .gradientDescent(learningRate: 0.5))
    #expect(values == [1.5 * smallest])
  }
}
