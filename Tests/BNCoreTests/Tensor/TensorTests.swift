import BNCore
import Testing

@Suite("Tensor")
struct TensorTests {
  @Test("knows its rank and count")
  func shape() {
    let tensor = Tensor<Float>(shape: [2, 3], repeating: 1)
    #expect(tensor.rank == 2)
    #expect(tensor.count == 6)
  }
}
