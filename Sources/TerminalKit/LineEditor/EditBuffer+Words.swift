/// Where words begin and end, by the two measures readline uses.
extension EditBuffer {
  /// The end of the word under or after a place (letters and digits make words).
  func wordEnd(after place: Int) -> Int {
    var place = place
    while place < count, !characters[place].isWordCharacter { place += 1 }
    while place < count, characters[place].isWordCharacter { place += 1 }
    return place
  }

  /// The start of the word under or before a place (letters and digits make words).
  package func wordStart(before place: Int) -> Int {
    var place = place
    while place > 0, !characters[place - 1].isWordCharacter { place -= 1 }
    while place > 0, characters[place - 1].isWordCharacter { place -= 1 }
    return place
  }

  /// The start of the word before a place, where only blanks part words (Ctrl-W).
  func blankWordStart(before place: Int) -> Int {
    var place = place
    while place > 0, characters[place - 1].isWhitespace { place -= 1 }
    while place > 0, !characters[place - 1].isWhitespace { place -= 1 }
    return place
  }
}

extension Character {
  fileprivate var isWordCharacter: Bool { isLetter || isNumber }
}
