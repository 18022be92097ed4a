/// Reads the text of a file of code.
struct TorchScriptParser {
  /// The classes of the file by name; functions that stand outside of classes, as in version 1.0, under "".
  private(set) var classes: [String: TorchScriptCode] = [:]

  private var current = ""
  private var known: [String: TorchScriptCode.Value] = [:]

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      read(line.dropFirst(indent), indent: indent)
    }
  }

  private mutating func read(_ line: Substring, indent: Int) {
    if line.hasPrefix("class ") {
      current = String(line.dropFirst(6).prefix { $0 != "(" && $0 != ":" })
      classes[current, default: TorchScriptCode()] = TorchScriptCode()
    } else if line.hasPrefix("def ") {
      if indent == 0 { current = "" }
      // The object goes by the name that the program gave it, mostly self.
      let first = line.drop { $0 != "(" }.dropFirst().prefix { $0 != ":" && $0 != "," && $0 != ")" }
      known = [first.trimmed: .attribute([])]
    } else if let (name, type) = line.cut(at: " : Final["), let (_, value) = type.cut(at: "] = ") {
      let value = self.value(of: value)
      classes[current]?.finals[String(name)] = value
    } else {
      statement(line)
    }
  }

  private mutating func statement(_ line: Substring) {
    let calls = calls(in: line)
    if !calls.isEmpty { classes[current, default: TorchScriptCode()].calls += calls }
    guard let (target, expression) = line.cut(at: " = ") else { return }
    let name = target.trimmed
    guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return }
    let value = value(of: expression)
    // Of two branches the one that names a tensor counts: the other stands for a module without it.
    if value == TorchScriptCode.Value.none, case .attribute = known[name] { return }
    known[name] = value
  }

  // MARK: Expressions

  private static let longestExpression = 400

  /// What an expression is; `nil` where it would have to be computed.
  private func value(of expression: Substring) -> TorchScriptCode.Value? {
    // Each part of a path is looked up by recursion, which has to end well before the stack does.
    guard expression.utf8.count <= Self.longestExpression else { return nil }
    var text = expression.trimmed
    while text.hasPrefix("("), text.hasSuffix(")") { text = String(text.dropFirst().dropLast()) }
    if let known = known[text] { return known }
    switch text {
    case "None": return TorchScriptCode.Value.none
    case "True": return .bool(true)
    case "False": return .bool(false)
    default: break
    }
    if text.hasPrefix("__torch__.") { return .function(text) }
    if text.hasPrefix("CONSTANTS.c") { return Int(text.dropFirst(11)).map { .constant($0) } }
    if let number = Double(text) { return .number(number) }
    return attribute(text)
  }

  /// `(self.features).weight` or `getattr(self, "0")`.
  private func attribute(_ text: String) -> TorchScriptCode.Value? {
    if text.hasPrefix("getattr("), text.hasSuffix("\")"), let quote = text.dropLast(2).lastIndex(of: "\"") {
      let object = text[..<quote].dropFirst(8).trimmed
      guard object.last == "," else { return nil }
      return member(String(text[quote...].dropFirst().dropLast(2)), of: object.dropLast())
    }
    guard let dot = text.lastIndex(of: "."), dot > text.startIndex else { return nil }
    return member(String(text[text.index(after: dot)...]), of: text[..<dot])
  }

  private func member(_ name: String, of object: Substring) -> TorchScriptCode.Value? {
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
      case .attribute(let path) = value(of: object)
    else { return nil }
    return .attribute(path + [name])
  }

  // MARK: Calls

  /// The names under which programs call a batch norm; all have the same first eight arguments.
  private static let operators = [
    "torch.batch_norm", "torch._batch_norm_impl_index", "torch.native_batch_norm", "torch.cudnn_batch_norm",
    "ops.aten.batch_norm", "torch.miopen_batch_norm",
  ]

  /// How long a statement, and how many calls in it, are looked at: real ones have one call and some hundred letters.
  private static let longestLine = 1 << 16
  private static let mostCalls = 32

  private func calls(in line: Substring) -> [TorchScriptCode.Call] {
    var calls: [TorchScriptCode.Call] = []
    var rest = line
    guard line.utf8.count <= Self.longestLine else { return [] }
    while calls.count < Self.mostCalls, let open = rest.firstIndex(of: "(") {
      let name = rest[..<open].reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
      let function = String(String(name).reversed())
      rest = rest[rest.index(after: open)...]
      if Self.operators.contains(function) {
        calls.append(call(arguments(in: rest), statisticsFirst: false))
      } else if case .function(let full) = known[function] ?? value(of: function[...]), full.hasSuffix(".batch_norm") {
        calls.append(call(arguments(in: rest), statisticsFirst: true))
      }
    }
    return calls
  }

  /// The arguments up to the closing bracket.
  private func arguments(in text: Substring) -> [Substring] {
    var arguments: [Substring] = []
    var depth = 0
    var isQuoted = false
    var start = text.startIndex
    for index in text.indices {
      switch text[index] {
      case "\"": isQuoted.toggle()
      case _ where isQuoted: break
      case "(", "[": depth += 1
      case ",", ")", "]":
        if text[index] != ",", depth > 0 {
          depth -= 1
        } else if depth == 0 {
          arguments.append(text[start..<index])
          start = text.index(after: index)
          if text[index] != "," { return arguments }
        }
      default: break
      }
    }
    return arguments
  }

  /// The function of `torch.nn.functional` takes the statistics before gamma and beta, the operator behind them.
  private func call(_ arguments: [Substring], statisticsFirst: Bool) -> TorchScriptCode.Call {
    let values = arguments.prefix(8).map(value)
    func argument(_ place: Int) -> TorchScriptCode.Value? { place < values.count ? values[place] : nil }
    return TorchScriptCode.Call(
      gamma: argument(statisticsFirst ? 3 : 1), beta: argument(statisticsFirst ? 4 : 2),
      mean: argument(statisticsFirst ? 1 : 3), variance: argument(statisticsFirst ? 2 : 4), training: argument(5),
      momentum: argument(6), epsilon: argument(7))
  }
}

extension StringProtocol {
  /// The text without blanks at both ends.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Substring {
  /// What stands in front of a mark and behind it; `nil` where there is no such mark.
  fileprivate func cut(at mark: String) -> (front: Substring, behind: Substring)? {
    guard let first = mark.utf8.first else { return nil }
    var rest = self[...].utf8
    while let place = rest.firstIndex(of: first) {
      if rest[place...].starts(with: mark.utf8) {
        return (self[..<place], self[utf8.index(place, offsetBy: mark.utf8.count)...])
      }
      rest = rest[utf8.index(after: place)...]
    }
    return nil
  }
}
