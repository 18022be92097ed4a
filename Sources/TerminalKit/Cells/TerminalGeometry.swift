import Platform

/// Sizes of terminals, as far as they can be believed.
package enum TerminalGeometry {
  static let fallback = Size(columns: 80, rows: 24)
  /// Beyond any real window, and small enough that a wrong answer cannot fill the memory.
  static let limit = Size(columns: 2000, rows: 1000)

  /// The size to draw for.
  ///
  /// A terminal that says 0 does not know its size.
  static func settled(_ size: Size) -> Size {
    guard size.columns > 0, size.rows > 0 else { return fallback }
    return Size(columns: min(size.columns, limit.columns), rows: min(size.rows, limit.rows))
  }

  /// The size of a terminal; 80 by 24 where it does not know its own.
  package static func size(of descriptor: Int32) -> Size {
    Descriptor.windowSize(of: descriptor).map { Size(columns: $0.columns, rows: $0.rows) } ?? fallback
  }
}
