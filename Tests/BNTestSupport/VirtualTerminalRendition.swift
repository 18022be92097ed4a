// Select Graphic Rendition: colours and attributes.
extension VirtualTerminal {
  mutating func selectRendition(_ text: String) {
    var numbers = text.split(omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }.map { Int($0) ?? 0 }[...]
    while let number = numbers.popFirst() {
      switch number {
      case 0: rendition = Rendition()
      case 10, 11: break
      case 30...37: rendition.foreground = .indexed(number - 30)
      case 38: rendition.foreground = Self.colour(&numbers) ?? rendition.foreground
      case 39: rendition.foreground = .standard
      case 40...47: rendition.background = .indexed(number - 40)
      case 48: rendition.background = Self.colour(&numbers) ?? rendition.background
      case 49: rendition.background = .standard
      case 90...97: rendition.foreground = .indexed(number - 82)
      case 100...107: rendition.background = .indexed(number - 92)
      default: selectAttribute(number)
      }
    }
  }

  private mutating func selectAttribute(_ number: Int) {
    let set: [Int: Attributes] = [
      1: .bold, 2: .dim, 3: .italic, 4: .underline, 5: .blink, 7: .reverse, 8: .invisible,
    ]
    let reset: [Int: Attributes] = [
      22: [.bold, .dim], 23: .italic, 24: .underline, 25: .blink, 27: .reverse, 28: .invisible,
    ]
    if let attribute = set[number] {
      rendition.attributes.formUnion(attribute)
    } else if let attribute = reset[number] {
      rendition.attributes.subtract(attribute)
    } else {
      unknown.append("SGR \(number)")
    }
  }

  private static func colour(_ numbers: inout ArraySlice<Int>) -> Colour? {
    switch numbers.popFirst() {
    case 5: return numbers.popFirst().map { .indexed($0) }
    case 2:
      guard let red = numbers.popFirst(), let green = numbers.popFirst(), let blue = numbers.popFirst() else {
        return nil
      }
      return .rgb(red << 16 | green << 8 | blue)
    default: return nil
    }
  }
}
