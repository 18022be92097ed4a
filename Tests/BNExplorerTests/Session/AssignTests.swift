import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("Assigning to a variable")
struct AssignTests {
  @Test("takes one number for all channels, a list, or a file")
  func values() throws {
    let files = MemoryFiles([
      "g.npy": NpyWriter.encode(NamedArray(name: "g", shape: [2], values: [Float(0.5), .nan])),
      "m.csv": Array("7\n8\n".utf8),
    ])
    let session = try Session(
      """
      batch [[1, 2], [3, 6]]; set renorm on
      assign gamma g.npy; assign beta -2.5; assign moving_mean m.csv; assign moving_variance [inf, 1e-3]
      assign renorm_mean [1, 2]; assign renorm_mean_weight 0.5; assign renorm_stddev 3; assign renorm_stddev_weight [0.25]
      """, files)
    #expect(try session.numbers("gamma")[0] == 0.5)
    #expect(try session.numbers("gamma")[1].isNaN)
    #expect(try session.numbers("beta") == [-2.5, -2.5])
    #expect(try session.numbers("moving_mean") == [7, 8])
    #expect(try session.numbers("moving_variance") == [.infinity, Double(Float(1e-3))])
    #expect(try session.numbers("renorm_mean") == [1, 2])
    #expect(try session.numbers("renorm_mean_weight") == [0.5])
    #expect(try session.numbers("renorm_stddev") == [3, 3])
    #expect(try session.numbers("renorm_stddev_weight") == [0.25])
    #expect(session.log.lines.suffix(8).first == "assign gamma /g.npy")
    #expect(session.log.lines.suffix(6).first == "assign moving_mean /m.csv")
  }

  @Test("says where a number is too large for the type; one that is infinite already is taken as it is")
  func overflow() throws {
    var session = try Session("batch [[1, 2], [3, 6]]; set dtype float16")
    // 65,520 lies half way between the largest float16 and the next power of two, and is rounded up.
    #expect(try session.run("assign gamma [1, 65520]").notes == ["gamma is too large for float16 and becomes infinite"])
    #expect(try session.numbers("gamma") == [1, .infinity])
    #expect(try session.run("assign gamma 65519; assign beta inf").notes.isEmpty)
  }

  @Test("changes the passes to come and no other variable")
  func effect() throws {
    var session = try Session("batch [[-1], [1]]; train")
    let mean = try session.numbers("moving_mean")
    try session.run("assign gamma 2; assign beta 3; train")
    // TensorFlow's ±0.9995004, stretched and shifted, to a rounding of values below 8.
    let y = try session.numbers("y")
    #expect((y[0] - (3 - 2 * 0.9995003746877732)).magnitude < 8 * 0x1p-23)
    #expect((y[1] - (3 + 2 * 0.9995003746877732)).magnitude < 8 * 0x1p-23)
    #expect(try session.numbers("moving_mean") == mean)
  }

  @Test(
    "is refused with the number of values, or what to switch on first",
    arguments: [
      ("assign gamma [1, 2, 3]", "gamma has 2 values; 3 were given"),
      ("assign gamma []", "gamma has 2 values; 0 were given"),
      ("assign renorm_mean 1", "the layer has no renorm_mean; set renorm on first"),
      ("set scale off; assign gamma 1", "the layer has no gamma; set scale on first"),
      ("set center off; assign beta 1", "the layer has no beta; set center on first"),
    ])
  func refused(line: String, message: String) throws {
    #expect(try refusal(of: line, in: try Session("batch [[1, 2], [3, 6]]")).message == message)
  }
}
