import Testing

@testable import BNFiles

@Suite("Damaged and hostile array files")
struct ArrayReaderErrorTests {
  /// A `.npy` file of version 1 with a header written by hand.
  private func npy(_ header: String, data: Int = 0) -> [UInt8] {
    NpyReader.magic + [1, 0, UInt8(header.utf8.count), 0] + header.utf8 + Array(repeating: 0, count: data)
  }

  private func failure(_ bytes: [UInt8]) -> String? {
    fileError { () throws(FileError) in try DataFile.decode(bytes, path: "f") }?.description
  }

  private func failure(shape: String, type: String = "<f4", data: Int = 0) -> String? {
    failure(npy("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape)}", data: data))
  }

  @Test("a header may be written as any Python might write it")
  func headers() throws {
    let headers = [
      "{\"shape\":(2,),\"descr\":\"=f4\",\"fortran_order\":True}",
      " { 'fortran_order' : False , 'descr':'f4','shape':(2L,) , }\n",
      "{'descr': '|f4', 'fortran_order': False, 'shape': [2]}",
    ]
    for header in headers {
      let array = try DataFile.decode(npy(header, data: 8), path: "f").array
      #expect(try array.contents == Contents(shape: [2], values: [0, 0]), "\(header)")
    }
  }

  @Test(
    "elements that are not plain numbers are refused by what they are",
    arguments: [
      ("object.npy", "Python objects (a pickle, which is a program and is never run), type \"|O\""),
      ("structured.npy", "a structured array (several fields an element)"),
      ("complex.npy", "complex numbers, type \"<c8\""),
      ("text.npy", "text, type \"<U2\""),
    ])
  func otherElements(file: String, reason: String) throws {
    let error = try #require(failure(try Fixtures.all.file(file)))
    #expect(error.hasPrefix("f: at byte 10: "))
    #expect(error.contains(reason))
  }

  @Test("a promise of more than there is fails at once, however large")
  func promises() {
    #expect(
      failure(shape: "(1099511627776,)", type: "|u1")?.contains("needs 1099511627776 bytes of data and has 0;")
        == true)
    for shape in ["(1099511627776, 1099511627776)", "(0, 4294967296, 4294967296)", "(4611686018427387904,)"] {
      #expect(failure(shape: shape)?.contains("more elements than any memory") == true, "\(shape)")
    }
    let idx = [0, 0, 14, 255] + [UInt8](repeating: 255, count: 4 * 255)
    #expect(failure(idx)?.contains("more elements than any memory") == true)
    #expect(failure([0, 0, 8, 1, 127, 255, 255, 255])?.contains("needs 2147483647 bytes of data and has 0;") == true)
  }

  @Test("headers that are not what they should be say what is wrong")
  func wrongHeaders() {
    #expect(failure(shape: "(-1,)")?.contains("something other than whole numbers from 0") == true)
    #expect(failure(shape: "(2.5,)")?.contains("expected a comma or a closing bracket") == true)
    #expect(failure(shape: "3")?.contains("not a tuple such as (64, 4)") == true)
    #expect(failure(shape: "(99999999999999999999,)")?.contains("a whole number below 2^63") == true)
    #expect(failure(shape: "(\(String(repeating: "1,", count: 65)))")?.contains("65 dimensions; at most 64") == true)
    #expect(failure(shape: String(repeating: "(", count: 99))?.contains("less nesting") == true)
    #expect(failure(shape: "__import__('os')")?.contains("expected text in quotes, a number") == true)
    #expect(failure(npy("{'descr': '<f4'}"))?.contains("has the keys \"descr\"; expected \"descr\", ") == true)
    #expect(failure(npy("[1]"))?.contains("not a Python dictionary") == true)
    #expect(
      failure(npy("{'descr': 4, 'fortran_order': False, 'shape': ()}"))?.contains("not the name of a type") == true)
    #expect(failure(npy("{'descr': '<f4', 'fortran_order': 0, 'shape': ()}"))?.contains("not True or False") == true)
    #expect(failure(shape: "()", type: "<f16")?.contains("extended-precision") == true)
    #expect(failure(NpyReader.magic + [4, 0, 0, 0])?.contains("at byte 6: version 4 of the .npy format") == true)
  }

  @Test("a byte too few or too many is placed")
  func sizes() {
    #expect(failure(shape: "(2,)", data: 7)?.hasPrefix("f: at byte 72: the file ends too soon") == true)
    #expect(
      failure(shape: "(2,)", data: 9)?.hasPrefix("f: at byte 73: the file goes on for 1 byte behind the array") == true)
    #expect(failure([0, 0, 8, 1, 0, 0, 0, 2, 5])?.hasPrefix("f: at byte 9: the file ends too soon") == true)
    #expect(
      failure([0, 0, 8, 1, 0, 0, 0, 1, 5, 6])?.hasPrefix("f: at byte 9: the file goes on for 1 byte behind the data")
        == true)
    #expect(failure([0, 0, 8, 0, 5])?.hasPrefix("f: at byte 3: the file says that it has no dimensions") == true)
    #expect(failure([0, 0, 8, 2, 0, 0, 0, 1, 5, 6])?.contains("ends within its 2 dimensions") == true)
  }
}
