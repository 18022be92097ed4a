/// Several sources one behind the other, as one.
struct JoinedBytes: ByteSource {
  private let parts: [(start: Int, source: any ByteSource)]
  let path: String
  let size: Int

  init(_ sources: [any ByteSource], path: String) {
    var start = 0
    parts = sources.map { source in
      defer { start += source.size }
      return (start, source)
    }
    size = start
    self.path = path
  }

  var limit: Int { parts.map(\.source.limit).max() ?? 0 }
  var resident: [UInt8]? { nil }

  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
    for (start, source) in parts {
      let from = max(offset, start)
      let to = min(offset + buffer.count, start + source.size)
      guard from < to else { continue }
      try source.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[(from - offset)..<(to - offset)]), from: from - start)
    }
  }
}
