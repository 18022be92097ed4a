import BNCore

extension LayerOrder {
  /// The places of layers in this order; those that have no such number come last, and equal ones as they stand in the file.
  ///
  /// - Parameters:
  ///   - indices: the places to be sorted.
  ///   - layers: the layers.
  ///   - gravity: the gravest that was found in the layer of a place.
  /// - Returns: the places, in order.
  func sorted(
    _ indices: [Int], of layers: [(layer: FoundLayer, numbers: LayerNumbers)], gravity: (Int) -> Finding.Severity?
  ) -> [Int] {
    switch key {
    case .file: return isDown ? indices.reversed() : indices
    case .name:
      let sorted = indices.map { ($0, layers[$0].layer.name) }.sorted { isDown ? $0.1 > $1.1 : $0.1 < $1.1 }
      return sorted.map(\.0)
    case .channels, .epsilon, .variance, .gamma, .gravity:
      let last = isDown ? -Double.infinity : .infinity
      let keyed = indices.map { (index: $0, number: number(layers[$0].layer, layers[$0].numbers, gravity($0)) ?? last) }
      return keyed.sorted { isDown ? $0.number > $1.number : $0.number < $1.number }.map(\.index)
    }
  }

  private func number(_ layer: FoundLayer, _ numbers: LayerNumbers, _ gravity: Finding.Severity?) -> Double? {
    switch key {
    case .file, .name: nil
    case .channels: layer.channels.map(Double.init)
    case .epsilon: layer.epsilon
    case .gravity: gravity.map { -Double(Finding.Severity.gravestFirst.firstIndex(of: $0) ?? 0) }
    case .variance: numbers.variance?.filter { !$0.isNaN }.min()
    case .gamma: numbers.gamma?.filter { !$0.isNaN }.map(\.magnitude).max()
    }
  }
}
