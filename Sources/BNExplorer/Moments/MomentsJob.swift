import BNCore
import BNFiles
import Platform

/// Moments of several arrays, one after the other, with the file that keeps what has been taken.
struct MomentsJob: Sendable {
  /// One thing whose moments are asked for.
  private enum Work: Sendable {
    case run(MomentsRun)
    /// Taken already, by another program or before.
    case ready(MomentsItem)
  }

  /// The file to write to; `nil` for none.
  let out: String?
  private var works: [Work]
  private let files: any FileAccess

  /// Moments of all arrays of some files, or of those of some names.
  ///
  /// - Throws: ``FileError`` where one cannot be read, or has no such array or axis, or the file to write to is one of them.
  init(
    paths: [String], members: [String], axis: MomentsArray.Axis?, isBFloat16: Bool, out: String?,
    files: any FileAccess
  ) throws(FileError) {
    (self.out, self.files) = (out, files)
    works = []
    if let out {
      guard !paths.contains(where: { files.isSameFile($0, as: out) }) else {
        throw FileError(out, "is one of the files that moments are taken of; name another one", kind: .unwritable)
      }
      try MomentsFileKind.checkReplaceable(out, files: files)
    }
    for path in paths {
      if let items = try MomentsItem.captured(path, files: files) {
        works += items.map(Work.ready)
        continue
      }
      let arrays = try MomentsArray.all(of: path, members: members, axis: axis, isBFloat16: isBFloat16, files: files)
      works += arrays.map { .run(MomentsRun($0)) }
    }
    guard !works.isEmpty else { throw FileError(paths.first ?? "", "holds no layer that was recorded; expected one") }
    // What cannot be put together is said before hours of work.
    _ = try MomentsItem.pooled(items)
    var tally = MomentsTally(files: files)
    for item in items { try tally.add(item) }
  }

  /// Goes on with what a part has.
  ///
  /// - Throws: ``FileError`` where it is no part, or was merged, or a file of it is not there or another one by now.
  init(resuming path: String, isBFloat16: Bool, files: any FileAccess) throws(FileError) {
    (out, self.files) = (path, files)
    works = []
    for item in try MomentsPart(path: path, files: files).items {
      guard let source = item.sources.first, item.sources.count == 1 || item.isDone else {
        throw FileError(path, "was merged of parts that were not finished; expected a file of moments --out")
      }
      guard !item.isDone else {
        works.append(.ready(item))
        continue
      }
      works.append(.run(try MomentsRun(resuming: item, source, of: path, isBFloat16: isBFloat16, files: files)))
    }
  }

  /// Of how many files it has moments.
  var fileCount: Int { Set(items.flatMap(\.sources).map { $0.file?.path ?? $0.path }).count }

  /// What has been taken of each.
  var items: [MomentsItem] {
    works.map { work in
      switch work {
      case .run(let run): MomentsItem(run)
      case .ready(let item): item
      }
    }
  }

  var isDone: Bool { items.allSatisfy(\.isDone) }

  /// Takes what is left, and writes the file at the start, at the end and whenever the watcher says so.
  ///
  /// - Parameters:
  ///   - threads: the most threads.
  ///   - watch: told what is gone through, and how much of it is done; says what to do next.
  /// - Throws: ``FileError`` where a file cannot be read any more, with what was taken before in the file, or the file cannot be
  ///   written.
  mutating func run(threads: Int = SharedWork.threads, watch: (MomentsRun) -> Step) throws(FileError) {
    // What cannot be written is said before hours of work, too.
    if !isDone { try write() }
    for index in works.indices {
      guard case .run(var run) = works[index] else { continue }
      while !run.isDone {
        do throws(FileError) {
          var step = Step.goOn
          try run.run(threads: threads) { run in
            step = watch(run)
            return step == .goOn
          }
          works[index] = .run(run)
          if step != .goOn { try write() }
          if step == .stop { return }
        } catch {
          works[index] = .run(run)
          try write()
          throw error
        }
      }
    }
    try write()
  }

  /// What is to be done next.
  enum Step: Sendable { case goOn, keep, stop }

  private func write() throws(FileError) {
    if let out { try files.write(MomentsPart(items).bytes, to: out) }
  }
}
