import BNCore
import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

@Suite("Moments gone on with")
struct MomentsResumeTests {
  private let folder: ProgramFolder
  private let disk = DiskFiles()
  /// A time with nine digits behind the point.
  private static let time = timespec(tv_sec: 1_700_000_000, tv_nsec: 123_456_789)

  init() throws {
    folder = try ProgramFolder()
    try write(seed: 4, to: "x.npy")
    try keep("p")
  }

  @Test("refuse a file of the same shape and type that took the other's place, and say what differs")
  func replaced() throws {
    try write(seed: 5, to: "x.npy", at: timespec(tv_sec: 1_700_000_060, tv_nsec: 5))
    let run = try folder.run("moments", "--resume", "p")
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(run.errors.contains("x.npy: was last written to at 2023-11-1"))
    #expect(run.errors.contains(":20.000000005, and at 2023-11-1"))
    #expect(run.errors.contains(":20.123456789 when p was written"))
    #expect(run.errors.contains("take the moments anew"))
    // The size tells it, too, whatever the time.
    try write(seed: 4, to: "x.npy")
    let bytes = "\"size\":\(try disk.open("\(folder.path)/x.npy").size)"
    try folder.write(try folder.read("p").replacing(bytes, with: "\"size\":7"), to: "p")
    #expect(
      try folder.run("moments", "--resume", "p").errors.contains("has 2400128 bytes and had 7 when p was written"))
  }

  @Test("take copies that keep the time, also those that keep its whole seconds")
  func copied() throws {
    let whole = try folder.run("moments", "x.npy", "--json").output
    for nanoseconds in [123_456_789, 123_456_000, 0] {
      try keep("p")
      try FileManager.default.removeItem(atPath: folder.path + "/x.npy")
      try write(seed: 4, to: "x.npy", at: timespec(tv_sec: 1_700_000_000, tv_nsec: nanoseconds))
      let run = try folder.run("moments", "--resume", "p", "--json")
      #expect(run.status == 0 && run.output == whole, "\(run.errors)")
    }
  }

  @Test("find the file from another folder, and in a folder that has moved with it")
  func moved() throws {
    let whole = try folder.run("moments", "x.npy", "--json").output
    try folder.makeFolder("elsewhere")
    let run = try folder.start(["moments", "--resume", "../p", "--json"], from: "elsewhere").wait()
    #expect(run.status == 0 && run.output == whole, "\(run.errors)")
    try keep("p")
    for name in ["p", "x.npy"] {
      try FileManager.default.moveItem(atPath: "\(folder.path)/\(name)", toPath: "\(folder.path)/elsewhere/\(name)")
    }
    // Somebody else has the place that it had.
    try write(seed: 6, to: "x.npy", at: timespec(tv_sec: 1_600_000_000, tv_nsec: 0))
    let moved = try folder.start(["moments", "--resume", "p", "--json"], from: "elsewhere").wait()
    #expect(moved.status == 0 && moved.output == whole, "\(moved.errors)")
  }

  @Test("ask no more than shape and type where an older program wrote the part")
  func older() throws {
    let text = try folder.read("p")
    let cut = try #require(text.firstRange(of: ",\"axis\":1,\"file\":"))
    let end = try #require(text[cut.upperBound...].firstRange(of: "}"))
    try folder.write(String(text[..<cut.lowerBound] + text[end.upperBound...]), to: "p")
    try write(seed: 4, to: "x.npy", at: timespec(tv_sec: 1_600_000_000, tv_nsec: 0))
    let run = try folder.run("moments", "--resume", "p", "--json")
    #expect(try run.status == 0 && run.output == folder.run("moments", "x.npy", "--json").output)
  }

  private func write(seed: UInt64, to name: String, at time: timespec = Self.time) throws {
    var random = SplitMix(state: seed)
    let numbers = (0..<300_000).map { _ in Double.random(in: -1...1, using: &random) }
    let array = NamedArray(name: "", shape: [30_000, 10], values: .float64(numbers))
    let path = "\(folder.path)/\(name)"
    try disk.write(try ArrayFile.encode(array, path: path), to: path)
    #expect(utimensat(AT_FDCWD, path, [time, time], 0) == 0)
  }

  /// Writes what is there after the first of several chunks, as of a file that was named from its folder.
  private func keep(_ name: String) throws {
    let array = try MomentsArray.all(
      of: "\(folder.path)/x.npy", members: [], axis: nil, isBFloat16: false, files: disk)[0]
    var run = MomentsRun(array)
    try run.run(threads: 1, wave: 1) { _ in false }
    #expect(!run.isDone)
    var item = MomentsItem(run)
    item.sources[0].path = "x.npy"
    try disk.write(MomentsPart([item]).bytes, to: "\(folder.path)/\(name)")
  }
}
