import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer
@testable import BNFiles

/// A file for each row of the table of traps in docs/models.md: what the row says is what is printed.
@Suite("Traps")
struct TrapTests {
  @Test("every row has a file that shows it, and every file a row")
  func rows() throws {
    #expect(Set(Trap.all.map(\.name)).count == Trap.all.count)
    #expect(Set(Trap.all.map(\.name)) == Set(try TrapCase.all().map(\.trap)))
    let known = Set((Dialect.all + Dialect.ofPlaces).map(\.name))
    #expect(Trap.all.allSatisfy { $0.dialects.allSatisfy(known.contains) && !$0.source.isEmpty })
  }

  @Test("the file is understood as its row says", arguments: Trap.all.map(\.name))
  func files(_ trap: String) throws {
    for sample in try TrapCase.all() where sample.trap == trap { try check(sample) }
  }

  private func check(_ sample: TrapCase) throws {
    let comment: Comment = "\(sample.folder)/\(sample.open)"
    let model: FoundModel
    do throws(FileError) {
      model = try FoundModel(path: "m/\(sample.open)", files: TrapCase.files(sample.folder))
    } catch {
      #expect(sample.refusal.map(error.description.contains) == true, comment)
      return
    }
    #expect(sample.refusal == nil, comment)
    let others = model.layers.filter { !$0.isBatchNorm }.map { (layer: $0, what: Self.what($0.kind)) }
    let folded = others.count { sample in
      if case .folded = sample.layer.kind { true } else { false }
    }
    #expect(model.batchNorms.count == sample.count && folded == sample.folded ?? 0, comment)
    #expect(others.count - folded == sample.lookAlikes ?? 0, comment)
    if let what = sample.what { #expect(others.contains { $0.what.contains(what) }, comment) }
    guard let name = sample.layer else {
      if sample.only == nil, sample.count == 1 { try compare(model.batchNorms[0], sample, comment) }
      return
    }
    let layer = try #require(model.batchNorms.first { $0.name == name }, comment)
    try compare(layer, sample, comment)
  }

  /// What a layer that is no batch norm is said to be.
  private static func what(_ kind: FoundLayer.Kind) -> String {
    switch kind {
    case .batchNorm: ""
    case .folded(let into): into
    case .lookAlike(let what): what
    }
  }

  private func compare(_ layer: FoundLayer, _ sample: TrapCase, _ comment: Comment) throws {
    let numbers = try LayerNumbers(layer)
    if sample.only == nil {
      #expect(sample.fits(numbers.gamma, sample.gamma, KnownLayer.gamma), comment)
      #expect(sample.fits(numbers.beta, sample.beta, KnownLayer.beta), comment)
      #expect(sample.fits(numbers.mean, sample.mean, KnownLayer.mean), comment)
      #expect(sample.fits(numbers.variance, sample.variance, Self.variance), comment)
    }
    if let epsilon = sample.epsilon { #expect(layer.epsilon == epsilon, comment) }
    if let source = sample.source { #expect(layer.epsilonSource.rawValue == source, comment) }
    if let momentum = sample.momentum { #expect(layer.momentum == momentum, comment) }
    let remarks = layer.remarks + numbers.notes(for: layer)
    if let note = sample.note { #expect(remarks.contains { $0.contains(note) }, comment) }
    if let word = sample.without { #expect(!remarks.contains { $0.contains(word) }, comment) }
  }

  /// The third as files in single precision have it.
  private static let variance = KnownLayer.variance.map { Double(Float($0)) }
}

/// One file of `Traps/cases.json`: what is opened, and what has to be found in it.
private struct TrapCase: Decodable {
  let trap: String
  let folder: String
  let open: String
  var layer: String?
  /// Set where the layer's numbers are not the known ones and of no account.
  var only: String?
  var gamma: Numbers?
  var beta: Numbers?
  var mean: Numbers?
  var variance: Numbers?
  /// Relative; files that have to be computed with are not exact in single precision.
  var tolerance: Double?
  var epsilon: Double?
  var source: String?
  var momentum: Double?
  /// A part of a note that has to be there, and one that may not.
  var note: String?
  var without: String?
  /// A part of what one of the others is said to be.
  var what: String?
  var refusal: String?
  var batchNorms: Int?
  var folded: Int?
  var lookAlikes: Int?

  private enum CodingKeys: String, CodingKey {
    case trap, folder, open, layer, only, gamma, beta, mean, variance, tolerance, epsilon, source, momentum, note,
      without
    case what, refusal, folded
    case batchNorms = "batch_norms"
    case lookAlikes = "look_alikes"
  }

  var count: Int { batchNorms ?? 1 }

  /// Numbers of a role; the word "none" where the layer has none.
  enum Numbers: Decodable {
    case none
    case some([Double])

    init(from decoder: any Decoder) throws {
      let content = try decoder.singleValueContainer()
      if let word = try? content.decode(String.self) {
        guard word == "none" else { throw DecodingError.dataCorruptedError(in: content, debugDescription: word) }
        self = .none
      } else {
        self = .some(try content.decode([Double].self))
      }
    }
  }

  func fits(_ found: [Double]?, _ own: Numbers?, _ known: [Double]) -> Bool {
    let expected: [Double]?
    switch own {
    case Optional.none: expected = known
    case .some(.none): expected = nil
    case .some(.some(let numbers)): expected = numbers
    }
    guard let found, let expected, found.count == expected.count else { return found == nil && expected == nil }
    return zip(found, expected).allSatisfy { abs($0 - $1) <= (tolerance ?? 0) * abs($1) }
  }

  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  static func all() throws -> [TrapCase] {
    let text = try Data(contentsOf: tests.appending(path: "BNExplorerTests/Models/Traps/cases.json"))
    return try JSONDecoder().decode([TrapCase].self, from: text)
  }

  /// The files of a folder of the tests, packed ones unpacked, by their paths in it.
  ///
  /// They lie in a folder `m`, so that those which belong together find each other.
  static func files(_ folder: String) -> MemoryFiles {
    let root = tests.appending(path: folder)
    var files: [String: [UInt8]] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: root.path()) ?? .init() {
      guard let data = try? Data(contentsOf: root.appending(path: path)) else { continue }
      let isPacked = path.hasSuffix(".gz")
      let name = isPacked ? String(path.dropLast(3)) : path
      files["m/\(name)"] = isPacked ? try? Gzip.decompress(Array(data), path: path) : Array(data)
    }
    return MemoryFiles(files)
  }
}
