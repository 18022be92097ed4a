import BNTestSupport
import BNCore
import Testing

/// What TensorFlow 1.4.0 computes from a batch's moments has no freedom left: these are equalities of bits.
@Suite("From the same batch moments")
struct LastBitTests {
  @Test(
    "moving statistics, r, d and renorm's variables are plain float32 arithmetic to the last bit",
    arguments: WideForwardTests.cases)
  func lastBit(_ random: RandomCase) throws {
    var layer = try random.experiencedLayer()
    var noise = SplitMix(state: random.seed)
    for _ in 0..<6 {
      let before = layer.variables
      let factor = Float.random(in: 0.5...2, using: &noise)
      let batch = Tensor(shape: random.shape, scalars: random.batch.scalars.map { $0 * factor })
      let pass = try layer.train(batch)
      var model = Model(variables: before, options: random.options, fused: pass.implementation.isFused)
      try model.train(pass)
      #expect(layer.variables == model.variables)
      #expect(pass.correction?.r == model.r)
      #expect(pass.correction?.d == model.d)
    }
  }

  /// One step by rules of TensorFlow's graph, in its order of operations, with nothing but Float's operators.
  struct Model {
    var variables: BatchNormalizationVariables<Float>
    let options: BatchNormalizationOptions
    let fused: Bool
    var r: [Float]?
    var d: [Float]?

    init(variables: BatchNormalizationVariables<Float>, options: BatchNormalizationOptions, fused: Bool) {
      self.variables = variables
      self.options = options
      self.fused = fused
    }

    mutating func train(_ pass: Pass<Float>) throws {
      let mean = try #require(pass.batchMean)
      let variance = try #require(pass.batchVariance)
      let w = weight(options.momentum)
      if options.renorm {
        try correct(mean, variance, w)
      } else {
        let n = pass.input.scalars.count / variables.channels
        let bessel = fused ? Float(n) / Float(max(n - 1, 1)) : 1
        variables.movingMean = moved(variables.movingMean, mean, w)
        variables.movingVariance = moved(variables.movingVariance, variance.map { $0 * bessel }, w)
      }
    }

    private mutating func correct(_ mean: [Float], _ variance: [Float], _ w: Float) throws {
      var renorm = try #require(variables.renorm)
      let epsilon = Float(options.epsilon)
      let stddev = variance.map { ($0 + epsilon).squareRoot() }
      let limits = options.renormClipping
      var (allR, allD): ([Float], [Float]) = ([], [])
      for channel in mean.indices {
        let fullMean = renorm.mean[channel] + (1 - renorm.meanWeight) * mean[channel]
        let fullStddev = renorm.stddev[channel] + (1 - renorm.stddevWeight) * stddev[channel]
        var r = stddev[channel] / fullStddev
        var d = (mean[channel] - fullMean) / fullStddev
        if let rmin = limits.rmin { r = max(r, Float(rmin)) }
        if let rmax = limits.rmax { r = min(r, Float(rmax)) }
        if let dmax = limits.dmax { d = min(max(d, -Float(dmax)), Float(dmax)) }
        allR.append(r)
        allD.append(d)
      }
      (r, d) = (allR, allD)
      let renormWeight = weight(options.renormMomentum)
      renorm.mean = moved(renorm.mean, mean, renormWeight)
      renorm.stddev = moved(renorm.stddev, stddev, renormWeight)
      renorm.meanWeight = moved([renorm.meanWeight], [1], renormWeight)[0]
      renorm.stddevWeight = moved([renorm.stddevWeight], [1], renormWeight)[0]
      variables.renorm = renorm
      variables.movingMean = moved(variables.movingMean, renorm.mean.map { $0 / renorm.meanWeight }, w)
      let newVariance = renorm.stddev.map { stddev in
        let quotient = stddev / renorm.stddevWeight
        return quotient * quotient - epsilon
      }
      variables.movingVariance = moved(variables.movingVariance, newVariance, w)
    }

    private func moved(_ values: [Float], _ new: [Float], _ weight: Float) -> [Float] {
      zip(values, new).map { $0 - ($0 - $1) * weight }
    }

    private func weight(_ momentum: Double) -> Float {
      options.trainingSwitch == .placeholder && !fused ? Float(1) - Float(momentum) : Float(1 - momentum)
    }
  }

  @Test("channels in another order have the same bits in that order", arguments: WideForwardTests.cases)
  func permutation(_ random: RandomCase) throws {
    var order = SplitMix(state: random.seed)
    var layer = try random.experiencedLayer()
    let permuted = (0..<layer.variables.channels).shuffled(using: &order)
    let inner = random.shape[(random.axis + 1)...].reduce(1, *)
    func reordered(_ values: [Float]) -> [Float] {
      values.count == permuted.count ? permuted.map { values[$0] } : values
    }
    func reordered(_ tensor: Tensor<Float>) -> Tensor<Float> {
      let definition = Definition(shape: tensor.shape, x: [], axis: random.axis)
      return Tensor(
        shape: tensor.shape,
        scalars: tensor.scalars.indices.map { index in
          let channel = definition.channel(of: index)
          return tensor.scalars[index + (permuted[channel] - channel) * inner]
        })
    }
    func reorder(_ variables: BatchNormalizationVariables<Float>) -> BatchNormalizationVariables<Float> {
      var result = variables
      for name in variables.names where !name.isScalar { result[name] = variables[name].map(reordered) }
      return result
    }
    var other = BatchNormalization(options: layer.options, variables: reorder(layer.variables))
    let (one, two) = (try layer.train(random.batch), try other.train(reordered(random.batch)))
    #expect(two.output == reordered(one.output))
    #expect(other.variables == reorder(layer.variables))
    let upstream = Tensor(shape: random.shape, scalars: random.batch.scalars.map { $0 / 3 })
    let (byOne, byTwo) = (try one.gradients(upstream: upstream), try two.gradients(upstream: reordered(upstream)))
    #expect(byTwo.input == reordered(byOne.input))
    #expect(byTwo.gamma == reordered(byOne.gamma))
    #expect(byTwo.beta == reordered(byOne.beta))
  }
}
