import BNCore

/// Frameworks for people: one name for all ways of calling one that do the same.
struct FrameworkNames {
  /// Those that need not be asked for anything.
  let defaults: [String]
  /// Those that have to be asked for an epsilon or a momentum.
  let others: [String]

  init(_ matches: [FrameworkMatch]) {
    let defaults = Set(matches.filter(\.isDefault).map(\.name))
    let others = Set(matches.map(\.name)).subtracting(defaults)
    self.defaults = Self.short(defaults, all: defaults.union(others))
    self.others = Self.short(others, all: defaults.union(others))
  }

  /// Makes names of which nothing is asked.
  init(_ names: [String]) {
    defaults = Self.short(Set(names), all: Set(names))
    others = []
  }

  /// Usual ways stand for rare ones that do the same; rare ones that do not are named.
  private static func short(_ names: Set<String>, all: Set<String>) -> [String] {
    FrameworkRules.all.map(\.name).filter(names.contains).compactMap { name in
      guard !isRare(name) else { return names.contains(usual(of: name)) ? nil : name }
      let missing = ways(of: name).filter { !all.contains($0) }.map { $0.dropFirst(name.count + 1) }
      return missing.isEmpty ? name : "\(name) (not \(missing.joined(separator: ", ")))"
    }
  }

  private static func isRare(_ name: String) -> Bool { usual(of: name) != name }

  /// The usual way of calling what a name is a way of calling.
  private static func usual(of name: String) -> String {
    FrameworkRules.usual.map(\.name).filter { name == $0 || name.hasPrefix($0 + " ") }.max { $0.count < $1.count }
      ?? name
  }

  /// The rare ways of calling what is usually called so, but for those that refuse all training.
  private static func ways(of name: String) -> [String] {
    FrameworkRules.all.filter { $0.name != name && $0.refusal == nil && usual(of: $0.name) == name }.map(\.name)
  }
}
