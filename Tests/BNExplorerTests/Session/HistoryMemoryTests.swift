import Testing

@testable import BNExplorer

@Suite("The memory of a history")
struct HistoryMemoryTests {
  @Test("stays within 4 MiB up to 5,461 channels", arguments: [1, 64, 1024, 4096, 5461])
  func bounded(channels: Int) {
    var history = History(channels: channels)
    var most = 0
    for step in 1...10_000 where history.keeps(step: step) {
      // Without their numbers: how many records are kept depends on the promised channels alone.
      history.append(
        History.Record(step: step, movingMean: [], movingVariance: [], batchMean: nil, batchVariance: nil))
      most = max(most, history.count)
    }
    #expect(most * 6 * channels * MemoryLayout<Double>.size <= 4 << 20)
    #expect(history.count >= 8, "enough points for a curve")
  }

  @Test("stays within 4 MiB up to 4,096 channels where renorm comes in the middle", arguments: [1, 64, 1024, 4096])
  func renorm(channels: Int) {
    var history = History(channels: channels)
    var most = 0
    for step in 1...10_000 where history.keeps(step: step) {
      history.append(
        History.Record(
          step: step, movingMean: [], movingVariance: [], batchMean: nil, batchVariance: nil, r: step > 4000 ? [] : nil)
      )
      if step > 4000 { most = max(most, history.count) }
    }
    #expect(most * 8 * channels * MemoryLayout<Double>.size <= 4 << 20)
    #expect(history.count >= 8, "enough points for a curve")
  }
}
