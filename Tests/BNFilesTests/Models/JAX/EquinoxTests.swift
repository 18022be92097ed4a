import BNTestSupport
import Testing

@testable import BNFiles

/// Nameless arrays that Equinox 0.13.8 wrote.
@Suite("Equinox")
struct EquinoxTests {
  static let all = ModelFixtures.files("Files")

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  @Test("the known layer in the mode that keeps averages")
  func known() throws {
    let model = try open("equinox_ema_bn.eqx")
    #expect(model.format == "Equinox .eqx" && model.family == .equinox && model.layers.count == 1)
    try Expectation(name: "0", epsilon: nil).check(model.layers[0], "ema")
    #expect(model.layers[0].updates == nil && model.layers[0].varianceKind == .biased)
    let half = try open("bf16.eqx").layers
    try Expectation(name: "0", epsilon: nil, variance: [4, 0.25, 0.00010013580322265625, 9]).check(half[0], "bfloat16")
    // The extension does not matter.
    let plain = try open("a", ["a": Self.all["equinox_ema_bn.eqx"] ?? []])
    #expect(plain.layers.count == 1)
  }

  @Test("the number of batches, where the averages are still to be freed of their beginning")
  func updates() throws {
    let layer = try #require(try open("batch5.eqx").layers.first)
    #expect(try layer.updates?.numbers() == [5])
    #expect(try layer.gamma?.numbers() == KnownLayer.gamma)
    // The batches had a mean of about 10; five of a hundred parts of it are stored.
    #expect(try abs((layer.mean?.numbers()[0] ?? 0) / (1 - 0.95099005) - 10) < 0.5)
  }

  @Test("a flag that no batch was seen")
  func first() throws {
    #expect(try open("ema0.eqx").layers[0].notes.contains { $0.contains("no batch was seen yet") })
    #expect(try open("equinox_ema_bn.eqx").layers[0].notes.count == 1)
  }

  /// Linear, batch norm, layer norm, dropout, two batch norms, layer norm, and a line of JSON in front.
  @Test("several layers among others, by order and length")
  func network() throws {
    let whole = try open("netTrue.eqx")
    #expect(whole.layers.map(\.name) == ["2", "9", "12"] && whole.layers.map { $0.gamma?.count } == [4, 6, 4])
    #expect(try whole.layers[0].gamma?.numbers() == KnownLayer.gamma)
    #expect(try whole.layers.map { try $0.updates?.numbers() } == [[4], [0], [0]])
    #expect(!whole.layers[0].notes.contains { $0.contains("guess") })
    // The last one has no gamma and beta.
    let half = try open("netFalse.eqx")
    #expect(half.layers.map { $0.gamma?.count } == [4, 6, nil])
    #expect(half.layers[0].notes.contains { $0.contains("guess") })
    // The state in front of the model.
    let turned = try open("statefirst.eqx")
    #expect(try turned.layers[0].gamma?.numbers() == KnownLayer.gamma)
    #expect(turned.layers.map { $0.gamma?.count } == [4, 6, nil])
  }

  @Test("one array alone is no model, and rubbish behind one is said")
  func refusals() throws {
    let bytes = Self.all["equinox_ema_bn.eqx"] ?? []
    let single = Array(bytes[..<144])
    let error = #expect(throws: FileError.self) { try open("a.npy", ["a.npy": single]) }
    #expect(error?.reason.hasPrefix("not a model file that is known") == true)
    let rubbish = #expect(throws: FileError.self) {
      try open("a.eqx", ["a.eqx": single + Array("rubbish, and more".utf8)])
    }
    #expect(rubbish?.path == "a.eqx, array 2" && rubbish?.reason.hasPrefix("not a .npy file") == true)
  }

  @Test("every beginning of a file, and changed bytes")
  func damage() {
    let damage = Tampering(files: Self.all, opened: "netTrue.eqx")
    #expect(damage.truncations(of: "netTrue.eqx", step: 7) == [])
    #expect(damage.changes(of: "netTrue.eqx", count: 400, seed: 3) == [])
  }
}
