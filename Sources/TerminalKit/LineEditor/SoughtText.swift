/// A text that is looked for in lines, by the method of Knuth, Morris and Pratt: each character of a line is compared a few
/// times at most, whatever line and text are made of.
struct SoughtText: Equatable, Sendable {
  private let characters: [Character]
  /// How much of the text stands at the end of each of its beginnings, so that what was compared is not compared again.
  private let overlaps: [Int]

  init(_ text: String) {
    let characters = Array(text)
    var overlaps = [Int](repeating: 0, count: characters.count)
    var matched = 0
    for index in characters.indices.dropFirst() {
      while matched > 0, characters[index] != characters[matched] { matched = overlaps[matched - 1] }
      if characters[index] == characters[matched] { matched += 1 }
      overlaps[index] = matched
    }
    (self.characters, self.overlaps) = (characters, overlaps)
  }

  /// Where it stands in a line, nearest to a place in a direction; without a place, from the far end on.
  func place(in line: [Character], from: Int?, backward: Bool) -> Int? {
    let last = line.count - characters.count
    guard last >= 0, !characters.isEmpty else { return nil }
    if backward {
      let end = min(from ?? last, last)
      return end < 0 ? nil : places(in: line[..<(end + characters.count)]) { _ in true }
    }
    let start = max(from ?? 0, 0)
    return start > last ? nil : places(in: line[start...]) { _ in false }
  }

  /// The last place, as long as the search goes on behind each.
  private func places(in line: ArraySlice<Character>, goesOn: (Int) -> Bool) -> Int? {
    var (found, matched): (Int?, Int) = (nil, 0)
    for index in line.indices {
      while matched > 0, line[index] != characters[matched] { matched = overlaps[matched - 1] }
      if line[index] == characters[matched] { matched += 1 }
      guard matched == characters.count else { continue }
      let place = index + 1 - matched
      found = place
      guard goesOn(place) else { return found }
      matched = overlaps[matched - 1]
    }
    return found
  }
}
