import BNCore
import BNTestSupport
import TerminalKit
import Testing

@testable import BNExplorer
@testable import BNFiles

/// What a session makes of a model file, against one layer that many libraries have computed: for 1, 2, 3 and 4 in its
/// four channels PyTorch 2.15 gives -3.2499974, 7.9998398, 394.30334 and -661.99957 at epsilon 1e-5.
@Suite("A layer of a model file in a session")
struct ModelSessionTests {
  private static let roles: [(name: String, values: [Double])] = [
    ("weight", [0.5, 1, 1.5, 2]), ("bias", [-1, 0, 1, 2]), ("running_mean", [10, -2, 0.25, 1000]),
    ("running_var", [4, 0.25, 9.999999747378752e-05, 9]),
  ]
  /// gamma (x - mean) / sqrt(variance + 1e-5) + beta, in double precision.
  private static let outputs = [-3.2499971875035157, 7.999840004799840, 394.30332378, -661.99962963]

  /// A safetensors file of layers, each with the known numbers and a shift of its mean.
  private static func model(_ layers: [(prefix: String, shift: Double)], wide: Bool = false) throws -> [UInt8] {
    let arrays = layers.flatMap { layer in
      roles.map { role in
        let values = role.values.map { role.name == "running_mean" ? $0 + layer.shift : $0 }
        let name = layer.prefix + role.name
        return wide
          ? NamedArray(name: name, shape: [4], values: values)
          : NamedArray(name: name, shape: [4], values: values.map { Float($0) })
      }
    }
    return try ArrayFile.encode(arrays, path: "m.safetensors")
  }

  private static func files() throws -> MemoryFiles {
    MemoryFiles([
      "/one.safetensors": try model([("net.bn.", 0)]),
      "/two.safetensors": try model([("a.bn1.", 0), ("a.bn2.", 100), ("b.bn1.", 7)]),
      "/wide.safetensors": try model([("bn.", 0.1)], wide: true),
    ])
  }

  private func run(_ lines: String, in session: inout Session, _ files: MemoryFiles) throws -> [String] {
    let environment = SessionEnvironment(files: files)
    return try CommandParser.commands(of: lines).flatMap {
      try $0.command.carryOut(on: &session, in: environment)
    }.notes
  }

  private func error(_ lines: String, in session: inout Session, _ files: MemoryFiles) -> CommandError? {
    #expect(throws: CommandError.self) { _ = try run(lines, in: &session, files) }
  }

  @Test(
    "infers as its own library does at every rank, its epsilon without a floor",
    arguments: [
      ("batch [[1, 2, 3, 4]]", 1), ("batch [1, 2, 3, 4] shape=1x4x1", 1), ("batch [1, 2, 3, 4] shape=1x1x4", 2),
      ("batch [1, 2, 3, 4] shape=1x4x1x1", 1), ("batch [1, 2, 3, 4] shape=1x1x1x4", 3),
      ("batch [1, 2, 3, 4] shape=1x4x1x1x1", 1),
    ])
  func ranks(batch: String, axis: Int) throws {
    var session = Session()
    _ = try run("\(batch); open /one.safetensors; layer net.bn; infer", in: &session, Self.files())
    #expect(session.configuration.options.axis == axis)
    for (found, expected) in zip(try session.numbers("y"), Self.outputs) {
      // Four operations in float32, whose unit roundoff is 6e-8, on numbers of this size.
      #expect(abs(found - expected) <= 4e-7 * abs(expected), "\(found), not \(expected)")
    }
  }

  @Test("has the file's digits in double precision where the file has them")
  func wide() throws {
    var session = Session()
    _ = try run("open /wide.safetensors; layer bn; batch [[1, 2, 3, 4]]; infer", in: &session, Self.files())
    #expect(session.configuration.dtype == .float64)
    #expect(try session.numbers("moving_mean") == [10.1, -1.9, 0.35, 1000.1])
    let y = try session.numbers("y")
    // A few operations in double precision, unit roundoff 1.1e-16.
    #expect(abs(y[0] - (0.5 * (1 - 10.1) / (4.00001).squareRoot() - 1)) < 1e-14)
  }

