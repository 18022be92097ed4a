import BNCore
import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("A session's report")
struct SessionPageTests {
  private static let lines = """
    generate normal mean=[2,-1,0] std=[1,0.5,2] shape=16x3 seed=7; set momentum 0.9; train 20; fork slow; set momentum 0.99
    train 10; switch main; set optimizer sgd; set loss mse target=1; train 15
    """

  private func page(_ lines: String, _ files: MemoryFiles = MemoryFiles()) throws -> String {
    _ = try Session(lines + "\nexport report /out/r.html", files)
    return String(decoding: try files.read("/out/r.html"), as: UTF8.self)
  }

  @Test("says what the session is, what was done and found, and shows its charts and tables")
  func whole() throws {
    let reading = try PageReading(try page(Self.lines))
    let text = try #require(reading.texts["body"])
    for part in [
      "Batch normalization: normal 16x3", "16x3: 3 channels on axis 1, of 16 values each", "35; 35 updates",
      "y = (x - batch_mean) / sqrt(batch_variance + 0.001) * gamma + beta", "main, one of 2", "branch slow",
      "What was found", "What was done", "set loss mse target=1\ntrain 15", "bnexplorer run FILE", "Loss",
      "Gamma, channel 2", "expected ± 2 sd", "Where the moving statistics go", "slow and main at step 30",
      "set momentum 0.99",
    ] { #expect(text.contains(part), "\(part)") }
    // Both statistics and gamma and beta of the mean and of three channels; the loss; batch and output; four over the channels.
    #expect(reading.names("figure") == 4 * 4 + 1 + 2 + 4)
    #expect(reading.elements.filter { $0.attributes["role"] == "img" }.count == reading.names("figure"))
    #expect(reading.names("caption") > 23)
  }

  @Test("has each number as show prints it")
  func exact() throws {
    for type in ["float32", "float64"] {
      let session = try Session("set dtype \(type); " + Self.lines)
      let reading = try PageReading(try page("set dtype \(type); " + Self.lines))
      for quantity in ["moving_mean", "moving_variance", "batch_mean", "batch_variance", "gamma", "beta"] {
        for channel in 0..<3 {
          let shown = try session.value("\(quantity)[\(channel)]").text
          // Once in the table of channels, and at the end of the channel's curve.
          #expect(reading.cells.count { $0 == shown } >= 2, "\(type) \(quantity)[\(channel)] \(shown)")
        }
      }
      let mean = try session.value("mean(moving_mean)").text
      #expect(reading.cells.contains(mean))
    }
  }

  @Test("has a script that makes the same session again")
  func script() throws {
    let text = try #require(try PageReading(try page(Self.lines)).texts["pre"])
    let again = try Session(text)
    let session = try Session(Self.lines)
    #expect(try again.numbers("moving_variance") == session.numbers("moving_variance"))
    #expect(again.branches.names == session.branches.names && again.log == session.log)
  }

  @Test("is the same for the same session, and leaves the session as it is")
  func same() throws {
    #expect(try page(Self.lines) == page(Self.lines))
    var session = try Session(Self.lines)
    let before = session.log
    let outputs = try session.run("export report r.html")
    #expect(session.log == before && session.step == 35)
    #expect(outputs == [.note("wrote r.html")])
  }

  @Test("shows no more of a file's path than the script needs")
  func paths() throws {
    let csv = Array("a,b\n1,2\n3,4\n5,6\n".utf8)
    let files = MemoryFiles(["/secret/data.csv": csv, "/secret/t.csv": Array("1,0\n2,0\n3,0\n".utf8)])
    let page = try page(
      "load /secret/data.csv; train 3; set loss mse target=/secret/t.csv; set optimizer sgd; train", files)
    let reading = try PageReading(page)
    #expect(page.count(of: "/secret/") == reading.texts["pre"]?.count(of: "/secret/"))
    #expect(reading.cells.contains("a") && reading.texts["h3"]?.contains("channel 0, a") == true)
  }

  @Test("shows the chosen channels, and of many those that something was found in")
  func channels() throws {
    let many = "generate normal shape=8x40 seed=3; train 5; "
    func titles(_ lines: String) throws -> String { try #require(try PageReading(try page(lines)).texts["h3"]) }
    #expect(try titles(many + "channel 7 9").contains("Moving mean, channel 7"))
    #expect(try titles(many + "channel 7 9").contains("Batch x, channel 9"))
    #expect(try titles(many + "assign moving_variance[23] -1").contains("Moving variance, channel 23"))
  }

  @Test("has the worst of very many channels in its table, and says so")
  func worst() throws {
    let page = try page("generate normal shape=2x600 seed=3; train 2; assign moving_variance[599] -1")
    let reading = try PageReading(page)
    #expect(reading.texts["caption"]?.contains("The 256 worst of 600 channels") == true)
    let heads = try #require(reading.cells.lastIndex(of: "found"))
    #expect(reading.cells[heads + 1] == "599")
  }

  @Test("shows renorm, an evaluated batch, and where it stands in the past")
  func others() throws {
    let text = try #require(
      try PageReading(
        try page(
          "set renorm on; generate normal shape=8x2 seed=1; eval generate normal shape=4x2 seed=2; train 9; back 4")
      ).texts["body"])
    for part in ["Renorm's r, channel 1", "Evaluated y", "5 of 9 that are recorded", "The curves go up to step 5"] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test("draws gamma and beta where something moves them")
  func trained() throws {
    let start = "generate normal shape=8x1 seed=1; "
    func titles(_ lines: String) throws -> String { try #require(try PageReading(try page(start + lines)).texts["h3"]) }
    #expect(try !titles("train 5; assign gamma 2; train 5").contains("Beta, channel 0"))
    #expect(try titles("train 5; assign gamma 2; train 5").contains("Gamma, channel 0"))
    #expect(try titles("set optimizer sgd; set loss sum; train 5").contains("Beta, channel 0"))
  }

  @Test("shows an open model, and a figure, where there is no layer")
  func without() throws {
    let bytes = try BrowserModels.bytes([BrowserModels.layer("a.<b>", channels: 4)])
    let reading = try PageReading(
      try page("open /m.safetensors", MemoryFiles(["/m.safetensors": bytes])))
    #expect(reading.cells.contains("a.<b>") && reading.texts["h1"] == "Batch norms of m.safetensors")
    let figure = try PageReading(try page("figure1 steps=20 width=8 layers=1"))
    #expect(figure.texts["h3"]?.contains("Accuracy on 360 digits") == true)
  }

  @Test("survives numbers that are none")
  func notFinite() throws {
    let reading = try PageReading(
      try page("batch [[1,2],[3,4]]; train 2; assign moving_mean[0] nan; assign moving_variance[1] inf; train 3"))
    #expect(reading.texts["p"]?.contains("are not finite, the first at step 3") == true)
    #expect(reading.cells.contains("nan") && reading.cells.contains("inf"))
  }

  @Test("is refused where there is nothing to say, and where it can't be written")
  func refused() throws {
    let nothing = try refusal(of: "export report r.html")
    #expect(nothing.message.hasPrefix("there is nothing to report yet"))
    let files = MemoryFiles(readOnly: ["/out/r.html"])
    let unwritten = try #require(throws: CommandError.self) { _ = try page("batch [[1,2]]; train", files) }
    #expect(unwritten.message.contains("r.html"))
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count - 1 }
}
