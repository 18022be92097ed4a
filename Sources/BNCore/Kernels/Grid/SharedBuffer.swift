/// Memory that several threads write to, each in a place of its own.
struct SharedBuffer<Element>: @unchecked Sendable {
  private let buffer: UnsafeMutableBufferPointer<Element>

  init(_ buffer: UnsafeMutableBufferPointer<Element>) { self.buffer = buffer }

  subscript(index: Int) -> Element {
    get { buffer[index] }
    nonmutating set { buffer[index] = newValue }
  }

  func initialize(_ index: Int, to element: Element) { buffer.initializeElement(at: index, to: element) }
}
