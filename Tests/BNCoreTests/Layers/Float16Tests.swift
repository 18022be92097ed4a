import BNCore
import Testing

#if !(os(macOS) && arch(x86_64))
  @Suite("float16")
  struct Float16Tests {
    private func batch(_ values: [Float16]) -> Tensor<Float16> { Tensor(shape: [values.count, 1], scalars: values) }

    private func layer(_ change: (inout BatchNormalizationOptions) -> Void) throws -> BatchNormalization<Float16> {
      var options = BatchNormalizationOptions()
      change(&options)
      return try BatchNormalization(options: options, inputShape: [2, 1])
    }

    @Test("sums in float32: a sum beyond the largest float16 still has a mean and a variance")
    func range() throws {
      // The sum is 200,000 and the squares are 2,500: the first is beyond 65,504, both moments are exact.
      let values = (0..<200).map { Float16($0.isMultiple(of: 2) ? 950 : 1050) }
      let pass = try layer { _ in }.forward(batch(values), mode: .training)
      #expect(pass.batchMean == [1000])
      #expect(pass.batchVariance == [2500])
    }

    @Test("gradients divide by more elements than float16 can count", arguments: [2049, 70_000])
    func gradientOfManyElements(half: Int) throws {
      // Of ±1 and epsilon 0 the normalized values are ±1. An upstream gradient of the first element alone gives each
      // other one −(1 + x·x₁)/n: 0 where the signs differ, −2/n where they agree.
      let n = 2 * half
      let values = (0..<n).map { Float16($0.isMultiple(of: 2) ? 1 : -1) }
      let pass = try layer { $0.epsilon = 0 }.forward(batch(values), mode: .training)
      let upstream = batch([512] + Array(repeating: 0, count: n - 1))
      let gradient = try pass.gradients(upstream: upstream).input.scalars
      let expected = Float16(-512 / Float(n))
      #expect(gradient[1] == 0)
      #expect(gradient[2] == expected + expected)
      #expect(gradient[n - 2] == expected + expected)
    }

    @Test("rounds epsilon too: 1e-8 is 0, and a constant batch has no output")
    func epsilon() throws {
      let pass = try layer { $0.epsilon = 1e-8 }.forward(batch([3, 3]), mode: .training)
      #expect(pass.epsilon == 0)
      #expect(pass.output.scalars.allSatisfy { $0.isNaN })
    }

    @Test("the moving statistics stall where TensorFlow 1.4.1's do: 4.805 and 3.902 after 3,000 steps at 0.99")
    func stall() throws {
      var layer = try layer { $0.momentum = 0.99 }
      for _ in 0..<3000 { layer.apply(try layer.forward(batch([3, 7]), mode: .training).updates) }
      // TensorFlow's numbers have four digits; a float16 there has a spacing of 0.0039 and 0.002.
      #expect(abs(Double(layer.variables.movingMean[0]) - 4.805) < 5e-4)
      #expect(abs(Double(layer.variables.movingVariance[0]) - 3.902) < 5e-4)
    }

    @Test("rank 4 runs fused as the definition says, and tells that TensorFlow refuses it")
    func fused() throws {
      let layer = try BatchNormalization<Float16>(inputShape: [2, 1, 1, 1])
      let pass = try layer.forward(Tensor(shape: [2, 1, 1, 1], scalars: [3, 7]), mode: .training)
      #expect(pass.implementation.isFused)
      #expect(pass.varianceForUpdate == [8])
      #expect(pass.refusal?.contains("DataType float16") == true)
    }
  }
#endif
