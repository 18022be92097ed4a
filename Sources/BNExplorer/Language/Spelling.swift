import BNFiles

/// The nearest right word for a wrong one, if there is one near enough to be meant.
func nearest(_ word: String, among candidates: some Sequence<String>) -> String? {
  // Nobody mistypes a whole page.
  guard word.count <= 64 else { return nil }
  let limit = max(1, word.count / 3)
  let ranked = candidates.map { ($0, editDistance(word, $0)) }.min { $0.1 < $1.1 }
  guard let ranked, ranked.1 <= limit else { return nil }
  return ranked.0
}

/// "unknown KIND "word"; did you mean X?", or the list of right words when nothing is near.
func unknown(_ kind: String, _ word: String, among candidates: [String]) -> String {
  let shown = word.count > 40 ? word.prefix(40) + "…" : word[...]
  if let near = nearest(word.lowercased(), among: candidates) {
    return "unknown \(kind) \"\(shown)\"; did you mean \(near)?"
  }
  return "unknown \(kind) \"\(shown)\"; expected \(orList(candidates))"
}

/// "a, b or c".
func orList(_ words: [String]) -> String {
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " or " + last
}

/// How many single-character insertions, deletions, substitutions and swaps of neighbours turn one word into another
/// (optimal string alignment).
private func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var older: [Int] = []
  var above = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var best = min(above[j] + (a[i] == b[j] ? 0 : 1), above[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, older[j - 1] + 1) }
      row.append(best)
    }
    older = above
    above = row
  }
  return above[b.count]
}
