import BNCore
import Testing

@Suite("An axis within a shape")
struct AxisLayoutTests {
  @Test(
    "splits the shape into what is outside, the channels and what is inside",
    arguments: [
      ([4], 0, (0, 1, 4, 1)), ([64, 8], -1, (1, 64, 8, 1)), ([64, 8], 0, (0, 1, 64, 8)),
      ([2, 3, 4, 5], 1, (1, 2, 3, 20)),
      ([2, 3, 4, 5], -1, (3, 24, 5, 1)), ([2, 3, 4, 5], -3, (1, 2, 3, 20)), ([0, 3], 1, (1, 0, 3, 1)),
      ([2, 0, 3, 4], 3, (3, 0, 4, 1)), ([2, 2, 2, 2, 7], -4, (1, 2, 2, 28)),
    ])
  func settled(shape: [Int], axis: Int, expected: (axis: Int, outer: Int, channels: Int, inner: Int)) throws {
    let layout = try AxisLayout(shape: shape, axis: axis)
    #expect(layout.axis == expected.axis)
    #expect(layout.outer == expected.outer)
    #expect(layout.channels == expected.channels)
    #expect(layout.inner == expected.inner)
    #expect(layout.elementsPerChannel == expected.outer * expected.inner)
  }

  // The words are those of the real TensorFlow 1.4.0, with the shape that it gives as the exception's second argument.
  @Test(
    "refuses what TensorFlow refuses, in its words",
    arguments: [
      ([4, 3], 2, "Value of `axis` argument 2 is out of range for input with rank 2"),
      ([4, 3], -3, "Value of `axis` argument -3 is out of range for input with rank 2"),
      ([4, 3], Int.min, "Value of `axis` argument \(Int.min) is out of range for input with rank 2"),
      ([4, 3], Int.max, "Value of `axis` argument \(Int.max) is out of range for input with rank 2"),
      ([], -1, "Input has undefined rank: ()"), ([], 0, "Input has undefined rank: ()"),
      ([4, 0], -1, "Input has undefined `axis` dimension. Input shape: (4, 0)"),
      ([0], 0, "Input has undefined `axis` dimension. Input shape: (0,)"),
    ])
  func refused(shape: [Int], axis: Int, words: String) throws {
    let error = try #require(throws: BatchNormalizationError.self) { try AxisLayout(shape: shape, axis: axis) }
    #expect("\(error)" == words)
    let options = BatchNormalizationOptions.with { $0.axis = axis }
    #expect(throws: error) { try BatchNormalization<Float>(options: options, inputShape: shape) }
  }

  @Test("binds later batches by the channels alone")
  func laterBatches() throws {
    let layer = try BatchNormalization<Float>(inputShape: [8, 3])
    for shape in [[1, 3], [0, 3], [2, 5, 3], [2, 2, 2, 3], [3]] {
      let pass = try layer.forward(Tensor(shape: shape, repeating: 1), mode: .inference)
      #expect(pass.output.shape == shape)
    }
    let error = try #require(throws: BatchNormalizationError.self) {
      try layer.forward(Tensor(shape: [8, 4], repeating: 1), mode: .training)
    }
    #expect(error == .incompatibleInput(axis: 1, channels: 3, shape: [8, 4]))
    #expect("\(error)".hasSuffix("expected axis 1 of input shape to have value 3 but got shape (8, 4)"))
  }

  @Test("channels first are channels last, transposed")
  func transposed() throws {
    // Whole numbers and sums of few elements are exact, whatever the order: the two must agree to the bit.
    let (n, c, h, w) = (2, 3, 2, 4)
    let first = (0..<n * c * h * w).map { Float($0 * 7 % 16) }
    var last = [Float](repeating: 0, count: first.count)
    func lastIndex(_ index: Int) -> Int {
      let (ww, hh, cc, nn) = (index % w, index / w % h, index / (w * h) % c, index / (w * h * c))
      return ((nn * h + hh) * w + ww) * c + cc
    }
    for index in first.indices { last[lastIndex(index)] = first[index] }
    let nchw = try BatchNormalization<Float>(
      options: .with {
        $0.axis = 1
        $0.fused = false
      }, inputShape: [n, c, h, w])
    let nhwc = try BatchNormalization<Float>(options: .with { $0.fused = false }, inputShape: [n, h, w, c])
    let a = try nchw.forward(Tensor(shape: [n, c, h, w], scalars: first), mode: .training)
    let b = try nhwc.forward(Tensor(shape: [n, h, w, c], scalars: last), mode: .training)
    #expect(a.batchMean == b.batchMean)
    #expect(a.batchVariance == b.batchVariance)
    #expect(a.output.scalars == first.indices.map { b.output.scalars[lastIndex($0)] })
  }

  @Test("constant channels tell the right axis from the wrong one")
  func wrongAxis() throws {
    // Channels 10, 20 and 30 in NCHW; TensorFlow 1.4.1 gave these numbers.
    let batch = Tensor<Float>(shape: [2, 3, 4, 4], scalars: (0..<96).map { Float(($0 / 16 % 3 + 1) * 10) })
    var right = try BatchNormalization<Float>(
      options: .with {
        $0.axis = 1
        $0.fused = false
      }, inputShape: batch.shape)
    #expect(try right.train(batch).output.scalars.allSatisfy { $0.magnitude < 1e-5 })
    expectNear(right.variables.movingMean, [0.1, 0.2, 0.3], within: [1e-7, 1e-7, 1e-7])
    expectNear(right.variables.movingVariance, [0.99, 0.99, 0.99], within: [1e-7, 1e-7, 1e-7])
    var wrong = try BatchNormalization<Float>(options: .with { $0.fused = false }, inputShape: batch.shape)
    let output = try wrong.train(batch).output.scalars
    expectNear([output[0], output[16], output[32]], [-1.2247357, 0, 1.2247357], within: [2e-6, 2e-6, 2e-6])
    #expect(wrong.variables.channels == 4)
    expectNear(
      wrong.variables.movingVariance, [1.6566667, 1.6566667, 1.6566667, 1.6566667], within: [2e-7, 2e-7, 2e-7, 2e-7])
  }
}
