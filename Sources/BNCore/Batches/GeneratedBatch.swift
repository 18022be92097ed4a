/// The numbers of one generated batch in double precision, a piece at a time.
@usableFromInline
struct GeneratedBatch: Sendable {
  private let kind: GeneratorSpec.Kind
  private let values: RandomStream
  private let choices: RandomStream
  /// The batch whose random numbers are used.
  private let drawn: UInt64
  private let examples: Int
  private let count: Int
  private let parameters: PlaceParameters
  private let level: InstructionSet
  /// Whether numbers are made one by one, as without the optimizer: lines would be slower.
  private let isPlain: Bool

  @usableFromInline
  init(_ spec: GeneratorSpec, at index: Int) {
    self.init(spec, at: index, level: .widest, isPlain: !InstructionSet.isOptimized)
  }

  /// The batch in one of the ways to make it, which all make the same bits.
  init(_ spec: GeneratorSpec, at index: Int, level: InstructionSet, isPlain: Bool) {
    precondition(index >= 0, "batches are counted from 0: \(index)")
    kind = spec.kind
    values = RandomStream(seed: spec.seed, purpose: .value)
    choices = RandomStream(seed: spec.seed, purpose: .choice)
    drawn = spec.fixed ? 0 : UInt64(index)
    examples = spec.shape[0]
    count = spec.shape.reduce(1, *)
    parameters = spec.parameters.moved(by: spec.drift, steps: index)
    self.level = level
    self.isPlain = isPlain
  }
}

extension GeneratedBatch {
  /// Makes the batch in pieces that stay in the fastest cache, and hands out each with the place of its first element.
  @usableFromInline
  func forEachPiece(_ body: (UnsafeBufferPointer<Double>, _ first: Int) -> Void) {
    PieceMemory.with(count: count) { memory in
      var first = 0
      while first < count {
        let piece = Piece(memory: memory, first: first, count: min(PieceMemory.most, count - first))
        fill(piece)
        body(UnsafeBufferPointer(start: memory.numbers, count: piece.count), first)
        first += piece.count
      }
    }
  }

  /// Writes the whole batch in single precision.
  @usableFromInline
  func write(_ scalars: UnsafeMutablePointer<Float>) {
    forEachPiece { piece, first in
      guard !isPlain, let start = piece.baseAddress else {
        for offset in piece.indices { scalars[first + offset] = Float(piece[offset]) }
        return
      }
      level.run(RoundingFill(numbers: start, rounded: scalars + first, count: piece.count))
    }
  }

  /// Some elements of the batch, from an even one on.
  private struct Piece {
    let memory: PieceMemory
    let first: Int
    let count: Int

    var numbers: UnsafeMutablePointer<Double> { memory.numbers }
    var others: UnsafeMutablePointer<Double> { memory.others }
  }

  private func fill(_ piece: Piece) {
    switch kind {
    case .normal:
      fillNormal(piece)
      map(piece, ScaledFormula.self)
    case .lognormal:
      fillNormal(piece)
      map(piece, LognormalFormula.self)
    case .uniform:
      fillUniform(piece.numbers, piece, values)
      // The sum never passes the upper end: u is below 1, so the product is below the true distance between the ends.
      map(piece, ScaledFormula.self)
    case .constant:
      fillConstant(piece)
    case .ramp:
      fillRamp(piece)
    case .outliers(_, _, let fraction, let scale):
      fillNormal(piece)
      fillUniform(piece.others, piece, choices)
      map(piece, OutlierFormula.self, PlaceConstants(fraction: fraction, scale: scale))
    case .bimodal(let means, _):
      fillNormal(piece)
      fillModes(piece, means)
      map(piece, MixtureFormula.self)
    case .classes(let means, _, let order):
      fillNormal(piece)
      fillClasses(piece, means, order)
      map(piece, MixtureFormula.self)
    }
  }
}

// MARK: Random numbers

extension GeneratedBatch {
  private func fillUniform(_ numbers: UnsafeMutablePointer<Double>, _ piece: Piece, _ stream: RandomStream) {
    guard isPlain else {
      return stream.fillUniform(numbers, count: piece.count, batch: drawn, first: piece.first, level: level)
    }
    for pair in stride(from: 0, to: piece.count, by: 2) {
      let bits = stream.bitsOfPair(batch: drawn, pair: (piece.first + pair) >> 1)
      numbers[pair] = RandomStream.unitInterval(bits.even)
      // There is memory for whole lines.
      numbers[pair + 1] = RandomStream.unitInterval(bits.odd)
    }
  }

