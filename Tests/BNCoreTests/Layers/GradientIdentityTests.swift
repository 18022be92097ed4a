import BNTestSupport
import BNCore
import Testing

@Suite("What holds of gradients in training")
struct GradientIdentityTests {
  /// One case's gradients by the input, channel by channel, beside the definition and its bounds in float64.
  struct Channel {
    let gradient: [Double]
    let loss: ChannelLoss
    let bounds: GradientBounds
  }

  /// The channels of a case whose layer, batch or upstream gradient may be changed first.
  static func channels(
    _ random: GradientCase,
    _ change: (inout BatchNormalization<Double>, inout Tensor<Double>, inout Tensor<Double>) -> Void = { _, _, _ in }
  ) throws -> [Channel] {
    var layer = try random.layer(Double.self)
    var (batch, upstream): (Tensor<Double>, Tensor<Double>) = (
      random.tensor(random.batch), random.tensor(random.upstream)
    )
    change(&layer, &batch, &upstream)
    let pass = try layer.forward(batch, mode: .training)
    let gradients = try pass.gradients(upstream: upstream)
    return zip(random.members, random.losses(of: pass)).map { indices, original in
      var loss = ChannelLoss(
        x: indices.map { batch.scalars[$0] }, upstream: indices.map { upstream.scalars[$0] },
        epsilon: original.epsilon)
      (loss.gamma, loss.r, loss.d) = (original.gamma, original.r, original.d)
      return Channel(
        gradient: indices.map { gradients.input.scalars[$0] }, loss: loss,
        bounds: GradientBounds(loss, unit: 0x1p-53))
    }
  }

  @Test("they sum to 0 over each channel", arguments: GradientCase.all)
  func sum(_ random: GradientCase) throws {
    for channel in try Self.channels(random) {
      let size = channel.gradient.reduce(0) { $0 + $1.magnitude }
      let adding = RoundingBounds.gathered(channel.gradient.count, unit: 0x1p-53) * size
      expectNear([channel.gradient.reduce(0, +)], [0], within: channel.bounds.input.reduce(0, +) + adding)
    }
  }

  @Test("weighted by xhat they sum to epsilon's share", arguments: GradientCase.all)
  func weightedSum(_ random: GradientCase) throws {
    for channel in try Self.channels(random) {
      let (loss, bounds) = (channel.loss, channel.bounds)
      let normalized = loss.normalized
      let product = zip(loss.upstream, normalized).reduce(0) { $0 + $1.0 * $1.1 }
      // γ·r/√(v + ε) · (Σu·xhat)·(1 − Σxhat²/n), and Σxhat²/n = v/(v + ε), which leaves ε/(v + ε).
      let share = loss.epsilon / (loss.moments.variance + loss.epsilon)
      let expected = loss.gamma * loss.r / loss.stddev * product * share
      let gathered = RoundingBounds.gathered(loss.x.count + 1, unit: 0x1p-53)
      var bound = 0.0
      for index in normalized.indices {
        let size = normalized[index].magnitude + bounds.normalized[index]
        bound += (bounds.input[index] + gathered * channel.gradient[index].magnitude) * size
        bound += channel.gradient[index].magnitude * bounds.normalized[index]
      }
      // What is expected is off by the error of Σu·xhat, and relatively by thrice that of 1/√(v + ε), once for the
      // factor and twice for the share, and by six operations.
      let moments = RoundingBounds(
        Definition(shape: [loss.x.count, 1], x: loss.x, axis: 1, epsilon: loss.epsilon), unit: 0x1p-53)
      let relative = 3 * moments.inverse[0] + RoundingBounds.gathered(6, unit: 0x1p-53)
      bound += loss.factor * share * (bounds.product + product.magnitude * relative) * (1 + relative)
      let actual = zip(channel.gradient, normalized).reduce(0) { $0 + $1.0 * $1.1 }
      expectNear([actual], [expected], within: bound)
    }
  }

  @Test("a constant upstream gradient gives 0", arguments: GradientCase.all)
  func constant(_ random: GradientCase) throws {
    let channels = try Self.channels(random) { _, _, upstream in
      upstream = Tensor(shape: upstream.shape, repeating: 3)
    }
    for channel in channels {
      expectNear(channel.gradient, channel.gradient.map { _ in 0 }, within: channel.bounds.input)
    }
  }

