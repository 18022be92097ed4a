import BNCore

/// The words for frameworks and for single ways of calling one.
enum FrameworkName {
  /// One word for each framework that was measured.
  static let all: [String] = FrameworkRules.all.reduce(into: []) { names, rules in
    if !names.contains(rules.framework) { names.append(rules.framework) }
  }

  /// The rules that a name can stand for: all ways of calling a framework, or one.
  static func ways(of name: String) -> [FrameworkRules] {
    FrameworkRules.all.filter { all.contains(name) ? $0.framework == name : $0.name == name }
  }

  /// What is said of a name that none has; a way of calling one has blanks in its name, so that a wrong word with nothing
  /// near gets the short list.
  static func error(of name: String, column: Int, besides others: [String] = []) -> CommandError {
    let names = others + all + FrameworkRules.all.map(\.name)
    let isNear = nearest(name.lowercased(), among: names) != nil
    return CommandError(
      unknown("framework", name, among: isNear ? names : others + all), column: column)
  }
}

extension FrameworkRules {
  /// The framework without the way in which it is called.
  var framework: String { String(name.split(separator: " ")[0]) }
}