  private func fillNormal(_ piece: Piece) {
    guard isPlain else {
      return values.fillNormal(piece.memory, count: piece.count, batch: drawn, first: piece.first, level: level)
    }
    fillUniform(piece.numbers, piece, values)
    for index in 0..<piece.count { piece.numbers[index] = PortableMath.normalQuantile(piece.numbers[index]) }
  }

  /// The mean of each element's mode.
  private func fillModes(_ piece: Piece, _ means: [Double]) {
    guard !isPlain else {
      for index in 0..<piece.count { piece.others[index] = means[choose(from: means.count, piece.first + index)] }
      return
    }
    let bits = UnsafeMutableRawPointer(piece.others)
    choices.fillBits(bits, count: piece.count, batch: drawn, first: piece.first, level: level)
    for index in 0..<piece.count {
      let word = bits.load(fromByteOffset: 8 * index, as: UInt64.self)
      let mode = RandomStream.integer(below: UInt64(means.count), from: word).map { Int($0) }
      piece.others[index] = means[mode ?? choose(from: means.count, piece.first + index)]
    }
  }

  /// The mean of each example's class.
  private func fillClasses(_ piece: Piece, _ means: [Double], _ order: GeneratorSpec.ClassOrder) {
    forEachExample(piece) { range, example in
      let mean =
        switch order {
        case .sorted: means[Int(drawn % UInt64(means.count))]
        case .shuffled: means[choose(from: means.count, example)]
        }
      (piece.others + range.lowerBound).update(repeating: mean, count: range.count)
    }
  }

  private func choose(from count: Int, _ element: Int) -> Int {
    Int(choices.integer(below: UInt64(count), batch: drawn, element: element))
  }
}

// MARK: What becomes of them

extension GeneratedBatch {
  /// Replaces every random number by a formula's value at its place.
  private func map<Formula: PlaceFormula>(
    _ piece: Piece, _: Formula.Type, _ constants: PlaceConstants = PlaceConstants()
  ) {
    parameters.withColumns { columns in
      guard !isPlain else {
        forEachRun(piece) { range, place in
          let (location, spread) = (columns.locations[place], columns.spreads[place])
          for index in range {
            piece.numbers[index] = Formula.value(
              piece.numbers[index], piece.others[index], location: location, spread: spread, constants)
          }
        }
        return
      }
      func map(_ range: Range<Int>, place: Int, period: Int) {
        level.run(
          PlaceMap<Formula>(
            numbers: piece.numbers + range.lowerBound, others: piece.others + range.lowerBound, count: range.count,
            columns: columns, place: place, period: period, constants: constants))
      }
      if parameters.run == 1 {
        map(0..<piece.count, place: piece.first % parameters.period, period: parameters.period)
      } else {
        forEachRun(piece) { map($0, place: $1, period: 0) }
      }
    }
  }

  private func fillConstant(_ piece: Piece) {
    parameters.withColumns { columns in
      forEachRun(piece) { range, place in
        (piece.numbers + range.lowerBound).update(repeating: columns.locations[place], count: range.count)
      }
    }
  }

  private func fillRamp(_ piece: Piece) {
    forEachExample(piece) { range, example in
      let share = examples == 1 ? 0 : Double(example) / Double(examples - 1)
      (piece.others + range.lowerBound).update(repeating: share, count: range.count)
    }
    parameters.withColumns { columns in
      forEachRun(piece) { range, place in
        let (low, distance, high) = (columns.locations[place], columns.spreads[place], columns.uppers[place])
        for index in range {
          let share = piece.others[index]
          // From the nearer end, so that both ends are exact.
          piece.numbers[index] = share < 0.5 ? low + distance * share : high - distance * (1 - share)
        }
      }
    }
  }

  /// Splits a piece where one place ends and the next begins.
  @inline(__always)
  private func forEachRun(_ piece: Piece, _ body: (_ range: Range<Int>, _ place: Int) -> Void) {
    let run = parameters.run
    var place = piece.first / run % parameters.period
    var start = 0
    var end = min(run - piece.first % run, piece.count)
    while start < piece.count {
      body(start..<end, place)
      place = place + 1 == parameters.period ? 0 : place + 1
      start = end
      end += min(run, piece.count - end)
    }
  }

  /// Splits a piece where one example ends and the next begins.
  @inline(__always)
  private func forEachExample(_ piece: Piece, _ body: (_ range: Range<Int>, _ example: Int) -> Void) {
    let size = count / examples
    var start = 0
    while start < piece.count {
      let example = (piece.first + start) / size
      let end = min((example + 1) * size - piece.first, piece.count)
      body(start..<end, example)
      start = end
    }
  }
}
