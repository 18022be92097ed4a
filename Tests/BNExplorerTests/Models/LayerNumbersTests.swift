import BNFiles
import Testing

@testable import BNExplorer

@Suite("What the numbers of a layer say of themselves")
struct LayerNumbersTests {
  private func notes(mean: [Double], variance: [Double], gamma: [Double]? = nil) throws -> [String] {
    var tensors = [StoredTensor("bn.running_mean", mean), StoredTensor("bn.running_var", variance)]
    if let gamma { tensors.append(StoredTensor("bn.weight", gamma)) }
    let layer = try #require(try FoundModel(tensors).batchNorms.first)
    return try LayerNumbers(layer).notes(for: layer)
  }

  @Test("statistics that training never touched are named")
  func untrained() throws {
    #expect(
      try notes(mean: [0, 0], variance: [1, 1]).contains { $0.contains("initial") && $0.contains("never trained") })
    #expect(
      try notes(mean: [0, 0], variance: [0, 0]).contains { $0.contains("never trained") && $0.contains("zero") })
    #expect(try notes(mean: [0, 0.1], variance: [1, 1]).isEmpty)
    #expect(try notes(mean: [0, 0], variance: [1, 1.5]).isEmpty)
  }

  @Test("numbers that cannot be are counted")
  func odd() throws {
    #expect(try notes(mean: [1, 2], variance: [-1, 2]).contains { $0.contains("1 variance below zero") })
    let notes = try notes(mean: [.nan, 2], variance: [1, .infinity], gamma: [.nan, .nan])
    #expect(notes.count == 3)
    #expect(notes.contains { $0.contains("2 of 2 numbers of gamma") })
  }

  @Test("a range passes NaN over unless there is nothing else")
  func ranges() {
    #expect(Extremes([3, -1, 2]).map { [$0.least, $0.greatest] } == [-1, 3])
    #expect(Extremes([.nan, 2, .nan, 5]).map { [$0.least, $0.greatest] } == [2, 5])
    #expect(Extremes([2, .infinity]).map { [$0.least, $0.greatest] } == [2, .infinity])
    #expect(Extremes([.nan])?.least.isNaN == true)
    #expect(Extremes([]) == nil)
  }
}
