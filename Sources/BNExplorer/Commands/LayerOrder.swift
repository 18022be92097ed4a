/// What layers are sorted by, and which way.
struct LayerOrder: Equatable, Sendable {
  enum Key: String, CaseIterable, Sendable {
    case file, name, channels, epsilon, variance, gamma, gravity

    /// Whether the greatest come first unless somebody says otherwise.
    var isUsuallyDown: Bool { self == .channels || self == .gamma || self == .gravity }
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
    case .gravity: "by what is found, \(isDown ? "gravest" : "least grave") first"
    }
  }
}
