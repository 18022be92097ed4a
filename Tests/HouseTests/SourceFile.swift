/// What a file declares for others, and what it uses.
struct SourceFile {
  /// The path below `Sources`.
  let path: String
  /// Names declared at the top of the file, except those that no other file sees.
  private(set) var declared: Set<Substring> = []
  /// Names declared further in, or for this file alone: in its room they hide others of the same name.
  private(set) var hidden: Set<Substring> = []
  /// Members that extensions add to types, by the type's first name.
  private(set) var added: [Substring: Set<Substring>] = [:]
  /// Names that stand free: of types, and of functions that are called.
  private(set) var used: Set<Substring> = []
  /// Names behind a point.
  private(set) var usedMembers: Set<Substring> = []

  init(path: String, source: String) {
    self.path = path
    var reader = DeclarationReader(SwiftTokens(source).tokens)
    reader.read()
    declared = reader.declared
    hidden = reader.hidden
    added = reader.added
    used = reader.used
    usedMembers = reader.usedMembers
  }

  var module: Substring { path.prefix { $0 != "/" } }
  var folder: Substring { path.lastIndex(of: "/").map { path[..<$0] } ?? "" }
}

/// Goes once through the words of a file.
private struct DeclarationReader {
  private let tokens: [SwiftTokens.Token]
  private(set) var declared: Set<Substring> = []
  private(set) var hidden: Set<Substring> = []
  private(set) var added: [Substring: Set<Substring>] = [:]
  private(set) var used: Set<Substring> = []
  private(set) var usedMembers: Set<Substring> = []

  private static let introducers: Set<Substring> = [
    "struct", "enum", "class", "actor", "protocol", "typealias", "func", "var", "let", "case",
  ]

  init(_ tokens: [SwiftTokens.Token]) { self.tokens = tokens }

  mutating func read() {
    var depth = 0
    var isPrivate = false
    // The type that the extension around the present place extends.
    var extended: Substring?
    var isBehindPoint = false
    var index = 0
    while index < tokens.count {
      defer { index += 1 }
      switch tokens[index] {
      case .mark("{"): depth += 1
      case .mark("}"):
        depth -= 1
        if depth == 0 { extended = nil }
      case .mark("."):
        isBehindPoint = true
        continue
      case .mark: break
      case .lineEnd: isPrivate = false
      case .word(let word):
        if isBehindPoint { usedMembers.insert(word) } else if isType(word) || isCalled(at: index) { used.insert(word) }
        if word == "private" || word == "fileprivate", !isSetter(at: index) { isPrivate = true }
        guard let name = name(behind: index), !isBehindPoint else { break }
        if word == "extension", depth == 0 { extended = name }
        guard Self.introducers.contains(word) else { break }
        if depth == 0 {
          if isPrivate { hidden.insert(name) } else { declared.insert(name) }
        } else {
          hidden.insert(name)
          if depth == 1, let extended, !isPrivate { added[extended, default: []].insert(name) }
        }
      }
      isBehindPoint = false
    }
  }

  private func isType(_ word: Substring) -> Bool { word.first?.isUppercase == true }

  /// Whether a parenthesis follows, and the word is not that of a declaration.
  private func isCalled(at index: Int) -> Bool {
    guard index + 1 < tokens.count, tokens[index + 1] == .mark("(") else { return false }
    return index == 0 || tokens[index - 1] != .word("func")
  }

  /// Whether an access level concerns only setting: `private(set)`.
  private func isSetter(at index: Int) -> Bool {
    tokens.dropFirst(index + 1).starts(with: [.mark("("), .word("set")])
  }

  private func name(behind index: Int) -> Substring? {
    var rest = tokens.dropFirst(index + 1)
    if rest.first == .mark("`") { rest.removeFirst() }
    if case .word(let name)? = rest.first { return name }
    return nil
  }
}