  @Test("trains from the file's numbers on, and reset, undo and going back know both layers")
  func time() throws {
    let files = try Self.files()
    var session = Session()
    _ = try run("generate normal shape=8x4 seed=1; train 3", in: &session, files)
    let own = try session.numbers("moving_mean")
    _ = try run("open /one.safetensors; layer net.bn", in: &session, files)
    #expect(try session.numbers("moving_mean") == Self.roles[2].values)
    #expect(session.configuration.options.momentum == 0.9 && session.configuration.options.epsilon == 1e-5)
    _ = try run("train", in: &session, files)
    // momentum 0.9 of the old value, a tenth of the batch's mean; rounded a few times to float32 at 1000.
    let expected = zip(Self.roles[2].values, try session.numbers("batch_mean")).map { 0.9 * $0 + 0.1 * $1 }
    for (found, value) in zip(try session.numbers("moving_mean"), expected) { #expect(abs(found - value) < 2e-4) }
    _ = try run("reset", in: &session, files)
    #expect(try session.numbers("moving_mean") == Self.roles[2].values && session.step == 0)
    _ = try run("undo; goto 2", in: &session, files)
    #expect(session.taken == nil)
    _ = try run("goto 3; forward", in: &session, files)
    #expect(session.taken?.name == "net.bn")
    _ = try run("undo; undo; undo; undo", in: &session, files)
    #expect(try session.numbers("moving_mean") == own && session.taken == nil)
  }

  @Test("brings batches from its own statistics where the present ones lack its channels")
  func ownBatches() throws {
    let files = try Self.files()
    var session = Session()
    let notes = try run("load builtin:digits batch=32 flatten=on; open /one.safetensors; layer bn", in: &session, files)
    #expect(notes.contains { $0.contains("in place of digits") })
    #expect(session.batchShape == [64, 4])
    _ = try run("generate layer shape=20000x4 seed=5; train", in: &session, files)
    // Five standard errors of a mean and of a variance of 20,000 normal numbers.
    let (means, variances) = (try session.numbers("batch_mean"), try session.numbers("batch_variance"))
    for channel in 0..<4 {
      let (mean, variance) = (Self.roles[2].values[channel], Self.roles[3].values[channel])
      #expect(abs(means[channel] - mean) < 5 * (variance / 20_000).squareRoot() + 1e-4)
      #expect(abs(variances[channel] - variance) < 5 * variance * (2.0 / 20_000).squareRoot())
    }
    #expect(error("generate layer shape=8x5", in: &session, files)?.message.contains("64x4") == true)
  }

  @Test("takes the only axis with its channels, refuses to guess between several, and lets one be named")
  func axes() throws {
    let files = try Self.files()
    try files.write(
      ArrayFile.encode(
        NamedArray(name: "x", shape: [2, 3, 4], values: [Float](repeating: 1, count: 24)), path: "x.npy"),
      to: "/x.npy")
    try files.write(
      ArrayFile.encode(
        NamedArray(name: "x", shape: [2, 4, 4], values: [Float](repeating: 1, count: 32)), path: "x.npy"),
      to: "/both.npy")
    var session = Session()
    _ = try run("open /one.safetensors; layer net.bn; load /x.npy", in: &session, files)
    #expect(session.configuration.options.axis == 2 && session.taken != nil)
    #expect(session.log.lines.last == "load /x.npy axis=2")
    session = Session()
    _ = try run("load /both.npy; open /one.safetensors", in: &session, files)
    let refused = error("layer net.bn", in: &session, files)
    #expect(refused?.message.contains("1 or 2") == true && refused?.exitStatus == 64)
    #expect(error("layer net.bn axis=0", in: &session, files)?.message.contains("axis 0") == true)
    _ = try run("layer net.bn axis=2", in: &session, files)
    #expect(session.configuration.options.axis == 2)
    #expect(session.log.lines.last?.hasPrefix("layer net.bn axis=2 checksum=") == true)
  }

  @Test("is found by a part of its name, and other names are answered with those that there are")
  func names() throws {
    let files = try Self.files()
    var session = Session()
    #expect(error("layer x", in: &session, files)?.message.contains("no model is open") == true)
    #expect(error("layers", in: &session, files)?.message.contains("no model is open") == true)
    _ = try run("open /two.safetensors; layer bn2", in: &session, files)
    #expect(session.taken?.name == "a.bn2")
    #expect(error("layer bn1", in: &session, files)?.message.contains("2 layers") == true)
    #expect(error("layer nothing", in: &session, files)?.message.contains("\"a.bn1\"") == true)
    #expect(session.layerCandidates.map(\.text) == ["a.bn1", "a.bn2", "b.bn1"])
    _ = try run("close", in: &session, files)
    #expect(session.viewer.model == nil && session.taken?.name == "a.bn2")
    _ = try run("undo", in: &session, files)
    #expect(session.viewer.model?.name == "two.safetensors")
  }

  @Test("are listed by a part of their names, sorted")
  func listing() throws {
    let files = try Self.files()
    var session = Session()
    _ = try run("open /two.safetensors", in: &session, files)
    func names(_ line: String) throws -> [String] {
      let outputs = try CommandParser.commands(of: line)[0].command.carryOut(
        on: &session, in: SessionEnvironment(files: files))
      guard case .layers(let listing)? = outputs.first else { return [] }
      return listing.report.text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
        .filter { $0.contains(".bn") && !$0.hasSuffix(":") && !$0.hasSuffix(",") }
    }
    #expect(try names("layers") == ["a.bn1", "a.bn2", "b.bn1"])
    #expect(try names("layers a.") == ["a.bn1", "a.bn2"])
    #expect(try names("layers bn1 sort=name") == ["a.bn1", "b.bn1"])
    #expect(error("layers zzz", in: &session, files)?.message.contains("layers lists all 3") == true)
  }

  @Test("is saved with size and checksums; a file that has changed since is refused with what has changed")
  func saved() throws {
    let files = try Self.files()
    var session = Session()
    _ = try run("open /one.safetensors; layer net.bn; train 2; save /s.bn", in: &session, files)
    let script = try Script(text: String(decoding: try files.read("/s.bn"), as: UTF8.self), name: "s.bn")
    func replay() throws(CommandError) -> Session {
      var again = Session()
      for line in script.lines {
        _ = try line.command.carryOut(on: &again, in: SessionEnvironment(files: files))
      }
      return again
    }
    let again = try replay()
    #expect(again.layer?.variables == session.layer?.variables && again.log.lines == session.log.lines)
    func refusal(_ bytes: [UInt8]) throws -> String {
      try files.write(bytes, to: "/one.safetensors")
      let error = #expect(throws: CommandError.self) { _ = try replay() }
      #expect(error?.exitStatus == 65)
      return error?.message ?? ""
    }
    #expect(try refusal(Self.model([("net.bn.", 0), ("x.", 0)])).contains("bytes and had"))
    #expect(try refusal(Self.model([("net.bx.", 0)])).contains("something else of its layers"))
    #expect(try refusal(Self.model([("net.bn.", 1)])).contains("the numbers of the layer \"net.bn\""))
  }

  @Test("comes back from every format that variables are exported in", arguments: ["npz", "safetensors", "json"])
  func exported(ending: String) throws {
    let files = try Self.files()
    var session = Session()
    _ = try run("open /one.safetensors; layer net.bn; train 2; export variables /v.\(ending)", in: &session, files)
    let numbers = session.layer?.variables
    var again = Session()
    _ = try run("open /v.\(ending); layer \"\"", in: &again, files)
    #expect(again.layer?.variables == numbers)
    var other = Session()
    _ = try run(
      "batch [[1, 2, 3, 4]]; assign moving_mean /v.\(ending) member=moving_mean", in: &other, files)
    #expect(try other.numbers("moving_mean") == session.numbers("moving_mean"))
    #expect(error("assign beta /v.\(ending) member=no", in: &other, files)?.message.contains("moving_variance") == true)
    #expect(error("assign beta /v.\(ending)", in: &other, files)?.message.contains("member=") == true)
    _ = try run("load /v.\(ending) member=gamma expand_dims=on", in: &other, files)
    #expect(other.batchShape == [4, 1])
  }
}
