import Testing

@testable import TerminalKit

@Suite("Frame")
struct FrameTests {
  @Test("cuts what does not fit and never splits a wide character")
  func clipping() {
    var frame = Frame(size: Size(columns: 4, rows: 1))
    frame.write("abc漢", column: 0, row: 0)
    #expect(frame.text == ["abc"])
    frame.write("x", column: -1, row: 5)
    frame.write("漢", column: 2, row: 0)
    frame.write("z", column: 3, row: 0)
    #expect(frame.text == ["ab z"])
    frame.write("漢!", column: -1, row: 0)
    #expect(frame.text == [" ! z"])
  }
}
