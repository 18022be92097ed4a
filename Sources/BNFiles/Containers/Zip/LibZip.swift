import CZip
import Platform

/// The functions of libzip that are used here, looked up when the first archive is opened.
///
/// Debian 12 has version 1.7.3 and others have up to 1.11: what is used is the same in all of them.
struct LibZip: @unchecked Sendable {
  // Pointers to the functions of a library that stays loaded; nothing here is ever written to.
  let makeSource: bnz_zip_source_function_create
  let freeSource: bnz_zip_source_free
  let open: bnz_zip_open_from_source
  let discard: bnz_zip_discard
  let error: bnz_zip_get_error
  let startError: bnz_zip_error_init
  let endError: bnz_zip_error_fini
  let errorCode: bnz_zip_error_code_zip
  let errorText: bnz_zip_error_strerror
  let entryCount: bnz_zip_get_num_entries
  let entryStatus: bnz_zip_stat_index
  let openEntry: bnz_zip_fopen_index
  let readEntry: bnz_zip_fread
  let closeEntry: bnz_zip_fclose
  let entryError: bnz_zip_file_get_error

  /// The library, or `nil` where this machine has none.
  static let loaded = LibZip()

  /// Linux has the library under the number of its interface (4 is Debian's name for what others call 5), macOS in the
  /// folders of Homebrew.
  private static let names = [
    "libzip.so.5", "libzip.so.4", "libzip.so", "/opt/homebrew/lib/libzip.dylib", "/usr/local/lib/libzip.dylib",
  ]

  private init?() {
    guard let library = SharedLibrary(anyOf: Self.names),
      let makeSource = library.function("zip_source_function_create", as: bnz_zip_source_function_create.self),
      let freeSource = library.function("zip_source_free", as: bnz_zip_source_free.self),
      let open = library.function("zip_open_from_source", as: bnz_zip_open_from_source.self),
      let discard = library.function("zip_discard", as: bnz_zip_discard.self),
      let error = library.function("zip_get_error", as: bnz_zip_get_error.self),
      let startError = library.function("zip_error_init", as: bnz_zip_error_init.self),
      let endError = library.function("zip_error_fini", as: bnz_zip_error_fini.self),
      let errorCode = library.function("zip_error_code_zip", as: bnz_zip_error_code_zip.self),
      let errorText = library.function("zip_error_strerror", as: bnz_zip_error_strerror.self),
      let entryCount = library.function("zip_get_num_entries", as: bnz_zip_get_num_entries.self),
      let entryStatus = library.function("zip_stat_index", as: bnz_zip_stat_index.self),
      let openEntry = library.function("zip_fopen_index", as: bnz_zip_fopen_index.self),
      let readEntry = library.function("zip_fread", as: bnz_zip_fread.self),
      let closeEntry = library.function("zip_fclose", as: bnz_zip_fclose.self),
      let entryError = library.function("zip_file_get_error", as: bnz_zip_file_get_error.self)
    else { return nil }
    self.makeSource = makeSource
    self.freeSource = freeSource
    self.open = open
    self.discard = discard
    self.error = error
    self.startError = startError
    self.endError = endError
    self.errorCode = errorCode
    self.errorText = errorText
    self.entryCount = entryCount
    self.entryStatus = entryStatus
    self.openEntry = openEntry
    self.readEntry = readEntry
    self.closeEntry = closeEntry
    self.entryError = entryError
  }

  static let noArchive =
    "the directory at the end of the zip archive is missing: the file was cut, or is no zip archive; copy or fetch it again"

  /// What an error of the library means for a file.
  func reason(_ error: UnsafeMutablePointer<zip_error_t>?) -> String {
    guard let error else { return "the zip archive is damaged; copy or fetch it again" }
    // Some versions of the header say that it is never null, others nothing.
    let text: UnsafePointer<CChar>? = errorText(error)
    return switch errorCode(error) {
    case ZIP_ER_NOZIP: Self.noArchive
    case ZIP_ER_MULTIDISK: "a zip archive of several parts; expected one file: join them with zip -s 0"
    case ZIP_ER_MEMORY: "there is no memory to read the zip archive"
    case ZIP_ER_CRC: "the check sum (CRC-32) is not that of the data; copy or fetch the file again"
    default:
      "the zip archive is damaged (\(text.map { String(cString: $0) } ?? "no reason given")); copy or fetch it again"
    }
  }
}
