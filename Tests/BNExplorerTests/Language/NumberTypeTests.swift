import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("The type of a session's numbers")
struct NumberTypeTests {
  static let types = NumberType.available

  /// Half the distance between 1 and the next number of a type: the relative error of one rounding.
  private func unit(_ type: NumberType) -> Double {
    switch type {
    case .float16: 0x1p-11
    case .float32: 0x1p-24
    case .float64: 0x1p-53
    }
  }

  @Test("computes the definition, each type within its own rounding", arguments: types)
  func definition(_ type: NumberType) throws {
    let session = try Session("set dtype \(type.rawValue); batch [[0.25, 3], [1.5, -1]]; set momentum 0.5; train")
    // Two elements m ± h a channel: y = ±h / sqrt(h² + epsilon). All batches are exact in each type.
    let y = try session.value("y")
    #expect(y.dtype == type.rawValue)
    let (first, second) = (0.625 / (0.625 * 0.625 + 0.001).squareRoot(), 2 / (4 + 0.001).squareRoot())
    for (actual, expected) in zip(y.values, [-first, second, first, -second]) {
      // Seven roundings of numbers below 4: variance, epsilon, their sum, root, factor, product, offset.
      #expect((actual - expected).magnitude <= 7 * 4 * unit(type), "\(type)")
    }
    // Exact in every type: half way from 0 to the mean, and from 1 to the variance.
    #expect(try session.numbers("moving_mean") == [0.4375, 0.5])
    #expect(try session.numbers("moving_variance") == [(1 + 0.390625) / 2, 2.5])
    #expect(try session.numbers("batch_variance") == [0.390625, 4])
  }

  @Test("takes literal and generated numbers rounded once, and prints the fewest digits that read back")
  func texts() throws {
    var session = try Session("batch [0.1, 1000.3]; infer")
    #expect(try session.value("x").text == "[0.1, 1000.3]")
    #expect(try session.numbers("x") == [Double(Float(0.1)), Double(Float(1000.3))])
    try session.run("set dtype float64; infer")
    #expect(try session.numbers("x") == [0.1, 1000.3])
    #expect(try session.value("x / 3").text == "[\(0.1 / 3), \(1000.3 / 3)]")
    let spec = try GeneratorSpec(.normal(mean: 0, std: 1), shape: [4, 2], seed: 5)
    try session.run("generate normal shape=4x2 seed=5 dtype=float64; infer")
    #expect(try session.numbers("x") == spec.batch(at: 0, as: Double.self).scalars)
    guard NumberType.available.contains(.float16) else { return }
    try session.run("batch [0.1, 1000.3, 70000]; set dtype float16; infer")
    #expect(try session.value("x").text == "[0.1, 1000.5, inf]")
    let large = try session.run("set dtype float32; assign moving_variance 1e6; set dtype float16").notes
    #expect(large.last == "moving_variance is too large for float16 and becomes infinite")
    #expect(try session.value("x[0] * 1").text == "0.0999755859375")
  }

  @Test("says its name in JSON, with the digits of the type", arguments: types)
  func json(_ type: NumberType) throws {
    let session = try Session("set dtype \(type.rawValue); batch [0.1]; infer")
    let line = JSONLine.value(try session.value("x"), line: 1, command: "show x", step: 1).text
    #expect(line.hasSuffix("\"dtype\":\"\(type.rawValue)\",\"value\":[0.1]}"))
  }

