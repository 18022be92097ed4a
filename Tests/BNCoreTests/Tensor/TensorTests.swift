import BNCore
import Testing

@Suite("Tensor")
struct TensorTests {
  @Test("knows its rank and count")
  func shape() {
    let tensor = Tensor<Float>(shape: [2, 3], repeating: 1)
    #expect(tensor.rank == 2)
    #expect(tensor.count == 6)
    #expect(Tensor<Float>(shape: [], repeating: 7).scalars == [7])
    #expect(Tensor<Float>(shape: [3, 0, 2], scalars: []).count == 0)
  }

  @Test("flushes what is below the normal numbers to a zero of its sign, and nothing else")
  func flushed() {
    #expect(Float.leastNormalMagnitude.flushed == Float.leastNormalMagnitude)
    #expect(Float.leastNormalMagnitude.nextDown.flushed == 0)
    #expect(Float(-1e-40).flushed.sign == .minus)
    #expect(Float(-1e-40).flushed == 0)
    #expect(Float.infinity.flushed == .infinity)
    #expect(Float.nan.flushed.isNaN)
    #expect((Double.leastNormalMagnitude / 2).flushed == 0)
  }
}
