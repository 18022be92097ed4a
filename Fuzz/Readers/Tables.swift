@testable import BNFiles

extension FuzzedReader {
  /// Files of numbers, and how their values are written.
  static let tables: [FuzzedReader] = [
    table("csv", "a.csv", longest: 4096),
    table("npy", "a.npy", longest: 4096),
    table("idx", "a.idx", longest: 4096),
    table("gzip", "a.csv.gz", longest: 4096),
    FuzzedReader("python-literal", longest: 2048) { _ = try PythonLiteral.parse($0[...]) },
  ]

  private static func table(_ name: String, _ path: String, longest: Int) -> FuzzedReader {
    FuzzedReader(name, longest: longest) { bytes in
      let options = DataFileOptions(unpackedLimit: 1 << 20)
      try Outcome.check(try DataFile.decode(bytes, path: path, options: options).array)
    }
  }
}
