import TerminalKit
import BNCore

/// The numbers of a layer's channels in order, few enough to be drawn in a row: where channels share a place, the one that
/// deviates most from the median stands there, so that no outlier is lost.
struct ChannelPicture: Equatable, Sendable {
  /// As many places as the widest row has cells.
  static let most = 128

  /// NaN is not finite, minus infinity lies below the scale.
  let places: [Double]
  let range: ValueRange?
  private let median: Double

  init(_ values: [Double]) {
    let finite = values.filter(\.isFinite)
    let median = finite.isEmpty ? 0 : finite.sorted()[finite.count / 2]
    self.median = median
    // What has no place on the scale stands out by being so.
    let marked = values.map { $0 == .infinity ? .nan : $0 }
    places = Self.gathered(marked, into: Self.most, median)
    range = ValueRange(of: finite)
  }

  /// Of logarithms of base 10: a variance of 0 lies below the scale, one below 0 has none.
  init(logarithmsOf values: [Double]) {
    self.init(values.map { $0 == 0 ? -.infinity : $0 > 0 ? PortableMath.log($0) / PortableMath.log(10) : .nan })
  }

  /// A place a cell, or a cell a place where there are fewer of them.
  func cells(_ count: Int) -> [Double] { Self.gathered(places, into: count, median) }

  private static func gathered(_ values: [Double], into count: Int, _ median: Double) -> [Double] {
    guard values.count > count, count > 0 else { return count > 0 ? values : [] }
    return (0..<count).map { cell in
      let share = values[cell * values.count / count..<(cell + 1) * values.count / count]
      return share.max { deviation($0, median) < deviation($1, median) } ?? .nan
    }
  }

  private static func deviation(_ value: Double, _ median: Double) -> Double {
    value.isNaN ? .infinity : value == -.infinity ? .greatestFiniteMagnitude : (value - median).magnitude
  }
}
