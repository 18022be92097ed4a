import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The program under test, which the build puts beside the tests.
package enum BuiltProgram {
  /// The path of `bnexplorer`, looked for from the folder of the tests' own code upwards.
  package static func path() throws -> String {
    var folder = try imagePath()
    while let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
      let candidate = "\(folder)/bnexplorer"
      if access(candidate, X_OK) == 0 { return candidate }
    }
    throw PseudoTerminal.Failure(description: "bnexplorer is not beside the tests; run swift build")
  }

  /// The surroundings of a program under test, the same on every machine.
  package static var environment: [String: String] {
    ProgramStart.environment().merging(["BNX_TEST_SYNC": "1", "HOME": "/nonexistent"]) { $1 }
  }

  /// The file that holds this code: the test program on Linux, the test bundle on macOS.
  private static func imagePath() throws -> String {
    #if canImport(Darwin)
      var information = Dl_info()
      let name = dladdr(#dsohandle, &information) == 0 ? nil : information.dli_fname.map { String(cString: $0) }
    #else
      let name: String? = "/proc/self/exe"
    #endif
    guard let resolved = name.flatMap({ realpath($0, nil) }) else {
      throw PseudoTerminal.Failure(description: "the tests do not know their own path")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
