import CZip
import Platform

/// An archive that libzip has opened, for one thread at a time.
final class ZipHandle {
  private let library: LibZip
  private let input: ZipInput
  private let archive: OpaquePointer
  /// The packed member that was read last, and how far.
  private var stream: (index: Int, file: OpaquePointer, position: Int)?
  /// Where the stored members lie that were asked for, sorted, so that no two of them share bytes.
  private var taken: [Range<Int>] = []
  /// Where they begin, by their index.
  private var offsets: [Int: Int] = [:]

  init(_ source: any ByteSource) throws(FileError) {
    guard let library = LibZip.loaded else {
      throw FileError(
        source.path,
        "a zip archive, and libzip, which reads them, is not on this machine; install it (Debian: apt-get install libzip-dev)"
      )
    }
    // The shortest archive is an end of a directory without members; libzip takes nothing at all for one.
    guard source.size >= 22 else { throw FileError(source.path, LibZip.noArchive) }
    self.library = library
    input = ZipInput(source)
    var error = zip_error_t()
    library.startError(&error)
    defer { library.endError(&error) }
    // The handle outlives the archive, so libzip need not own what it is given.
    let state = Unmanaged.passUnretained(input).toOpaque()
    guard let zipSource = library.makeSource(ZipInput.callback, state, &error) else {
      throw FileError(source.path, library.reason(&error))
    }
    guard let opened = library.open(zipSource, ZIP_RDONLY, &error) else {
      library.freeSource(zipSource)
      throw input.takeFailure() ?? FileError(source.path, library.reason(&error))
    }
    archive = opened
  }

  deinit {
    closeStream()
    library.discard(archive)
  }

  /// What the directory lists, but for folders.
  func members() throws(FileError) -> [ZipArchive.Member] {
    let count = max(0, Int(library.entryCount(archive, 0)))
    var members: [ZipArchive.Member] = []
    members.reserveCapacity(count)
    for index in 0..<count {
      var status = zip_stat_t()
      guard library.entryStatus(archive, UInt64(index), 0, &status) == 0, let name = status.name else {
        throw FileError(input.source.path, library.reason(library.error(archive)))
      }
      let member = ZipArchive.Member(
        index: index, name: String(cString: name), size: Int(clamping: status.size),
        packedSize: Int(clamping: status.comp_size), method: Int(status.comp_method), sum: status.crc,
        isEncrypted: status.encryption_method != ZIP_EM_NONE)
      if !member.name.hasSuffix("/") { members.append(member) }
    }
    return members
  }

  /// Where a stored member's bytes begin.
  ///
  /// libzip tells no offsets: the place from which it reads the member's first byte is the offset.
  func offset(of member: ZipArchive.Member, _ path: String) throws(FileError) -> Int {
    if let known = offsets[member.index] { return known }
    let file = try open(member, path, flags: UInt32(ZIP_FL_COMPRESSED))
    defer { _ = library.closeEntry(file) }
    var byte: UInt8 = 0
    guard library.readEntry(file, &byte, 1) == 1 else { throw failure(of: file, path) }
    let start = input.lastRead
    guard member.packedSize <= input.source.size - start else {
      throw FileError(
        path, at: .byte(start),
        "needs \(counted(member.packedSize, "byte")) and the file ends before; copy or fetch the file again")
    }
    try take(start..<start + member.packedSize, path)
    offsets[member.index] = start
    return start
  }

  /// Notes a member's range, or refuses one that shares bytes with another's.
  private func take(_ range: Range<Int>, _ path: String) throws(FileError) {
    var low = 0
    var high = taken.count
    while low < high {
      let middle = (low + high) / 2
      if taken[middle].lowerBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    let overlaps =
      (low > 0 && taken[low - 1].upperBound > range.lowerBound)
      || (low < taken.count && taken[low].lowerBound < range.upperBound)
    guard !overlaps else {
      throw FileError(path, at: .byte(range.lowerBound), "shares bytes with another member; the zip archive is damaged")
    }
    taken.insert(range, at: low)
  }

  /// Fills a buffer with unpacked bytes from an offset on.
  func unpack(
    _ member: ZipArchive.Member, into buffer: UnsafeMutableRawBufferPointer, from offset: Int, _ path: String
  ) throws(FileError) {
    if stream?.index != member.index || stream.map({ $0.position > offset }) ?? false { closeStream() }
    if stream == nil { stream = (member.index, try open(member, path, flags: 0), 0) }
    guard let (_, file, position) = stream else { return }
    do throws(FileError) {
      try skip(offset - position, file, path)
      try read(into: buffer, file, path)
      // libzip compares the check sum when it meets the end, which one byte more makes it do.
      if offset + buffer.count == member.size { try expectEnd(file, path) }
      stream?.position = offset + buffer.count
    } catch {
      closeStream()
      throw error
    }
  }

  private func skip(_ count: Int, _ file: OpaquePointer, _ path: String) throws(FileError) {
    guard count > 0 else { return }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: min(count, 1 << 16), alignment: 1)
    defer { scratch.deallocate() }
    var left = count
    while left > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: scratch[..<min(left, scratch.count)])
      try read(into: part, file, path)
      left -= part.count
    }
  }

  private func read(
    into buffer: UnsafeMutableRawBufferPointer, _ file: OpaquePointer, _ path: String
  ) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let received = library.readEntry(file, buffer.baseAddress.map { $0 + done }, UInt64(buffer.count - done))
      guard received >= 0 else { throw failure(of: file, path) }
      guard received > 0 else {
        throw FileError(path, "unpacks to fewer bytes than the archive says; copy or fetch the file again")
      }
      done += Int(received)
    }
  }

  private func expectEnd(_ file: OpaquePointer, _ path: String) throws(FileError) {
    var byte: UInt8 = 0
    let received = library.readEntry(file, &byte, 1)
    guard received >= 0 else { throw failure(of: file, path) }
    guard received == 0 else {
      throw FileError(path, "unpacks to more bytes than the archive says; the file is damaged, or made to fill memory")
    }
  }

  private func open(
    _ member: ZipArchive.Member, _ path: String, flags: UInt32
  ) throws(FileError) -> OpaquePointer {
    guard let file = library.openEntry(archive, UInt64(member.index), flags) else {
      throw input.takeFailure() ?? FileError(path, library.reason(library.error(archive)))
    }
    return file
  }

  private func failure(of file: OpaquePointer, _ path: String) -> FileError {
    input.takeFailure() ?? FileError(path, library.reason(library.entryError(file)))
  }

  private func closeStream() {
    if let stream { _ = library.closeEntry(stream.file) }
    stream = nil
  }
}
