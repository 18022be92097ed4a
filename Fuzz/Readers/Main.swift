import CFuzzer

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs one reader under libFuzzer.
///
/// `BNX_FUZZ_READER` names it, the arguments are libFuzzer's. Without a name it lists the
/// readers, each with the most bytes of an input.
@main
enum Main {
  /// The reader that is run; libFuzzer passes nothing on to what it calls.
  static let reader: FuzzedReader? = getenv("BNX_FUZZ_READER").flatMap { FuzzedReader.named(String(cString: $0)) }

  static func main() {
    guard reader != nil else {
      for reader in FuzzedReader.all { print(reader.name, reader.longest) }
      exit(getenv("BNX_FUZZ_READER") == nil ? 0 : 64)
    }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &arguments) { bytes, size in
        Main.reader?.read(Array(UnsafeBufferPointer(start: bytes, count: size)))
        return 0
      })
  }
}
