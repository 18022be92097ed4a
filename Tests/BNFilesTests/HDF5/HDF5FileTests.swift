import BNTestSupport
import HDF5Wire
import Testing

@testable import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// HDF5 files that h5py wrote, through the program that reads them.
@Suite("HDF5 files")
struct HDF5FileTests {
  private func file(_ name: String) throws -> HDF5File {
    try HDF5File(MemoryBytes(try KerasFiles.bytes(name), path: name))
  }

  static let six: [Double] = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]

  static let stored: [(String, [Double])] = [
    ("contiguous", six), ("big_endian", six), ("half", six), ("double", six), ("chunked", six), ("checked", six),
    ("compact", six), ("packed", (0..<200).flatMap { _ in six }), ("long", [-2, -1, 0, 0, 1, 2]),
    ("bytes", [0, 1, 2, 3, 4, 5]), ("truth", [1, 0]), ("scalar", [7]), ("never_written", [4.5, 4.5, 4.5]),
    ("empty", []), ("bfloat16", [1, -2, 3.5]),
  ]

  @Test(
    "numbers, however they are stored",
    arguments: stored)
  func numbers(name: String, expected: [Double]) throws {
    let tensor = try #require(try file("storage.h5").tensor(name))
    #expect(try tensor.numbers() == expected)
    #expect(tensor.count == expected.count)
  }

  @Test("what is no number, or packed in a way that the library does not know, is refused when it is asked for")
  func unreadable() throws {
    let file = try file("storage.h5")
    for name in ["text", "unknown_filter"] {
      let tensor = try #require(try file.tensor(name))
      let error = fileError { () throws(FileError) in try tensor.numbers() }
      #expect(error?.reason.contains(name) == true)
    }
    // The ones beside it are read all the same.
    #expect(try file.tensor("chunked")?.numbers() == Self.six)
  }

  @Test("attributes are texts and numbers")
  func attributes() throws {
    let root = try #require(try file("storage.h5").groups[""])
    #expect(root.texts("fixed") == ["one", "three"])
    #expect(root.texts("variable") == ["one", "three"])
    #expect(root.attributes["number"] == .numbers([2.5]))
  }

  @Test("no link and no array leads out of the file, a circle of links ends, and a block of another's is passed over")
  func links() throws {
    let file = try file("links.h5")
    #expect(try file.tensor("a/b/numbers")?.numbers() == Self.six)
    #expect(file.links["a/b/again"] == "a second link to a group")
    #expect(try file.tensor("unwritten")?.numbers() == [0, 0])
    for (name, reason) in [("soft", "a soft link"), ("elsewhere", "a link to another file")] {
      let error = fileError { () throws(FileError) in try file.tensor(name) }
      #expect(error?.reason.contains(reason) == true)
    }
    for (name, reason) in [("outside", "another file"), ("put_together", "other files")] {
      let tensor = try #require(try file.tensor(name))
      let error = fileError { () throws(FileError) in try tensor.numbers() }
      #expect(error?.reason.contains(reason) == true)
    }
  }

  @Test("the newest form of the format")
  func newest() throws {
    let file = try file("newest.h5")
    #expect(file.datasets.count == 20)
    #expect(file.groups[""]?.attributes.count == 20)
    #expect(try file.tensor("group19/numbers")?.numbers() == Self.six.map { $0 + 19 })
  }

  @Test("a file of nobody in particular lists its arrays")
  func plain() throws {
    let model = try KerasFiles.model("newest.h5")
    #expect(model.format == "HDF5")
    #expect(model.family == .any)
    #expect(model.tensors.count == 20)
  }
}

/// The program that reads HDF5 files, missing or misbehaving.
@Suite("The program that reads HDF5 files", .serialized)
struct HDF5ProgramTests {
  /// What is said of a good file when a script stands in the program's place.
  private func error(_ script: String?, patience: Int = 20) throws -> FileError? {
    let folder = try TemporaryFolder()
    let path = folder / "bnexplorer-hdf5"
    if let script {
      try DiskFiles().write(Array(("#!/bin/sh\n" + script + "\n").utf8), to: path)
      #expect(chmodExecutable(path) == 0)
    }
    let bytes = try KerasFiles.bytes("known_b_keras215_full.h5")
    // A script that was just written is busy while a child of another test, not yet a program, still has it open.
    let busy = String(cString: strerror(ETXTBSY))
    for _ in 0..<50 {
      let error = fileError { () throws(FileError) in
        try HDF5File(MemoryBytes(bytes, path: "m.h5"), program: HDF5Program(path: path, patience: patience))
      }
      guard let error, error.reason.lowercased().contains(busy.lowercased()) else { return error }
      usleep(20_000)
    }
    return nil
  }

  @Test("missing: the line says what, where, and what to do")
  func missing() throws {
    let error = try #require(try error(nil))
    #expect(error.exitStatus == 65)
    #expect(error.description.hasPrefix("m.h5: HDF5 files are read by the program bnexplorer-hdf5, which is not at /"))
    #expect(error.reason.contains("scripts/explore"))
  }

  @Test("is looked for beside the program that asks, and then where packages have it")
  func places() throws {
    let folder = try TemporaryFolder()
    for name in ["bin", "lib", "lib/bnexplorer"] { #expect(mkdir(folder / name, 0o755) == 0) }
    let bytes = Array("installed".utf8)
    try DiskFiles().write(bytes, to: folder / "lib/bnexplorer/bnexplorer-hdf5")
    let places = HDF5Program.places(for: folder / "bin")
    #expect(places.first == folder / "bin/bnexplorer-hdf5")
    #expect(try places.last.map { try DiskFiles().read($0) } == bytes)
  }

  @Test(
    "ends without an answer, with half of one, with nonsense, by a signal",
    arguments: [
      ("exit 3", "status 3"), ("exit 0", "status 0"), ("printf 'BNH5\\001\\001'", "status 0"),
      ("echo hello", "status 0"),
      ("kill -SEGV $$", "signal 11"), ("kill -KILL $$", "too much work"),
    ])
  func noAnswer(script: String, how: String) throws {
    let error = try #require(try error(script))
    #expect(error.exitStatus == 65)
    #expect(error.reason.contains("gave no answer") && error.reason.contains(how))
    #expect(error.description.utf8.allSatisfy { $0 >= 0x20 })
  }

  @Test("hangs, or writes without end")
  func endless() throws {
    #expect(try error("exec sleep 60", patience: 1)?.reason.contains("nothing within 1 second") == true)
    #expect(try error("exec cat /dev/zero", patience: 20)?.reason.contains("far too many bytes") == true)
  }

  @Test("leaves no descriptors behind")
  func nothingLeft() throws {
    let before = openDescriptors()
    for _ in 0..<20 {
      for script in [nil, "exit 1", "printf BNH5"] { _ = try error(script) }
      _ = try KerasFiles.model("known_b_keras215_full.h5")
    }
    // Other tests of this process open and close some meanwhile.
    #expect(openDescriptors() < before + 40)
  }
}
