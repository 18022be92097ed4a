import Testing

@testable import BNFiles

@Suite("A checksum of what was read")
struct ChecksumTests {
  @Test("is zlib's CRC-32")
  func known() {
    // The check value of CRC-32 in its catalogues.
    var sum = Checksum()
    sum.add(Array("123456789".utf8))
    #expect(sum.text == "cbf43926")
    #expect(Checksum().text == "00000000")
  }

  @Test("tells texts, numbers and their absence apart")
  func apart() {
    func sum(_ fill: (inout Checksum) -> Void) -> String {
      var sum = Checksum()
      fill(&sum)
      return sum.text
    }
    let sums = [
      sum {
        $0.add("a")
        $0.add("b")
      },
      sum { $0.add("ab") }, sum { $0.add([1.0]) }, sum { $0.add([0, 1.0]) }, sum { $0.add(nil as [Double]?) },
      sum { $0.add([-0.0]) }, sum { $0.add([0.0]) }, sum { $0.add([.nan]) },
    ]
    #expect(Set(sums).count == sums.count)
  }
}
