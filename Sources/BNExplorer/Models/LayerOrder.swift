/// What layers are sorted by, and which way.
struct LayerOrder: Equatable, Sendable {
  enum Key: String, CaseIterable, Sendable {
    case file, name, channels, epsilon, variance, gamma

    /// Whether the greatest come first unless somebody says otherwise.
    var isUsuallyDown: Bool { self == .channels || self == .gamma }
  }

  enum Direction: String, CaseIterable, Sendable { case up, down }

  var key = Key.file
  /// `nil` as is usual for the key.
  var direction: Direction?

  var isDown: Bool { direction.map { $0 == .down } ?? key.isUsuallyDown }

  /// In words: "variance, least first".
  func text(isNetworkOrder: Bool) -> String {
    switch key {
    case .file: (isNetworkOrder ? "network order" : "file order") + (isDown ? ", backwards" : "")
    case .name: "by name" + (isDown ? ", backwards" : "")
    case .channels: "by channels, \(isDown ? "most" : "fewest") first"
    case .epsilon: "by epsilon, \(isDown ? "greatest" : "least") first"
    case .variance: "by least variance, \(isDown ? "greatest" : "least") first"
    case .gamma: "by greatest |gamma|, \(isDown ? "greatest" : "least") first"
    }
  }

  /// The places of layers in this order; those that have no such number come last, and equal ones as they stand in the file.
  func sorted(_ indices: [Int], of layers: [(layer: FoundLayer, numbers: LayerNumbers)]) -> [Int] {
    switch key {
    case .file: return isDown ? indices.reversed() : indices
    case .name:
      let sorted = indices.map { ($0, layers[$0].layer.name) }.sorted { isDown ? $0.1 > $1.1 : $0.1 < $1.1 }
      return sorted.map(\.0)
    case .channels, .epsilon, .variance, .gamma:
      let last = isDown ? -Double.infinity : .infinity
      let keyed = indices.map { (index: $0, number: number(layers[$0].layer, layers[$0].numbers) ?? last) }
      return keyed.sorted { isDown ? $0.number > $1.number : $0.number < $1.number }.map(\.index)
    }
  }

  private func number(_ layer: FoundLayer, _ numbers: LayerNumbers) -> Double? {
    switch key {
    case .file, .name: nil
    case .channels: layer.channels.map(Double.init)
    case .epsilon: layer.epsilon
    case .variance: numbers.variance?.filter { !$0.isNaN }.min()
    case .gamma: numbers.gamma?.filter { !$0.isNaN }.map(\.magnitude).max()
    }
  }
}