  @Test("they are linear in the upstream gradient", arguments: GradientCase.all)
  func linear(_ random: GradientCase) throws {
    var noise = SplitMix(state: random.seed)
    let other = random.upstream.scalars.map { _ in Double(Float.random(in: -1...1, using: &noise)) }
    let first = try Self.channels(random)
    let second = try Self.channels(random) { $2 = Tensor(shape: $2.shape, scalars: other) }
    // 3·u − 2·w of float32 numbers is exact in float64.
    let both = try Self.channels(random) { _, _, upstream in
      upstream = Tensor(shape: upstream.shape, scalars: zip(upstream.scalars, other).map { 3 * $0 - 2 * $1 })
    }
    for ((one, two), mixed) in zip(zip(first, second), both) {
      for index in mixed.gradient.indices {
        let (a, b) = (3 * one.gradient[index], 2 * two.gradient[index])
        let combining = RoundingBounds.gathered(2, unit: 0x1p-53) * (a.magnitude + b.magnitude)
        let bound = 3 * one.bounds.input[index] + 2 * two.bounds.input[index] + mixed.bounds.input[index] + combining
        expectNear([mixed.gradient[index]], [a - b], within: bound)
      }
    }
  }

  @Test("a shift of the batch leaves them, and the output, as they are", arguments: GradientCase.all)
  func shift(_ random: GradientCase) throws {
    // Renorm compares the batch with what came before, so there a shift is no shift of everything.
    guard !random.options.renorm else { return }
    let still = try Self.channels(random)
    let moved = try Self.channels(random) { _, batch, _ in
      // A float32 number of these cases plus 1024 is exact in float64.
      #expect(batch.scalars.allSatisfy { $0 + 1024 - 1024 == $0 })
      batch = Tensor(shape: batch.shape, scalars: batch.scalars.map { $0 + 1024 })
    }
    for (one, two) in zip(still, moved) {
      expectNear(two.gradient, one.gradient, within: zip(one.bounds.input, two.bounds.input).map { $0 + $1 })
    }
  }

  @Test(
    "a batch times 2ᵏ, with epsilon and renorm's averages to match, has the same output and 2⁻ᵏ times the gradients")
  func scale() throws {
    for random in GradientCase.all {
      for k: Float in [0x1p-10, 0x1p12] {
        var options = random.options
        options.fused = false
        options.epsilon *= Double(k * k)
        var variables = try random.layer(Float.self).variables
        var plain = random.options
        plain.fused = false
        let small = BatchNormalization(options: plain, variables: variables)
        variables[.renormMean] = variables[.renormMean]?.map { $0 * k }
        variables[.renormStddev] = variables[.renormStddev]?.map { $0 * k }
        let large = BatchNormalization(options: options, variables: variables)
        let batch = Tensor(shape: random.shape, scalars: random.batch.scalars.map { $0 * k })
        let (one, two) = (
          try small.forward(random.batch, mode: .training), try large.forward(batch, mode: .training)
        )
        // Multiplying by a power of two rounds nothing, so this is equality.
        #expect(one.output == two.output)
        let (byOne, byTwo) = (
          try one.gradients(upstream: random.upstream), try two.gradients(upstream: random.upstream)
        )
        #expect(byOne.input.scalars == byTwo.input.scalars.map { $0 * k })
        #expect(byOne.gamma == byTwo.gamma)
        #expect(byOne.beta == byTwo.beta)
      }
    }
  }

  @Test("without epsilon a batch times 3 has the same output and a third of the gradients", arguments: GradientCase.all)
  func scaleWithoutEpsilon(_ random: GradientCase) throws {
    guard !random.options.renorm, let n = random.members.first?.count, n > 1 else { return }
    func pass(_ factor: Double) throws -> (Pass<Double>, [ChannelLoss], Gradients<Double>) {
      var options = random.options
      options.epsilon = 0
      options.fused = false
      let layer = BatchNormalization(options: options, variables: try random.layer(Double.self).variables)
      let batch = Tensor(shape: random.shape, scalars: random.batch.scalars.map { Double($0) * factor })
      let pass = try layer.forward(batch, mode: .training)
      var losses = random.losses(of: pass)
      for channel in losses.indices { losses[channel].x = random.members[channel].map { batch.scalars[$0] } }
      return (pass, losses, try pass.gradients(upstream: random.tensor(random.upstream)))
    }
    let (one, losses, byOne) = try pass(1)
    let (three, tripled, byThree) = try pass(3)
    for channel in losses.indices {
      let (small, large) = (
        GradientBounds(losses[channel], unit: 0x1p-53), GradientBounds(tripled[channel], unit: 0x1p-53)
      )
      for (place, index) in random.members[channel].enumerated() {
        // And the product with 3 here.
        let bound = small.input[place] + 3 * large.input[place] + 0x1p-53 * byOne.input.scalars[index].magnitude
        expectNear([3 * byThree.input.scalars[index]], [byOne.input.scalars[index]], within: bound)
      }
    }
    let definition = Definition(
      shape: random.shape, x: random.batch.scalars.map(Double.init), axis: random.axis, epsilon: 0,
      gamma: one.gamma, beta: random.options.center ? try random.layer(Double.self).variables.beta : nil)
    let bounds = RoundingBounds(definition, unit: 0x1p-53).output
    // The bounds of the tripled batch are the same: they depend on κ alone.
    expectNear(three.output.scalars, one.output.scalars, within: bounds.map { 2 * $0 })
  }
}
