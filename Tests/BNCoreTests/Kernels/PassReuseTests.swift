import BNTestSupport
import BNCore
import Testing

@Suite("A pass into the memory of an earlier one")
struct PassReuseTests {
  private let layer: BatchNormalization<Float>
  private let batches: [Tensor<Float>]

  init() throws {
    layer = try BatchNormalization<Float>(inputShape: [64, 3])
    var random = SplitMix(state: 1)
    batches = (0..<3).map { _ in
      Tensor(shape: [64, 3], scalars: (0..<192).map { _ in Float.random(in: -1...1, using: &random) })
    }
  }

  private func address(_ pass: Pass<Float>?) -> UnsafeRawPointer? {
    pass?.output.scalars.withUnsafeBytes { $0.baseAddress }
  }

  @Test("is the same pass as one into fresh memory, and takes no other memory", arguments: Arithmetic.allCases)
  func reuses(arithmetic: Arithmetic) throws {
    var options = layer.options
    options.arithmetic = arithmetic
    let layer = BatchNormalization(options: options, variables: layer.variables)
    var pass: Pass<Float>?
    for mode in Mode.allCases {
      for batch in batches {
        let before = address(pass)
        try layer.forward(batch, mode: mode, into: &pass)
        #expect(pass == (try layer.forward(batch, mode: mode)))
        #expect(arithmetic == .reference || before == nil || address(pass) == before)
      }
    }
  }

  @Test("leaves a copy of the earlier pass as it is")
  func copies() throws {
    var pass: Pass<Float>? = try layer.forward(batches[0], mode: .training)
    let copy = pass
    try layer.forward(batches[1], mode: .training, into: &pass)
    #expect(copy == (try layer.forward(batches[0], mode: .training)))
    #expect(pass == (try layer.forward(batches[1], mode: .training)))
  }

  @Test("takes another number of examples, and leaves the earlier pass where a batch does not fit")
  func otherShapes() throws {
    var pass: Pass<Float>? = try layer.forward(batches[0], mode: .training)
    let small = Tensor<Float>(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
    try layer.forward(small, mode: .training, into: &pass)
    #expect(pass == (try layer.forward(small, mode: .training)))
    let before = pass
    #expect(throws: BatchNormalizationError.self) {
      try layer.forward(Tensor(shape: [2, 2], repeating: 1), mode: .training, into: &pass)
    }
    #expect(pass == before)
  }
}
