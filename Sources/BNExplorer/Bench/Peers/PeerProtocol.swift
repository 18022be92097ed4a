import Platform

/// What is asked of a peer, and what it answers, a line each.
enum PeerProtocol {
  /// How a peer begins: its name and version.
  static func name(_ line: String) throws(PeerFailure) -> String {
    let name = try rest(of: line, behind: "peer", wanted: "peer NAME VERSION")
    guard !name.isEmpty else { throw PeerFailure("gives no name behind \"peer\"") }
    return name.escapingControls
  }

  /// Asks for the arrays of a case and for some numbers of its result.
  static func request(_ which: BenchCase, places: Int) -> String {
    let extents = which.shape.dimensions.map(String.init).joined(separator: "x")
    return "case \(which.operation.rawValue) \(which.shape.layout.rawValue) \(extents) \(places)"
  }

  /// The numbers of a result; an error with the peer's reason where it has no such operation.
  static func values(_ line: String) throws(PeerFailure) -> [Float] {
    if line == "none" || line.hasPrefix("none ") {
      throw PeerFailure("cannot do it: \(String(line.dropFirst(5)).shown)", isOfCase: true)
    }
    let words = try rest(of: line, behind: "values", wanted: "values NUMBER..., or none REASON").split(separator: " ")
    var values: [Float] = []
    for word in words {
      guard let value = Float(word) else { throw PeerFailure("has \(String(word).quoted()) among its values") }
      values.append(value)
    }
    return values
  }

  /// Asks for the time of a pass, measured for about so many milliseconds.
  static func turn(milliseconds: Int) -> String { "turn \(milliseconds)" }

  /// Seconds of a pass.
  static func seconds(_ line: String) throws(PeerFailure) -> Double {
    let text = try rest(of: line, behind: "time", wanted: "time NANOSECONDS")
    guard let nanoseconds = Double(text), nanoseconds > 0, nanoseconds.isFinite else {
      throw PeerFailure("says that a pass takes \(text.quoted()) nanoseconds")
    }
    return nanoseconds * 1e-9
  }

  private static func rest(of line: String, behind word: String, wanted: String) throws(PeerFailure) -> String {
    guard line == word || line.hasPrefix(word + " ") else {
      throw PeerFailure("answers \(line.quoted(limit: 60)), where \"\(wanted)\" was expected")
    }
    return String(line.dropFirst(word.count + 1))
  }
}

/// Why a peer is not measured, in words that go on from its name.
struct PeerFailure: Error, Equatable, CustomStringConvertible {
  let description: String
  /// Whether other cases may go well.
  var isOfCase: Bool

  init(_ description: String, isOfCase: Bool = false) {
    self.description = description
    self.isOfCase = isOfCase
  }
}

extension String {
  /// The beginning of what a peer says of itself, for a line on a terminal.
  var shown: String { count > 160 ? String(prefix(160)).escapingControls + "..." : escapingControls }
}
