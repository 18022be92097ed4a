import HDF5Wire

@testable import BNFiles

extension FuzzedReader {
  /// Files of other files, and languages of structured data.
  static let containers: [FuzzedReader] = [
    FuzzedReader("zip", longest: 4096) { bytes in
      let archive = try ZipArchive(MemoryBytes(bytes, path: "a.zip"))
      for member in archive.members.prefix(32) where member.size <= 1 << 20 {
        do { _ = try archive.bytes(of: member) } catch { Outcome.check(error) }
      }
    },
    FuzzedReader("json", longest: 4096) { _ = try JSONValue.parse($0, path: "a.json", what: "the text") },
    FuzzedReader("pickle-machine", longest: 4096) { bytes in
      let pickle = try PickleMachine.read(MemoryBytes(bytes, path: "a.pkl"))
      _ = pickle.pairs(pickle.root)?.count
    },
    FuzzedReader("sstable", longest: 4096) { bytes in
      let source = MemoryBytes(TableSums.corrected(bytes), path: "a.index")
      try SSTable(source).forEach { _, _ in }
    },
    FuzzedReader("hdf5-answer", longest: 16384) { bytes in
      guard let answer = HDF5Answer(bytes) else { return }
      precondition(HDF5Answer(answer.bytes) != nil, "an answer that cannot be written again")
      guard case .objects(let objects) = answer else { return }
      let path = "a.h5"
      let content = [UInt8](repeating: 0x3F, count: 4096)
      let nobody = HDF5Program(path: "/nowhere")
      let file = HDF5File(objects, in: MemoryBytes(content, path: path), program: nobody)
      let candidate = try ModelCandidate(path, files: FuzzedFiles(path, content))
      Outcome.check(try HDF5Model.model(file, candidate))
    },
  ]
}
