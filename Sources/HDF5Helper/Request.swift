internal import CHDF5
internal import HDF5Wire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the program was asked for.
struct Request {
  private enum Kind {
    case objects
    case numbers([String])
  }

  /// The descriptor that the file is open at.
  private static let file: Int32 = 3

  private let kind: Kind
  private let offset: Int
  private let size: Int

  init?(_ arguments: [String]) {
    guard arguments.count >= 4, let offset = Int(arguments[2]), let size = Int(arguments[3]), offset >= 0, size > 0,
      size <= Int.max - offset
    else { return nil }
    self.offset = offset
    self.size = size
    switch arguments[1] {
    case "objects": kind = .objects
    case "numbers": kind = .numbers(Array(arguments[4...]))
    default: return nil
    }
  }

  /// Opens the file once nothing else is in reach, and answers.
  func answer() -> HDF5Answer {
    guard let bytes = mapped() else { return .failure("it cannot be mapped into memory") }
    Confinement.enter()
    bnh5_silence()
    let file = bnh5_open_window(bytes.baseAddress, UInt64(bytes.count))
    guard file >= 0 else { return .failure(LibraryError.last) }
    do throws(LibraryError) {
      switch kind {
      case .objects: return .objects(try Listing.objects(of: file))
      case .numbers(let paths): return .numbers(try Numbers.read(paths, from: file))
      }
    } catch {
      return .failure(error.reason)
    }
  }

  /// The file, mapped: a file that somebody cuts meanwhile ends this program, and no other.
  private func mapped() -> UnsafeRawBufferPointer? {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let before = offset % page
    guard let start = mmap(nil, size + before, PROT_READ, MAP_SHARED, Self.file, off_t(offset - before)),
      start != MAP_FAILED
    else { return nil }
    return UnsafeRawBufferPointer(start: start + before, count: size)
  }
}
