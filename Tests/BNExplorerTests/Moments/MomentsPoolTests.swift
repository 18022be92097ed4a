import BNCore
import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Moments put together")
struct MomentsPoolTests {
  @Test("of tables with other columns are refused, with both files and the first column that differs")
  func columns() throws {
    let files = MemoryFiles([
      "l.csv": Array("a,b\n1,10\n2,20\n".utf8), "r.csv": Array("b,a\n10,1\n20,2\n".utf8),
      "s.csv": Array("a,c\n1,2\n".utf8), "n.csv": Array("1,2\n3,4\n".utf8), "o.csv": Array("a,b\n5,6\n".utf8),
    ])
    for (first, second, words) in [
      ("l.csv", "r.csv", #"r.csv: has "b" as column 1, where l.csv has "a"; expected the same columns"#),
      ("l.csv", "s.csv", #"s.csv: has "c" as column 2, where l.csv has "b"; expected the same columns"#),
    ] {
      #expect(Self.refusal([first, second], files).hasPrefix(words))
      let error = #expect(throws: FileError.self) {
        try MomentsItem.pooled(try Self.taken(first, files) + Self.taken(second, files))
      }
      #expect(error?.description.hasPrefix(words) == true)
    }
    // Where one has no names there is nothing to compare; the names of any count for what comes later.
    for order in [["n.csv", "o.csv"], ["o.csv", "n.csv"]] {
      let items = try order.flatMap { try Self.taken($0, files) }
      #expect(try MomentsItem.pooled(items)[0].columns == ["a", "b"])
      #expect(throws: FileError.self) { try MomentsItem.pooled(items + Self.taken("r.csv", files)) }
    }
  }

  @Test("of channels along different axes are refused, and so they are by what older programs wrote")
  func axes() throws {
    let files = try Self.arrays([("l.npy", [3, 3]), ("r.npy", [3, 3])])
    let words =
      "r.npy: has its channels along axis 1 of 3x3, and l.npy along axis 0 of 3x3; expected the same axis: take the "
      + "moments of one anew with --axis"
    for axis in [1, -1] {
      let items = try Self.taken("l.npy", files, axis: .number(0)) + Self.taken("r.npy", files, axis: .number(axis))
      for items in [items, try items.map(Self.olderForm)] {
        let error = #expect(throws: FileError.self) { try MomentsItem.pooled(items) }
        #expect(error?.description == words)
      }
    }
    for (one, other) in [(-1, 1), (1, -1), (0, -2)] {
      let items = try Self.taken("l.npy", files, axis: .number(one)) + Self.taken("r.npy", files, axis: .number(other))
      for items in [items, try items.map(Self.olderForm)] {
        #expect(try MomentsItem.pooled(items)[0].moments.channels.allSatisfy { $0.count == 6 })
      }
    }
  }

  @Test("of arrays of different ranks go together where one number means the axis of all, in any order")
  func ranks() throws {
    let files = try Self.arrays([
      ("nc", [2, 3]), ("ntc", [5, 2, 3]), ("nchw", [2, 3, 4, 4]), ("nhwc", [2, 4, 4, 3]),
    ])
    var taken: [String: [MomentsItem]] = [:]
    for (name, axis) in ["nc": -1, "ntc": -1, "nchw": 1, "nhwc": 3] {
      taken[name] = try Self.taken(name, files, axis: .number(axis))
    }
    func isPooled(_ names: [String]) -> Bool {
      (try? MomentsItem.pooled(names.flatMap { taken[$0] ?? [] })) != nil
    }
    for names in [["nc", "ntc"], ["nc", "nchw"], ["nhwc", "nc", "ntc"]] {
      #expect(isPooled(names) && isPooled(names.reversed()))
    }
    for names in [["nc", "nchw", "nhwc"], ["nchw", "nc", "nhwc"], ["nhwc", "nchw", "nc"], ["nchw", "ntc"]] {
      #expect(!isPooled(names), "\(names)")
    }
  }

  @Test("of one channel each are of all numbers, along whichever axis")
  func oneChannel() throws {
    let files = try Self.arrays([("flat.npy", [6]), ("column.npy", [6, 1])])
    let items = try Self.taken("flat.npy", files) + Self.taken("column.npy", files)
    #expect(try MomentsItem.pooled(items)[0].moments.channels.map(\.count) == [12])
  }

  private static func arrays(_ shapes: [(String, [Int])]) throws -> MemoryFiles {
    var files: [String: [UInt8]] = [:]
    for (name, shape) in shapes {
      let numbers = (0..<shape.reduce(1, *)).map(Double.init)
      files[name] = try ArrayFile.encode(
        NamedArray(name: "", shape: shape, values: .float64(numbers)), path: "x.npy")
    }
    return MemoryFiles(files)
  }

  private static func taken(
    _ path: String, _ files: MemoryFiles, axis: MomentsArray.Axis? = nil
  ) throws -> [MomentsItem] {
    var job = try MomentsJob(paths: [path], members: [], axis: axis, isBFloat16: false, out: "p", files: files)
    try job.run { _ in .goOn }
    return try MomentsPart(path: "p", files: files).items
  }

  private static func refusal(_ paths: [String], _ files: MemoryFiles) -> String {
    let error = #expect(throws: FileError.self) {
      try MomentsJob(paths: paths, members: [], axis: nil, isBFloat16: false, out: nil, files: files)
    }
    return error?.description ?? ""
  }

  /// As a file has it that knows no axis but the one that was asked for.
  private static func olderForm(_ item: MomentsItem) throws -> MomentsItem {
    let text = String(decoding: MomentsPart([item]).bytes, as: UTF8.self)
    let cut = try #require(text.firstRange(of: ",\"axis\":\(item.sources[0].axis ?? 0),\"file\":"))
    let end = try #require(text[cut.upperBound...].firstRange(of: "}"))
    let older = text[..<cut.lowerBound] + text[end.upperBound...]
    let read = try MomentsPart(path: "p", files: MemoryFiles(["p": Array(older.utf8)])).items[0]
    #expect(read.sources[0].file == nil)
    return read
  }
}
