import BNTestSupport
import BNCore
import BNFiles

@testable import BNExplorer

/// Commands that change a session, drawn at random with all the values that their words can carry.
struct RandomCommands {
  var random: SplitMix

  init(seed: UInt64) { random = SplitMix(state: seed) }

  /// Any command that a session's log can hold; it need not fit a session.
  mutating func command() -> SessionCommand {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: .generate(generate())
    case 1: .batch(batch())
    case 2: .load(load())
    case 3: .set(setting())
    case 4: .assign(pick(VariableName.allCases), assigned())
    case 5: .step(Int.random(in: 1...1_000_000, using: &random), pick([nil, .training, .inference]))
    case 6: .eval(eval())
    case 7:
      pick([
        .back(Int.random(in: 1...9, using: &random)), .forward(1), .forward(3, atMost: true),
        .goto(Int.random(in: 0...Int.max, using: &random)),
      ])
    case 8:
      pick([
        .figure(figure()), .together(true), .together(false), .fork("low_momentum.2"), .switch("main~1"),
        .switch(text()),
      ])
    default: .reset
    }
  }

  mutating func figure() -> FigureRequest {
    // Small ones: some tests carry the commands out.
    var request = FigureRequest()
    request.layers = pick([1, 2])
    request.width = Int.random(in: 2...4, using: &random)
    request.batch = Int.random(in: 1...3, using: &random)
    request.rate = pick([0, 0.5, 1e-3])
    request.norm = pick(FigureRequest.Norm.allCases)
    request.order = pick(FigureRequest.Order.allCases)
    request.steps = Int.random(in: 1...3, using: &random)
    request.unit = pick([0, 1])
    return request
  }

  mutating func eval() -> EvalRequest {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      var request = generate()
      request.dtype = nil
      return .generate(request)
    case 1: return .batch(batch())
    case 2:
      var request = load()
      request.dtype = nil
      return .load(request)
    default: return .none
    }
  }

  mutating func pick<Element>(_ values: [Element]) -> Element {
    values[Int.random(in: 0..<values.count, using: &random)]
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  /// Any double precision number: the usual ones, the special ones, and random bits.
  mutating func number() -> Double {
    let special = [
      0, -0.0, 1, -1, 0.1, 1e15, 1e16, -1e300, .leastNonzeroMagnitude, .infinity, -.infinity, .nan, .pi,
      .greatestFiniteMagnitude, 0.99,
    ]
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return pick(special)
    case 1: return Double(Int.random(in: -1000...1000, using: &random)) / 8
    default:
      // Of the many NaNs the language knows one.
      let value = Double(bitPattern: random.next())
      return value.isNaN ? .nan : value
    }
  }

  mutating func numbers(_ counts: ClosedRange<Int>) -> [Double] {
    (0..<Int.random(in: counts, using: &random)).map { _ in number() }
  }

  mutating func channels() -> ChannelValue { chance(2) ? .all(number()) : .each(numbers(0...40)) }

  /// Text with all that needs quoting.
  mutating func text() -> String {
    let pieces = [
      "a", "data", ".csv", "/", " ", "\"", "\\", "\n", ";", "#", "[", "]", "=", "'", "é", "日本", "😀", "\t", "~", "0",
      "-", "n",
    ]
    return (0..<Int.random(in: 0...8, using: &random)).map { _ in pick(pieces) }.joined()
  }

  mutating func shape() -> [Int] {
    (0..<Int.random(in: 1...5, using: &random)).map { _ in Int.random(in: 0...4, using: &random) }
  }

  mutating func kind() -> GeneratorSpec.Kind {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: .normal(mean: channels(), std: channels())
    case 1: .uniform(low: channels(), high: channels())
    case 2: .lognormal(mean: channels(), std: channels())
    case 3: .bimodal(means: numbers(0...5), std: channels())
    case 4: .constant(value: channels())
    case 5: .ramp(low: channels(), high: channels())
    case 6: .outliers(mean: channels(), std: channels(), fraction: number(), scale: number())
    default: .classes(means: numbers(0...5), std: channels(), order: pick(GeneratorSpec.ClassOrder.allCases))
    }
  }

  mutating func generate() -> GenerateRequest {
    let replicas = chance(2) ? 1 : Int.random(in: 2...9, using: &random)
    return GenerateRequest(
      kind: kind(), shape: shape(), seed: random.next(), fixed: chance(2),
      drift: chance(2) ? .all(0) : .each(numbers(0...4)), replicas: replicas, sync: replicas == 1 || chance(2),
      dtype: dtype())
  }

  mutating func batch() -> Tensor<Double> {
    let shape = shape()
    return Tensor(shape: shape, scalars: (0..<shape.reduce(1, *)).map { _ in number() })
  }

  mutating func load() -> LoadRequest {
    var request = LoadRequest(path: text())
    request.batch = chance(2) ? nil : Int.random(in: 1...Int.max, using: &random)
    request.shuffle = chance(2) ? nil : UInt64.random(in: 0...UInt64(Int.max), using: &random)
    request.columns = chance(2) ? nil : (1...3).map { "column \($0)\"" }
    request.labels = chance(2) ? nil : text()
    request.divide = chance(2) ? nil : number()
    request.dropLast = chance(2)
    request.flatten = chance(2)
    request.expandDims = chance(2)
    request.text = TableText(
      header: pick([nil, true, false]), skip: chance(2) ? 0 : Int.random(in: 1...Int.max, using: &random),
      separator: chance(2) ? nil : pick(TableText.Separator.allCases), decimal: pick(TableText.DecimalSign.allCases),
      missing: pick(TableText.Missing.allCases))
    request.dtype = dtype()
    return request
  }

  mutating func dtype() -> NumberType? { chance(2) ? nil : pick(NumberType.available) }

  mutating func assigned() -> AssignedValue {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: .all(number())
    case 1: .list(numbers(0...(chance(10) ? 300 : 10)))
    // A session's log holds paths from the root.
    default: .file(path: "/" + text())
    }
  }

  mutating func setting() -> Setting {
    let parameter = pick(Parameter.allCases)
    return Setting(parameter: parameter, value: value(of: parameter))
  }

  /// An initializer that a line can name.
  mutating func initializer() -> Initializer {
    while true {
      let initializer = anyInitializer()
      if (try? initializer.validate()) != nil { return initializer }
    }
  }

  private mutating func anyInitializer() -> Initializer {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: .zeros
    case 1: .ones
    case 2: .constant(number())
    case 3: .randomUniform(low: number(), high: number(), seed: random.next())
    case 4: .randomNormal(mean: number(), std: number(), seed: random.next())
    default: .values(numbers(1...20))
    }
  }

  mutating func constraint() -> Constraint? {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: .nonNegative
    case 1: .maxNorm(number())
    case 2: .unitNorm
    case 3: .clip(minimum: number(), maximum: number())
    case 4: .divideBySum
    default: nil
    }
  }

  mutating func optimizer() -> OptimizerChoice {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .none
    case 1: .sgd
    case 2: .momentum(momentum: chance(2) ? 0.9 : number(), nesterov: chance(2))
    default:
      .adam(
        beta1: chance(2) ? 0.9 : number(), beta2: chance(2) ? 0.999 : number(), epsilon: chance(2) ? 1e-8 : number())
    }
  }

  mutating func loss() -> LossChoice {
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return .none
    case 6: return .meanSquaredError(.batch)
    case 1: return .sum
    case 2: return .meanSquaredError(.values(chance(2) ? .all(number()) : .each(numbers(1...9))))
    case 3: return .meanSquaredError(.file(path: "/" + text()))
    case 4: return .upstream(.file(path: "/" + text()))
    default:
      let shape = shape().map { max($0, 1) }
      return .upstream(
        .literal(
          Tensor(
            shape: shape,
            scalars: (0..<shape.reduce(1, *)).map { _ in Double(Int.random(in: -9...9, using: &random)) / 4 })))
    }
  }

  mutating func value(of parameter: Parameter) -> Setting.Value {
    switch parameter {
    case .training, .center, .scale, .renorm, .trainable: .toggle(chance(2))
    case .updateOps: pick([.toggle(true), .toggle(false), .updatesAfter])
    case .fused: .toggle(pick([nil, true, false]))
    case .momentum, .epsilon, .renormMomentum, .learningRate: .number(number())
    case .rmax, .rmin, .dmax: .number(chance(3) ? nil : number())
    case .axis: .integer(Int.random(in: -32...32, using: &random))
    case .dtype: .dtype(pick(NumberType.available))
    case .trainingMode: .trainingSwitch(pick(TrainingSwitch.allCases))
    case .arithmetic: .arithmetic(pick(Arithmetic.allCases))
    case .threads: .threads(pick([nil, 1, 2, 5]))
    case .renormClipping:
      .clipping(
        RenormClipping(
          rmax: chance(2) ? nil : number(), rmin: chance(2) ? nil : number(), dmax: chance(2) ? nil : number()))
    case .betaInitializer, .gammaInitializer, .movingMeanInitializer, .movingVarianceInitializer:
      .initializer(initializer())
    case .betaRegularizer, .gammaRegularizer:
      // A negative scale of l1 and l2 is no command: it is refused.
      .regularizer(pick([nil, .l1(number().magnitude), .l2(number().magnitude), .sum(number())]))
    case .betaConstraint, .gammaConstraint: .constraint(constraint())
    case .optimizer: .optimizer(optimizer())
    case .loss: .loss(loss())
    case .name: .name(pick(["bn", "a/b-c.d_1", "0", ScopeName.usual]))
    case .reuse: .reuse(pick(Reuse.words.map(\.value)))
    case .framework: .framework(FrameworkChoice(name: pick(FrameworkChoice.names)))
    }
  }
}
