/// The moments of each group of a batch, without roundings to speak of.
struct GroupMoments: Sendable {
  /// How many numbers a group has.
  let count: Int
  let mean: [Double]
  /// The sum of squared deviations divided by ``count``.
  let variance: [Double]
  /// The largest magnitude.
  let largest: [Double]

  /// Takes the moments of some numbers.
  ///
  /// - Parameters:
  ///   - numbers: a batch, row-major.
  ///   - groups: the group of each.
  ///   - grouping: how many groups there are, and how large they are.
  ///   - isKept: whether a number counts; `nil` where all do.
  init(_ numbers: [Double], _ groups: [Int32], _ grouping: ChannelGrouping, isKept: [Bool]? = nil) {
    let kept = isKept.map { mask in numbers.indices.filter { mask[$0] } } ?? Array(numbers.indices)
    let n = kept.count / max(grouping.count, 1)
    let zeros = [Double](repeating: 0, count: grouping.count)
    var (sums, largest) = (zeros, zeros)
    for index in kept {
      let group = Int(groups[index])
      sums[group] += numbers[index]
      largest[group] = max(largest[group], numbers[index].magnitude)
    }
    let rough = sums.map { $0 / Double(n) }
    var (squares, rests) = (zeros, zeros)
    for index in kept {
      let group = Int(groups[index])
      let deviation = numbers[index] - rough[group]
      squares[group] += deviation * deviation
      rests[group] += deviation
    }
    count = n
    // What is left of the deviations corrects the mean and the squares about it.
    mean = zip(rough, rests).map { $0 + $1 / Double(n) }
    variance = zip(squares, rests).map { max(0, ($0 - $1 * $1 / Double(n)) / Double(n)) }
    self.largest = largest
  }
}
