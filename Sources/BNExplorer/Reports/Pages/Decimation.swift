/// Which of many points are drawn where not all of them can be: those that show how far curves reach.
enum Decimation {
  /// About so many points a curve are as many as a chart has room for.
  static let most = 600

  /// Chooses of each stretch the lowest and the highest point of every curve, and the first value in it that is not finite; the
  /// first and the last point.
  ///
  /// - Parameters:
  ///   - curves: their values, of one length.
  ///   - isMissing: whether nothing was measured.
  ///   - most: from more points than this on, some are left out.
  /// - Returns: the places of the points to keep, in their order.
  static func kept(_ curves: [[Double]], isMissing: (Double) -> Bool, most: Int = most) -> [Int] {
    let count = curves.first?.count ?? 0
    guard count > most else { return Array(0..<count) }
    let stretches = max(1, (most - 2) / (2 * curves.count))
    var kept: Set<Int> = [0, count - 1]
    for stretch in 0..<stretches {
      let places = count * stretch / stretches..<count * (stretch + 1) / stretches
      for values in curves {
        let finite = places.filter { values[$0].isFinite }
        for place in [
          finite.min { values[$0] < values[$1] }, finite.max { values[$0] < values[$1] },
          places.first { !values[$0].isFinite && !isMissing(values[$0]) },
        ] {
          if let place { kept.insert(place) }
        }
      }
    }
    return kept.sorted()
  }
}
