import BNFiles

/// A list that grows at its end and of which copies are kept: a copy that goes on shares all but the last block.
///
/// Copying an array of references before it changes counts every one of them, and lets go of every one when the copy goes.
struct BlockArray<Element: Sendable>: Sendable {
  /// All are full but the last one, which has at least one element.
  private var blocks: [[Element]] = []

  private static var blockSize: Int { 32 }

  mutating func append(_ element: Element) {
    if blocks.last.map({ $0.count < Self.blockSize }) != true {
      var block: [Element] = []
      block.reserveCapacity(Self.blockSize)
      blocks.append(block)
    }
    blocks[blocks.count - 1].append(element)
  }

  mutating func removeLast() {
    blocks[blocks.count - 1].removeLast()
    if blocks[blocks.count - 1].isEmpty { blocks.removeLast() }
  }

  mutating func removeAll(where isUnwanted: (Element) -> Bool) {
    let all = self
    blocks = []
    for element in all where !isUnwanted(element) { append(element) }
  }
}

extension BlockArray: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { blocks.last.map { (blocks.count - 1) * Self.blockSize + $0.count } ?? 0 }

  subscript(index: Int) -> Element { blocks[index / Self.blockSize][index % Self.blockSize] }
}
