import BNCore
import BNFiles
import BNTestSupport
import Foundation
import TerminalKit
import Testing

@testable import BNExplorer

/// `frameworks` on the numbers that real frameworks gave back: three rows of mean 1000 and deviation 2 in the fourth channel,
/// with epsilon 0.001 and a share of the old value of 0.99.
@Suite("Other frameworks in a session")
struct FrameworkSessionTests {
  static let three = """
    batch [[-0.91293406, 3.1293266, -52.96656, 1000.5142], [-1.2168939, 3.0169652, -58.703907, 998.6025], \
    [2.254539, 2.941703, -44.40012, 1000.9101]]
    assign gamma [0.5, 1, 1.5, 2]; assign beta [-1, 0, 1, 2]
    train 1
    """

  private static func report(_ line: String, _ lines: String = three) throws -> Report {
    var session = try Session(lines)
    for case .report(let report) in try session.run(line) { return report }
    throw CommandError("no report")
  }

  private static func results(_ line: String, _ lines: String = three) throws -> [String: [String: Any]] {
    let objects = try report(line, lines).objects.map { members in
      let text = JSONText.object(members).text
      return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
    return Dictionary(uniqueKeysWithValues: objects.map { ($0["framework"] as? String ?? "", $0) })
  }

  /// The row of the table that begins so, as words without marks.
  private static func row(_ name: String, _ report: Report) -> [String] {
    let line = report.text.split(separator: "\n").first { $0.hasPrefix(name + " ") } ?? ""
    return line.dropFirst(name.count).split(separator: " ").map { $0.filter { $0 != "*" } }
  }

  /// Numbers of float32, which Foundation reads to the last bit but one of a double.
  private static func floats(_ value: Any?) -> [Float]? { (value as? [Double])?.map { Float($0) } }

  @Test(
    "ordinary data show who loses digits, in the very outputs that were measured",
    arguments: [
      ("torch", "-0.7905", -0.7905253), ("tf1 tf.layers", "-0.7905", -0.79052734), ("mlx", "-0.7905", -0.7905104),
      ("keras3 tensorflow", "-0.7905", -0.79052734), ("paddle", "-0.7905", -0.79052734),
      ("flax linen", "-0.9037", -0.90369344), ("haiku", "-0.9037", -0.90369344), ("keras3 torch", "-1.005", -1.0054939),
      ("keras3 numpy", "-1.006", -1.0056152), ("flax linen jit", "-0.7991", -0.79907006),
    ])
  func thousand(name: String, shown: String, measured: Double) throws {
    let line = "frameworks \(quotedWord(name)) defaults=off channel=3 row=1"
    let report = try Self.report(line)
    #expect(Self.row("this session", report)[4] == "-0.7904")
    #expect(Self.row(name, report)[4] == shown)
    let output = try #require(try Self.results(line)[name]?["output"] as? [Double])
    // The last bits of products near 2000.
    #expect(abs(output[1 * 4 + 3] - measured) < 3e-4)
  }

  @Test("the session's own row is what the step gave, and what inference would give behind it")
  func own() throws {
    let own = try #require(try Self.results("frameworks torch")["tensorflow-1.4"])
    let session = try Session(Self.three)
    #expect(try Self.floats(own["output"]) == session.numbers("y").map { Float($0) })
    #expect(try Self.floats(own["moving_mean"]) == session.numbers("moving_mean").map { Float($0) })
    #expect(try Self.floats(own["moving_variance"]) == session.numbers("moving_variance").map { Float($0) })
    var inferred = session
    try inferred.run("infer 1")
    #expect(try Self.floats(own["inference_output"]) == inferred.numbers("y").map { Float($0) })
    #expect((own["differs"] as? [String])?.isEmpty == true)
  }

  @Test("each has its own epsilon and momentum, in TensorFlow's sense and as it is written there")
  func defaults() throws {
    let results = try Self.results("frameworks")
    #expect(results.count == FrameworkRules.usual.count + 1)
    let torch = try #require(results["torch"])
    #expect(torch["epsilon"] as? Double == 1e-5)
    #expect(torch["momentum"] as? Double == 0.9)
    #expect(torch["argument"] as? String == "momentum=0.1")
    // 0.9 + 0.1 · 3/2 · the variance of 1.01517.
    let variance = try #require(torch["moving_variance"] as? [Double])
    #expect(abs(variance[3] - 1.052276) < 1e-5)
    #expect((torch["differs"] as? [String])?.contains("stores the variance divided by n - 1") == true)
    #expect(results["openvino"]?["momentum"] is NSNull)
    #expect(results["openvino"]?["output"] is NSNull)
    #expect(results["sonnet"]?["argument"] as? String == "decay_rate=0.999")
    let same = try Self.results("frameworks defaults=off")
    for (name, result) in same where name != "tensorflow-1.4" {
      #expect(result["epsilon"] as? Double == 1e-3, "\(name)")
      #expect(result["momentum"] is NSNull || result["momentum"] as? Double == 0.99, "\(name)")
    }
  }

  @Test("the step before is taken once more from its own beginning, and a look takes none")
  func steps() throws {
    let lines = "generate normal mean=3 shape=16x2 seed=1\ntrain 5"
    let session = try Session(lines)
    var looked = session
    let report = try Self.report("frameworks torch", lines)
    try looked.run("frameworks torch")
    #expect(looked.step == 5)
    #expect(try looked.numbers("moving_mean") == (try session.numbers("moving_mean")))
    #expect(report.text.contains("step 5 once more"))
    let own = try #require(try Self.results("frameworks torch", lines)["tensorflow-1.4"])
    #expect(try Self.floats(own["moving_mean"]) == session.numbers("moving_mean").map { Float($0) })
    // Before any step it is the first one that would come.
    let next = try Self.results("frameworks torch", "generate normal mean=3 shape=16x2 seed=1")["tensorflow-1.4"]
    let first = try Session("generate normal mean=3 shape=16x2 seed=1\ntrain 1")
    #expect(try Self.floats(next?["moving_mean"]) == first.numbers("moving_mean").map { Float($0) })
  }

  @Test("debiased averages are those that so many updates leave: after equal batches, the batch's own mean")
  func debiased() throws {
    let lines = "batch [[1, 10], [3, 30]]\nassign moving_mean [2, 20]\nassign moving_variance [1, 100]\ntrain 4"
    let haiku = try #require(try Self.results("frameworks haiku defaults=off", lines)["haiku"])
    let mean = try #require(haiku["moving_mean"] as? [Double])
    // Four roundings of the averages, divided by what is left of them.
    #expect(abs(mean[0] - 2) < 1e-5 && abs(mean[1] - 20) < 1e-4)
  }

  @Test("the batch's own order of numbers comes back, wherever the channels are")
  func channelsFirst() throws {
    let last = "generate normal mean=[1, 20, -4] shape=2x4x5x3 seed=9"
    let tensor = try Session(last + "\ntrain 1").numbers("x")
    let first = (0..<2).flatMap { image in
      (0..<3).flatMap { channel in (0..<20).map { tensor[(image * 20 + $0) * 3 + channel] } }
    }
    let lines = "batch \(first) shape=2x3x4x5\nset axis 1\ntrain 1"
    let (a, b) = (
      try Self.results("frameworks torch", last + "\ntrain 1"), try Self.results("frameworks torch", lines)
    )
    let rows = try #require(a["torch"]?["output"] as? [Double])
    let planes = try #require(b["torch"]?["output"] as? [Double])
    for image in 0..<2 {
      for channel in 0..<3 {
        for pixel in 0..<20 {
          #expect(planes[(image * 3 + channel) * 20 + pixel] == rows[(image * 20 + pixel) * 3 + channel])
        }
      }
    }
    let report = try Self.report("frameworks torch channel=2 row=23", lines)
    #expect(report.text.hasPrefix("x[1,2,0,3] = "))
  }

  @Test("one value a channel, and none: who refuses, who keeps, who is never right again")
  func small() throws {
    let one = try Self.results("frameworks", "batch [[7, 8]]\ntrain 1")
    #expect(one["torch"]?["error"] as? String == "ValueError: Expected more than 1 value per channel when training")
    #expect(one["torch"]?["moving_mean"] as? [Double] == [0, 0])
    #expect(one["paddle"]?["output"] as? [Double] == [7, 8])
    #expect(one["mindspore"]?["moving_variance"] as? [String] == ["NaN", "NaN"])
    // 0.9 · 0 + 0.1 · 7 in float32, though the step is refused.
    let tinygrad = try #require(one["tinygrad"]?["moving_mean"] as? [Double])
    #expect(abs(tinygrad[0] - 0.7) < 1e-7)
    #expect((one["tinygrad"]?["differs"] as? [String])?.contains("the mean has moved all the same") == true)
    let none = try Self.results("frameworks torch keras3 mindspore", "batch [] shape=0x2\ntrain 1")
    #expect(none["torch"]?["moving_mean"] as? [Double] == [0, 0])
    #expect(none["keras3 jax"]?["moving_mean"] as? [String] == ["NaN", "NaN"])
    let variance = try #require(none["mindspore"]?["moving_variance"] as? [Double])
    #expect(abs(variance[0] - 0.9) < 1e-7)
  }

  @Test(
    "what cannot be answered is refused in a line",
    arguments: [
      ("frameworks", "there is no batch; name one with generate, batch or load"),
      ("batch [[1, 2]]; frameworks torhc", "unknown framework \"torhc\"; did you mean torch?"),
      ("batch [[1, 2]]; frameworks \"keras3 nunpy\"", "unknown framework \"keras3 nunpy\"; did you mean keras3 numpy?"),
      ("batch [[1, 2]]; frameworks torch channel=2", "there is no channel 2; expected 0..1"),
      ("batch [[1, 2]]; frameworks row=1", "there is no row 1 in the batch; expected 0..0"),
      (
        "batch [[1, 2]]; set axis 0; frameworks",
        "a batch of shape 1x2 with the channels on axis 0 is none that other frameworks were measured with; expected a"
          + " matrix or images of rank 4, the channels not on axis 0"
      ),
      (
        "batch [[[1, 2]]]; frameworks",
        "a batch of shape 1x1x2 is none that other frameworks were measured with; expected a matrix or images of rank 4,"
          + " the channels not on axis 0"
      ),
      (
        "generate normal shape=1048577x1; frameworks",
        "a batch of shape 1048577x1 is too large to be taken by each framework; batch_size takes it in smaller ones of at"
          + " most 1048576 numbers"
      ),
    ])
  func refused(line: String, message: String) throws {
    #expect(try refusal(of: line).message == message)
  }

  @Test("names stand for a framework or for one way of calling it")
  func names() throws {
    func names(_ words: String) throws -> [String] {
      let statement = try #require(try CommandParser.commands(of: "frameworks \(words)").first)
      guard case .session(.frameworks(let request)) = statement.command else { return [] }
      return request.rules.map(\.name)
    }
    #expect(try names("haiku torch") == ["torch", "haiku"])
    #expect(try names("torch ways=all").count == 7)
    #expect(try names("torch \"torch channels_last\"") == ["torch", "torch channels_last"])
    #expect(try names("\"torch momentum=None\"") == ["torch momentum=None"])
    #expect(try names("tf_keras ways=all") == ["tf_keras", "tf_keras V1 class"])
    #expect(try names("keras3").count == 4)
    #expect(try names("ways=all").count == 37)
    #expect(try names("").count == 24)
    let completion = CommandCompleter.complete("frameworks torch ke", 19) { _ in [] }
    #expect(completion.candidates.map(\.text) == ["keras3"])
  }

  /// Each block of commands on the page that is followed by a block of text prints that text.
  @Test("the page shows what the command prints")
  func page() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/frameworks.md")
    let page = try String(contentsOf: file.standardized, encoding: .utf8)
    let blocks = page.components(separatedBy: "```bn\n").dropFirst()
    #expect(blocks.count >= 3)
    for block in blocks {
      let parts = block.components(separatedBy: "```")
      try #require(parts.count > 2)
      #expect(parts[2].hasPrefix("text\n"))
      var texts: [String] = []
      var session = Session()
      for case .report(let report) in try session.run(parts[0]) { texts.append(report.text) }
      #expect(texts.joined(separator: "\n") + "\n" == String(parts[2].dropFirst("text\n".count)))
    }
  }
}
