import BNCore
import Testing

@Suite("Shapes that no memory holds")
struct ImpossibleShapeTests {
  @Test(
    "are refused in one line instead of trapped on",
    arguments: [
      [0, .max], [.max, 0, 1], [2, 3_037_000_500, 3_037_000_500], [0, 1 << 28, 2], [4, 0, 1 << 40, 1 << 40, 3],
      [-2, 3],
    ])
  func refused(_ shape: [Int]) {
    #expect(throws: BatchNormalizationError.impossibleShape(shape: shape)) {
      try BatchNormalization<Float>(inputShape: shape)
    }
  }

  @Test("an empty batch of as many examples as can be is passed over at once")
  func emptyBatch() throws {
    let shape = [1 << 28, 0, 1]
    let layer = try BatchNormalization<Float>(inputShape: shape)
    let pass = try layer.forward(Tensor(shape: shape, scalars: []), mode: .training)
    #expect(pass.batchMean?.first?.isNaN == true)
    #expect(pass.output == Tensor(shape: shape, scalars: []))
  }
}
