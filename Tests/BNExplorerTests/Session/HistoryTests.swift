import Testing

@testable import BNExplorer

@Suite("What is remembered of the steps")
struct HistoryTests {
  private func record(_ step: Int, channels: Int = 1) -> History.Record {
    let values = [Double](repeating: Double(step), count: channels)
    return History.Record(
      step: step, movingMean: values, movingVariance: values, batchMean: step % 2 == 0 ? values : nil,
      batchVariance: nil)
  }

  @Test("is all of it at first, for a channel or for the mean of them")
  func points() throws {
    let session = try Session("batch [[1, 4], [3, 8]]; set momentum 0.5; train 2; infer")
    let mean = session.history.points(.movingMean, channel: 1)
    #expect(mean.steps == [1, 2, 3])
    #expect(mean.values == [3, 4.5, 4.5])
    #expect(session.history.points(.movingMean, channel: nil).values == [2, 3, 3])
    #expect(session.history.points(.movingVariance, channel: 0).values == [1, 1, 1])
    #expect(session.history.points(.batchVariance, channel: 1).values[..<2] == [4, 4])
    // Inference takes no moments of its batch: a gap.
    #expect(session.history.points(.batchMean, channel: 0).values[2].isNaN)
    #expect(session.history.points(.batchMean, channel: 9).values.allSatisfy { $0.isNaN })
  }

  @Test("has the correction of renorm, a gap where there was none")
  func correction() throws {
    var session = try Session("generate normal mean=3 std=2 shape=8x2 seed=4; train 2; set renorm on")
    var expected: [(r: [Double], d: [Double])] = [([.nan, .nan], [.nan, .nan]), ([.nan, .nan], [.nan, .nan])]
    for _ in 0..<5 {
      try session.run("train")
      expected.append((try session.numbers("r"), try session.numbers("d")))
    }
    try session.run("infer; set renorm off; train")
    expected += [([.nan, .nan], [.nan, .nan]), ([.nan, .nan], [.nan, .nan])]
    func bits(_ values: [Double]) -> [UInt64] { values.map { $0.isNaN ? 0 : $0.bitPattern } }
    for channel in 0..<2 {
      #expect(bits(session.history.points(.r, channel: channel).values) == bits(expected.map { $0.r[channel] }))
      #expect(bits(session.history.points(.d, channel: channel).values) == bits(expected.map { $0.d[channel] }))
    }
    let means = session.history.points(.d, channel: nil).values
    #expect(bits(means) == bits(expected.map { ($0.d[0] + $0.d[1]) / 2 }))
    #expect(means[2..<7].contains { $0 != 0 })
    // Without renorm there is nothing to keep.
    #expect(session.history.last?.r == nil && session.history.last?.d == nil)
  }

  @Test("stays bounded and evenly spaced over 100,000 steps", arguments: [(1, 4096), (1000, 87)])
  func bounded(channels: Int, limit: Int) {
    var history = History(channels: channels)
    var most = 0
    for step in 1...100_000 where history.keeps(step: step) {
      history.append(record(step, channels: 1))
      most = max(most, history.count)
    }
    #expect(most <= limit)
    // Four MiB: six curves of eight bytes a value. 87 records of 1,000 channels fill it.
    #expect(limit * channels * 6 * 8 <= 4 << 20)
    // At most half of the room is lost by thinning, so the run stays visible.
    #expect(history.count >= limit / 2)
    let steps = history.points(.movingMean, channel: nil).steps
    #expect(steps == stride(from: history.stride, through: 100_000, by: history.stride).map(Double.init))
    #expect(history.last?.step == Int(steps.last ?? 0))
    #expect(100_000 - (steps.last ?? 0) < Double(history.stride))
  }

  @Test("leaves out the steps between, whoever offers them")
  func offered() {
    var history = History(channels: 1)
    for step in 1...20_000 { history.append(record(step)) }
    #expect(history.stride == 8)
    let values = history.points(.movingMean, channel: 0)
    #expect(values.steps == values.values)
    #expect(values.steps.allSatisfy { Int($0) % 8 == 0 })
    #expect(values.steps.count == history.count)
  }

  @Test("of a copy is its own")
  func copies() {
    var history = History(channels: 1)
    for step in 1...200 { history.append(record(step)) }
    let copy = history
    history.append(record(201))
    #expect(copy.count == 200)
    #expect(copy.last?.step == 200)
    #expect(history.count == 201)
  }
}
