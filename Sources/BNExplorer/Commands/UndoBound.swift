/// How much can be taken back.
enum UndoBound {
  /// So many commands at the least.
  static let commands = 100
  /// So many of them that began or left a timeline, or another source before the first step.
  static let heavy = 16
}
