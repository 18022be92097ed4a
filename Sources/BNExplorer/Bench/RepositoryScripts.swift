#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The scripts of the repository that a program was built in.
enum RepositoryScripts {
  /// Their folder, above the program, which stands in the folder that the package is built in; `nil` where there is none.
  static func folder(above executable: String) -> String? {
    var folder = executable[...]
    while let cut = folder.lastIndex(of: "/") {
      folder = folder[..<cut]
      if access("\(folder)/scripts/model-files", R_OK) == 0 { return "\(folder)/scripts" }
    }
    return nil
  }
}
