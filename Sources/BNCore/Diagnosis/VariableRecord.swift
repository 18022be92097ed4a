/// Where a variable's values came from, and what became of the update operations since: its own count, whatever other
/// variables there were before it.
public struct VariableRecord: Sendable, Equatable {
  /// Where values come from.
  public enum Origin: String, Sendable, CaseIterable {
    /// The initializer made them.
    case initializer
    /// A person gave them.
    case assigned
    /// They were read from a file.
    case file
  }

  /// Where the values came from that the variable began with.
  public var origin: Origin
  /// Steps since then whose update operations ran.
  public var updatesRun: Int
  /// Steps since then whose update operations were left out.
  public var updatesForgotten: Int
  /// The share of the values it began with that is left in a moving statistic: the product of the momenta with which
  /// those updates really ran, whatever the momentum is by now.
  public var shareLeft: Double

  /// Makes a record; see the properties.
  public init(
    from origin: Origin = .initializer, updatesRun: Int = 0, updatesForgotten: Int = 0, shareLeft: Double = 1
  ) {
    self.origin = origin
    self.updatesRun = updatesRun
    self.updatesForgotten = updatesForgotten
    self.shareLeft = shareLeft
  }
}
