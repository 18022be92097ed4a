import Testing

@testable import BNFiles

/// Every reader of TensorFlow's files is a total function: a model, or an error.
@Suite("Damaged files of TensorFlow")
struct TensorFlowTamperingTests {
  private func files(_ folder: String) -> [String: [UInt8]] {
    TensorFlowCheckpointTests.all.filter { $0.key.hasPrefix(folder + "/") }
  }

  @Test(
    "every beginning, and changed bytes",
    arguments: [
      ("known/tf115_partitioned", "model.ckpt.index", 1, 500), ("known/tf115_layers_v1format", "model.ckpt", 1, 500),
      ("known/tf2_object_ckpt", "bn.index", 1, 500), ("known/tf2_object_ckpt", "bn.data-00000-of-00001", 1, 800),
      ("training", "frozen.pb", 3, 500), ("dense", "frozen.pb", 31, 200), ("cond", "model.ckpt.meta", 211, 60),
      ("module", "saved_model.pb", 397, 50), ("keras", "keras_metadata.pb", 101, 40),
    ])
  func damage(folder: String, name: String, step: Int, changes: Int) {
    let opened = name.hasPrefix("model.ckpt") ? "model.ckpt" : name.hasPrefix("bn.") ? "bn.index" : name
    let isFolder = ["module", "keras"].contains(folder)
    let damage = Tampering(files: files(folder), opened: isFolder ? folder : folder + "/" + opened)
    #expect(damage.truncations(of: folder + "/" + name, step: step) == [])
    #expect(damage.changes(of: folder + "/" + name, count: changes, seed: 1) == [])
  }

  @Test("an index whose checksums are right, and whose entries are changed")
  func changedEntries() throws {
    let name = "known/tf115_partitioned/model.ckpt.index"
    var entries: [([UInt8], [UInt8])] = []
    try SSTable(MemoryBytes(TensorFlowCheckpointTests.all[name] ?? [], path: name)).forEach {
      key, value throws(FileError) in
      entries.append((key, try value.source.bytes(value.range)))
    }
    for place in entries.indices {
      for byte in entries[place].1.indices {
        for flip: UInt8 in [1, 0x80, 0xFF] {
          var changed = entries
          changed[place].1[byte] ^= flip
          var all = files("known/tf115_partitioned")
          all[name] = TableWriter().table(changed)
          #expect(Tampering(files: all, opened: name).asItIs() == nil)
        }
      }
    }
  }
}
