import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Narration")
struct NarrationTests {
  /// What is said after each line.
  private func said(_ lines: String...) throws -> [[String]] {
    var narration = Narration()
    var session = Session()
    return try lines.map { line in
      let before = session
      for command in try CommandParser.commands(of: line).map(\.command) {
        _ = try command.carryOut(on: &session, in: SessionEnvironment(files: MemoryFiles()))
      }
      return narration.sentences(from: before, to: session)
    }
  }

  @Test("says step, mode, what changed, and how far the moving statistics are from the batch's")
  func changes() throws {
    // The moving mean of a batch of 3 and 7 at momentum 0.99 after a step is 0.05, its variance 0.99 + 0.04.
    #expect(
      try said("batch [[3], [7]]", "train", "set momentum 0.25", "set training off", "assign gamma 2", "show step")
        == [
          [
            "Step 0, training, batches literal batch 2x1.",
            "Alarm A9, tiny batch: normalizing two elements leaves only which of them is larger.",
          ],
          [
            "Step 1, training, moving mean 4.95 off the batch's, moving variance 2.97 off the batch's."
          ],
          [
            "Step 1, training, momentum is 0.25.",
            "Alarm A4, momentum: it looks like a momentum of PyTorch, which is 1 - TensorFlow's.",
          ],
          [
            "Step 1, inference, training is off.", "Alarm A9 is over: tiny batch.",
            "Alarm A5, not settled: after 1 update inference still sees that much of the initial mean and variance.",
          ],
          [
            "Step 1, inference, gamma changed, moving mean 4.95 off the batch's, moving variance 2.97 off the batch's."
          ], [],
        ])
  }

  @Test("names the channel that is farthest, and what is not a number")
  func channels() throws {
    let told = try said("batch [[0, 100], [0, 300]]; train", "assign moving_mean [nan, 1]")
    #expect(told[0].first?.contains("moving mean 198 off the batch's in channel 1") == true)
    #expect(told[1].first?.contains("moving mean is not a number in channel 0") == true)
  }

  @Test("an alarm is said when it comes and when it goes, and not in between")
  func alarms() throws {
    let told = try said(
      "generate normal shape=64x2; set momentum 0.9; train 200", "set update_ops off; train 5", "train",
      "set update_ops on; reset; train 200")
    func spoken(_ index: Int, _ start: String) -> Bool { told[index].contains { $0.hasPrefix(start) } }
    #expect(!spoken(0, "Alarm A1"))
    #expect(spoken(1, "Alarm A1, updates forgotten: "))
    #expect(!spoken(2, "Alarm A1"))
    #expect(spoken(3, "Alarm A1 is over: updates forgotten."))
  }

  @Test("tells of branches and of going back")
  func branches() throws {
    let told = try said("batch [[3], [7]]; train 4", "fork low", "back 2", "switch main")
    #expect(told[1].first?.hasPrefix("Step 4, training, branch low") == true)
    #expect(told[2].first?.hasPrefix("Step 2, training, moving mean") == true)
    #expect(told[3].first?.hasPrefix("Step 4, training, branch main") == true)
  }
}
