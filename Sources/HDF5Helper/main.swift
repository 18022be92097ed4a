internal import HDF5Wire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Reads an HDF5 file that another program has open, and writes what is in it to standard output. A program of its own,
// since a damaged file may crash the library or keep it busy for ever: then only this process ends.
//
//   bnexplorer-hdf5 objects OFFSET SIZE            what is in the file
//   bnexplorer-hdf5 numbers OFFSET SIZE PATH...    the numbers of some arrays
//
// The file is the part of descriptor 3 that begins at OFFSET, in bytes.

let answer = Request(CommandLine.arguments)?.answer() ?? .failure("bnexplorer starts this program by itself")
let isWritten = answer.bytes.withUnsafeBytes { bytes in
  var rest = bytes
  while !rest.isEmpty {
    let count = write(STDOUT_FILENO, rest.baseAddress, rest.count)
    guard count > 0 else { return false }
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
  }
  return true
}
// At once: the library would first take time to put things in order that nobody needs any more.
_exit(isWritten ? 0 : 74)
