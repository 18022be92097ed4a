import BNTestSupport

@testable import BNFiles

/// The files that `make_files.py` wrote, and ones of a known layer, unpacked.
enum KerasFiles {
  static let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex)) + "/Files/"

  static func bytes(_ name: String) throws -> [UInt8] {
    try Gzip.decompress(try DiskFiles().read(folder + name + ".gz"), path: name)
  }

  /// All of them under their names, so that those which belong together find each other.
  static func files(_ names: [String]) throws -> MemoryFiles {
    MemoryFiles(Dictionary(try names.map { ($0, try bytes($0)) }) { first, _ in first })
  }

  static func model(_ name: String, with others: [String] = []) throws -> ModelFile {
    try ModelFile.open(name, files: try files([name] + others))
  }

  /// What Keras said of each file when it wrote it.
  static func expected() throws -> [String: [ExpectedLayer]] {
    let text = try DiskFiles().read(folder + "expected.json")
    return try JSON.decode([String: [ExpectedLayer]].self, from: text, path: "expected.json", what: "the file")
  }
}

struct ExpectedLayer: Decodable, Sendable {
  var name: String
  var gamma: [Double]?
  var beta: [Double]?
  var mean: [Double]
  var variance: [Double]
  var epsilon: Double
  var momentum: Double
  var axis: Int?
}

extension ModelFile {
  var batchNorms: [StatedLayer] { layers.filter { $0.kind == .batchNorm } }
}
