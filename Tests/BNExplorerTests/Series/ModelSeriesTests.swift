import BNCore
import BNFiles
import BNTestSupport
import Foundation
import TerminalKit
import Testing

@testable import BNExplorer

/// Checkpoints that the program itself wrote, of a layer whose numbers are assigned.
@Suite("Checkpoints as the axis of time")
struct ModelSeriesTests {
  /// Two channels of variance 4: a mean that moves by 1 moves the output by half a deviation.
  private static let start = "batch [[1, 2], [3, 6]]; assign moving_variance [4, 4]; "

  /// The series of a layer after each of some lines.
  private static func series(_ lines: [String]) throws -> ModelSeries {
    let files = MemoryFiles()
    var session = try Session(start, files)
    var paths: [String] = []
    for (index, line) in lines.enumerated() {
      try session.run(line, files)
      paths.append("/e-\(index + 1).safetensors")
      try session.run("export layer \(paths[index]) names=torch", files)
    }
    return try ModelSeries(paths, files: files)
  }

  @Test("a change is the root of the mean square over the channels, in deviations of the output")
  func change() throws {
    let series = try Self.series([
      "assign moving_mean [0, 0]", "assign moving_mean [1, 0]", "assign moving_mean [1, 0]",
      "assign moving_mean [1, 3000]",
    ])
    let layer = try #require(series.layers.first)
    let changes = layer.changes
    #expect(changes.map(\.checkpoint) == [1, 2, 3])
    // √((0.5² + 0²) / 2); then nothing; then √(5² / 2), since no channel counts for more than 5.
    let expected = [Double(0.125).squareRoot(), 0, Double(12.5).squareRoot()]
    for (entry, change) in zip(changes, expected) { #expect((entry.change - change).magnitude < 1e-12) }
    #expect(layer.largestChange?.checkpoint == 3)
    // Of two channels the middle lies between both.
    #expect(layer.points.compactMap { $0?.mean } == [0, 0.5, 0.5, 1500.5])
    #expect(layer.points.compactMap { $0?.deviation } == [2, 2, 2, 2])
  }

  @Test("statistics that stand still while gamma moves are told, from the checkpoint on from which they do")
  func standstill() throws {
    let series = try Self.series([
      "assign moving_mean [1, 1]", "assign moving_mean [1.1, 1]; assign gamma [1.1, 1]", "assign gamma [1.2, 1]",
      "assign gamma [1.3, 1]", "assign moving_mean [1.2, 1]; assign gamma [1.4, 1]",
    ])
    #expect(series.events.count == 1)
    let event = try #require(series.turn)
    guard case .standstill(let checkpoints) = event.kind else {
      Issue.record("\(event)")
      return
    }
    #expect(checkpoints == 2 && event.checkpoint == 2 && event.severity == .warning)
  }

  @Test("a layer that stands still as a whole, or for one checkpoint, is not told")
  func frozen() throws {
    let whole = try Self.series(["assign gamma [1, 2]", "assign gamma [1, 2]", "assign gamma [1, 2]"])
    #expect(whole.events.isEmpty)
    let once = try Self.series(["assign gamma [1, 2]", "assign gamma [1, 3]", "assign moving_mean [0, 1]"])
    #expect(once.events.isEmpty)
  }

  @Test("a jump needs two changes before it that were less than a quarter of it, and an output that is another one")
  func jump() throws {
    let moves = ["0, 0", "1, 1", "2, 2"].map { "assign moving_mean [\($0)]" }
    // Half a deviation twice, then 2.5.
    let series = try Self.series(moves + ["assign moving_mean [7, 7]"])
    let event = try #require(series.turn)
    guard case .jump(let change, let before) = event.kind else {
      Issue.record("\(event)")
      return
    }
    #expect(event.checkpoint == 3)
    #expect((change - 2.5).magnitude < 1e-12 && (before - 0.5).magnitude < 1e-12)
    // 1.5 is three times as much; and of a first change nothing can be said.
    #expect(try Self.series(moves + ["assign moving_mean [5, 5]"]).events.isEmpty)
    #expect(try Self.series(["assign moving_mean [0, 0]", "assign moving_mean [9, 9]"]).events.isEmpty)
  }

  @Test("what the doctor finds is told where it begins, once")
  func findings() throws {
    let series = try Self.series([
      "assign moving_mean [1, 1]", "assign moving_mean [1.1, 1]", "assign moving_variance [-4, 4]",
      "assign moving_mean [1.2, 1]",
    ])
    let negative = series.events.filter { event in
      if case .finding(let finding) = event.kind { finding.finding.code == .negativeVariance } else { false }
    }
    #expect(negative.map(\.checkpoint) == [2])
    #expect(series.turn?.checkpoint == 2 && series.turn?.severity == .error)
    #expect(series.count(.error) == 1)
  }

  @Test("a count of batches that goes back is told, and is no warning")
  func count() throws {
    let files = MemoryFiles()
    for (index, count) in [5, 9, 2].enumerated() {
      var session = try Session("batch [[1, 2], [3, 6]]; train", files)
      try session.run("export layer /c.safetensors names=torch", files)
      let bytes = try Self.counting(count, in: files.read("/c.safetensors"))
      try files.write(bytes, to: "/c-\(index).safetensors")
    }
    let series = try ModelSeries((0..<3).map { "/c-\($0).safetensors" }, files: files)
    #expect(series.layers.first?.points.compactMap { $0?.batches } == [5, 9, 2])
    let events = series.events.filter { if case .countWentBack(from: 9, to: 2) = $0.kind { true } else { false } }
    #expect(events.map(\.checkpoint) == [2] && events.allSatisfy { $0.severity == .info })
  }

  /// A safetensors file with another count of batches, which is one int64.
  private static func counting(_ count: Int, in bytes: [UInt8]) throws -> [UInt8] {
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: Any]
    let entry = header?.first { $0.key.hasSuffix("num_batches_tracked") }?.value as? [String: Any]
    let start = 8 + length + (try #require((entry?["data_offsets"] as? [Int])?.first))
    var changed = bytes
    for place in 0..<8 { changed[start + place] = UInt8(truncatingIfNeeded: count >> (8 * place)) }
    return changed
  }

  @Test("fits 80 columns, and says where it went wrong")
  func text() throws {
    let series = try Self.series([
      "assign moving_mean [1, 1]", "assign moving_mean [1.1, 1]", "assign moving_variance [-4, 4]",
    ])
    for glyphs in [GlyphLevel.braille, .ascii] {
      let text = SeriesText(series, width: 80, glyphs: glyphs).text
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(text.contains("between e-2.safetensors and e-3.safetensors"))
      #expect(text.utf8.allSatisfy { $0 < 128 } == (glyphs == .ascii))
    }
    let layer = try #require(series.layers.first)
    let rows = SeriesText(series, width: 80, glyphs: .ascii).text(of: layer).split(separator: "\n")
    #expect(rows.count >= 5 && rows[1].hasSuffix("checkpoint"))
  }
}
