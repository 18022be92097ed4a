import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

@Suite("A timeline")
struct TimelineTests {
  /// A checkpoint of a session at another step.
  private static func moved(_ session: Session, to step: Int) -> Checkpoint {
    var session = session
    session.experiment.state.step = step
    return session.checkpoint
  }

  @Test("of a million steps has a bounded number of checkpoints, evenly spaced", arguments: [1, 64, 1000, 100_000])
  func bounded(channels: Int) throws {
    let session = try Session("generate normal shape=1x\(channels)")
    var timeline = Timeline()
    var most = 0
    for step in 0..<1_000_000 where timeline.isDue(after: step) {
      timeline.add(Self.moved(session, to: step))
      most = max(most, timeline.checkpoints.count)
    }
    // Eight MiB: ten numbers of 8 bytes a channel and 1,536 bytes for the rest; and never fewer than 16.
    #expect(most <= 512)
    #expect(most <= max(16, (4 << 20) / (1536 + 80 * channels)))
    #expect(most >= 8)
    #expect(timeline.checkpoints.map(\.step) == Array(stride(from: 0, to: 1_000_000, by: timeline.stride)))
  }

  @Test("counts on checkpoints that are no larger than they are")
  func size() {
    // What does not grow with the channels: the layer's box, the headers of ten arrays, and the slots' table.
    let fixed = MemoryLayout<Checkpoint>.stride + MemoryLayout<TypedLayer<Double>>.size + 10 * 32 + 256
    #expect(fixed <= 1536)
  }

  @Test("finds the way to every step: the last checkpoint before it, how it was asked for, what was set behind it")
  func finding() throws {
    let session = try Session("generate normal shape=2x1")
    var timeline = Timeline()
    var modes: [Mode?] = []
    var edits: [Int: [Int]] = [:]
    var random = SplitMix(state: 4)
    var mode: Mode?
    for step in 0..<3000 {
      if timeline.isDue(after: step) { timeline.add(Self.moved(session, to: step)) }
      if random.next() % 5 == 0 { mode = [nil, .training, .inference][Int(random.next() % 3)] }
      modes.append(mode)
      timeline.add(mode, step: step + 1)
      while random.next() % 9 == 0 {
        let id = Int(random.next() >> 8)
        edits[step + 1, default: []].append(id)
        timeline.add(.eval(nil), id: id, at: step + 1)
      }
    }
    for step in 1...3000 {
      #expect(timeline.mode(ofStep: step) == modes[step - 1])
      #expect(timeline.edits(after: step).map(\.id) == edits[step] ?? [])
      #expect(timeline.checkpoint(before: step)?.step == (step - 1) / timeline.stride * timeline.stride)
      #expect(timeline.checkpoint(at: step)?.step == (step % timeline.stride == 0 && step < 3000 ? step : nil))
      let first = Int.random(in: 0...step, using: &random)
      #expect(
        timeline.countOfInference(after: first, upTo: step) == modes[first..<step].count { $0 == .inference },
        "\(first) to \(step)")
    }
    timeline.truncate(after: 700)
    #expect(timeline.checkpoints.allSatisfy { $0.step <= 700 })
    #expect(timeline.edits(after: 701).isEmpty)
    #expect(timeline.mode(ofStep: 700) == modes[699])
    // 175 checkpoints: with a stride of 2 it would be 350, more than half of what there can be.
    #expect(timeline.stride == 4)
  }

  @Test("keeps one copy of what only commands change, and no order of examples")
  func sharing() throws {
    var session = try Session(
      "load builtin:digits batch=32 shuffle=3 flatten=on; train 100; set momentum 0.5; train 100")
    let setups = session.timeline.checkpoints.map { ObjectIdentifier($0.setup) }
    #expect(Set(setups).count == 2)
    try session.run("goto 50")
    #expect(Set(session.timeline.checkpoints.map { ObjectIdentifier($0.setup) }) == Set(setups))
  }
}