  @Test("changes with every variable kept and converted, and says so")
  func conversion() throws {
    var session = try Session("batch [[1, 2], [3, 6]]; assign gamma 0.1; train 3")
    let before = try #require(session.layer?.variables)
    let notes = try session.run("set dtype float64").notes
    #expect(notes == ["kept gamma, beta, moving_mean, moving_variance as float64"])
    #expect(session.layer?.variables == before)
    // A float32 in float64 shows its digits.
    #expect(try session.value("gamma[0]").text == "0.10000000149011612")
    try session.run("train")
    #expect(try session.value("moving_mean").dtype == "float64")
    #expect(session.step == 4)
    #expect(session.history.count == 4)
    #expect(try session.run("set dtype float32").notes == ["kept gamma, beta, moving_mean, moving_variance as float32"])
    #expect(session.layer?.values(of: .gamma) == before[.gamma])
    #expect(try session.run("set dtype float32").isEmpty)
    #expect(
      try session.run("generate normal shape=4x3 dtype=float64").notes
        == ["made gamma, beta, moving_mean, moving_variance as float64"])
  }

  @Test("named with a source is the same as set before it", arguments: types)
  func withSource(_ type: NumberType) throws {
    let files = MemoryFiles(["d.csv": Array("1,2\n3,4\n5,7\n".utf8)])
    for line in ["generate lognormal shape=8x2 seed=3", "load d.csv batch=2"] {
      let named = try Session("\(line) dtype=\(type.rawValue); train 3", files)
      let set = try Session("set dtype \(type.rawValue); \(line); train 3", files)
      #expect(named.replayed == set.replayed)
      #expect(named.configuration.dtype == type)
    }
  }

  @Test("stays what it was where the source that names it is refused")
  func refusedSource() throws {
    var session = try Session("batch [[1, 2], [3, 6]]; train")
    let before = session.fingerprint
    #expect(throws: CommandError.self) { try session.run("generate normal mean=[1, 2, 3] shape=4x2 dtype=float64") }
    #expect(throws: CommandError.self) { try session.run("load missing.csv dtype=float64") }
    #expect(session.fingerprint == before)
  }

  @Test("is that of the exported files, to the bit", arguments: types)
  func exports(_ type: NumberType) throws {
    let files = MemoryFiles()
    var session = try Session("generate normal shape=5x3 dtype=\(type.rawValue); set renorm on; train 3", files)
    try session.run("export y y.npy; export variables v.npz; export variables v.safetensors; export y y.json", files)
    let code = [NumberType.float16: "2", .float32: "4", .float64: "8"][type] ?? ""
    let npy = try files.read("y.npy")
    #expect(String(decoding: npy, as: UTF8.self).contains("'descr': '<f\(code)'"))
    let written = try DataFile.decode(npy, path: "y.npy").array
    #expect(try written.numbers() == session.numbers("y"))
    #expect(written.type.rawValue == type.rawValue)
    #expect(npy.count == 128 + 15 * (Int(code) ?? 0))
    #expect(String(decoding: try files.read("v.npz"), as: UTF8.self).contains("'descr': '<f\(code)'"))
    let tensors = String(decoding: try files.read("v.safetensors"), as: UTF8.self)
    #expect(tensors.contains("\"dtype\":\"F\(8 * (Int(code) ?? 0))\""))
    #expect(String(decoding: try files.read("y.json"), as: UTF8.self).contains("\"dtype\":\"\(type.rawValue)\""))
  }

  @Test("other than float32 computes fused layers all the same, and says that TensorFlow refuses", arguments: types)
  func fused(_ type: NumberType) throws {
    let session = try Session("generate normal shape=2x3x3x2 dtype=\(type.rawValue); train")
    let status = StatusView.parts(ScreenState(session: session))
    #expect(status.contains("fused (an error in TensorFlow)") == (type != .float32))
    #expect(status.contains("fused") == (type == .float32))
    #expect(status.contains(type.rawValue) == (type != .float32))
    #expect(try session.numbers("y").allSatisfy(\.isFinite))
  }

  @Test(
    "is refused where there is none of the name",
    arguments: [
      ("set dtype float8", "unknown dtype \"float8\"; did you mean float16?"),
      ("set dtype", "the command ends here; expected float16, float32 or float64"),
      ("generate normal dtype=int32", "unknown dtype \"int32\"; expected float16, float32 or float64"),
      ("load x.csv dtype=double", "unknown dtype \"double\"; expected float16, float32 or float64"),
    ])
  func refused(line: String, message: String) throws {
    #expect(try refusal(of: line).message == message)
  }
}
