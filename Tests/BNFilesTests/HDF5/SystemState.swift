#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Lets a file be started as a program.
func chmodExecutable(_ path: String) -> Int32 { chmod(path, 0o700) }

/// How many descriptors of this process are open, among the first few hundred.
func openDescriptors() -> Int { (0..<400).count { fcntl(Int32($0), F_GETFD) >= 0 } }
