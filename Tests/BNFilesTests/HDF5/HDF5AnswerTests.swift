import BNTestSupport
import HDF5Wire
import Testing

@Suite("Answers of the program that reads HDF5 files")
struct HDF5AnswerTests {
  private static let answers: [HDF5Answer] = [
    .failure("no file"), .numbers([]), .numbers([[1.5, -.infinity], [], [.pi]]),
    .objects([
      HDF5Object(
        path: "",
        kind: .group([
          HDF5Attribute(name: "names", value: .texts(["a", "", "ä"])), HDF5Attribute(name: "n", value: .numbers([7])),
        ])),
      HDF5Object(
        path: "a/b",
        kind: .dataset(
          HDF5Dataset(
            shape: [3, 1 << 40], element: .float16, isBigEndian: true, storage: .contiguous(offset: 1 << 41),
            attributes: [HDF5Attribute(name: "x", value: .texts([]))]))),
      HDF5Object(path: "c", kind: .dataset(HDF5Dataset(shape: [], element: .other, storage: .library))),
      HDF5Object(path: "d", kind: .dataset(HDF5Dataset(shape: [0], element: .int8, storage: .outside("elsewhere")))),
      HDF5Object(path: "e", kind: .link("a soft link")),
    ]),
  ]

  @Test("come back as they were sent")
  func roundTrip() {
    for answer in Self.answers { #expect(HDF5Answer(answer.bytes) == answer) }
  }

  @Test("cut short or longer they are none")
  func cut() {
    for bytes in Self.answers.map(\.bytes) {
      for count in bytes.indices { #expect(HDF5Answer(Array(bytes[..<count])) == nil) }
      #expect(HDF5Answer(bytes + [0]) == nil)
    }
  }

  @Test("with other bytes they are others or none")
  func changed() {
    var random = SplitMix(state: 7)
    for bytes in Self.answers.map(\.bytes) {
      for _ in 0..<4000 {
        var changed = bytes
        for _ in 0...Int.random(in: 0...2, using: &random) {
          changed[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
        }
        // Nothing but a value or nil; what is read writes itself again as it was, but for truths other than 1.
        if let answer = HDF5Answer(changed), changed.count == bytes.count {
          #expect(answer.bytes.count <= changed.count + 64)
        }
      }
    }
  }
}
