/// A tensor's name, taken apart: the layer that it belongs to, and the word for what it is there.
///
/// `features.0.1.running_var` is the word `running_var` of the layer `features.0.1`; `bn/gamma:0` and
/// `bn/gamma/.ATTRIBUTES/VARIABLE_VALUE` are the word `gamma` of `bn`; `arg:bn_gamma` is, too, because MXNet sets
/// words off with `_`.
struct TensorName: Equatable, Sendable {
  /// Something that is kept beside a tensor and is none of a layer's numbers.
  enum Companion: String, CaseIterable, Sendable {
    /// What an optimizer remembers of a parameter.
    case optimizer = "what an optimizer remembers"
    /// An average of a parameter over time.
    case average = "moving averages of variables"
    /// TensorFlow's average that began at zero and is not freed of that.
    case zeroDebias = "shadows that free a moving average of its beginning at zero"
  }

  /// The layer; "" for names without one.
  var layer: Substring
  /// The word for the tensor; with `/average`, `/EMA` behind it where the statistic has parts.
  var word: String
  /// Whether the word was cut from a longer one at a `_`, which is done where nothing else is told.
  var isCut = false
  var companion: Companion?

  init(_ name: String) {
    var rest = Self.withoutEndings(name.utf8.last == UInt8(ascii: "]") ? Self.path(ofKeys: name) : name)
    // Taking a name apart takes long, and hardly any of them is an optimizer's.
    let parts = Self.mayBeOptimizers(rest) ? Self.parts(of: rest).dropLast() : []
    if let slot = parts.first(where: { $0 == "OPTIMIZER_SLOT" }) {
      companion = .optimizer
      // What the variable is called stands before `/.OPTIMIZER_SLOT`.
      rest = rest[..<slot.startIndex].dropLast(2)
    } else if parts.contains(where: Self.optimizers.contains) {
      companion = .optimizer
    }
    var (path, last) = Self.split(rest)
    if let companion = Self.companion(last), Self.words.contains(String(Self.split(path).last)) {
      self.companion = companion
      rest = path
      (path, last) = Self.split(rest)
    }
    if Self.innerParts.contains(last) {
      let (outer, statistic) = Self.split(path)
      if Self.words.contains(String(statistic)) || statistic == "mean_ema" || statistic == "var_ema" {
        layer = outer
        word = last == "value" || last == "raw_value" ? String(statistic) : "\(statistic)/\(last)"
        return
      }
    }
    layer = path
    word = String(last)
    // Words of batch renormalization end like others; a layer that is only called so has no path.
    guard !Self.words.contains(word), path.isEmpty || !Self.renormalization.contains(last),
      let cut = Self.cutWord(last)
    else { return }
    isCut = true
    word = cut
    layer = rest.dropLast(cut.utf8.count + 1)
  }

  /// Every word that a dialect has for a number.
  static let words: Set<String> = Set(
    Dialect.all.flatMap { dialect in (dialect.affine + dialect.statistics).flatMap { [$0.first, $0.second] } })

  private static let renormalization: Set<Substring> = ["renorm_mean", "renorm_mean_weight", "renorm_stddev_weight"]

  /// What may stand behind the word of a statistic: parts of it, or the field that a tree keeps each number in.
  private static let innerParts: Set<Substring> = ["average", "hidden", "counter", "EMA", "value", "raw_value"]

  /// The words that may stand behind a `_`, longest first.
  private static let cuttable = words.subtracting(["w_0", "b_0", "w_1", "w_2", "_mean", "_variance"])
    .filter { !$0.contains("/") }.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }

  private static func cutWord(_ last: Substring) -> String? {
    guard last.utf8.contains(UInt8(ascii: "_")) else { return nil }
    return cuttable.first { word in
      last.utf8.count > word.utf8.count + 1 && last.utf8.suffix(word.utf8.count).elementsEqual(word.utf8)
        && last.utf8[last.utf8.index(last.endIndex, offsetBy: -word.utf8.count - 1)] == UInt8(ascii: "_")
    }
  }

  /// A path instead of the keys of a tree as JAX prints them: `['params']['bn']['scale']` is `params/bn/scale`.
  private static func path(ofKeys name: String) -> String {
    guard name.contains("['") else { return name }
    return name.replacing("['", with: "/").replacing("']", with: "").drop { $0 == "/" || $0 == "." }.description
  }

  /// The name without what containers put around it: TensorFlow's `:0` and object graph, MXNet's `arg:` and `aux:`.
  private static func withoutEndings(_ name: String) -> Substring {
    var rest = name[...]
    if rest.utf8.last == UInt8(ascii: "E"), rest.hasSuffix("/.ATTRIBUTES/VARIABLE_VALUE") {
      rest = rest.dropLast("/.ATTRIBUTES/VARIABLE_VALUE".count)
    }
    if let colon = rest.utf8.lastIndex(of: UInt8(ascii: ":")) {
      let behind = rest[rest.utf8.index(after: colon)...]
      if !behind.isEmpty, behind.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { rest = rest[..<colon] }
    }
    if rest.utf8.first == UInt8(ascii: "a") {
      for start in ["arg:", "aux:"] where rest.hasPrefix(start) { rest = rest.dropFirst(start.count) }
    }
    return rest
  }

  /// The last part of a path, which `/` or `.` set off, and what stands before it.
  static func split(_ path: Substring) -> (path: Substring, last: Substring) {
    guard let cut = path.utf8.lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }) else {
      return ("", path)
    }
    // Some flatten trees with two slashes.
    let outer = path.utf8[..<cut]
    let end = outer.lastIndex { $0 != UInt8(ascii: "/") }.map(outer.index(after:)) ?? outer.startIndex
    return (path[..<end], path[path.utf8.index(after: cut)...])
  }

  /// The parts of a path.
  static func parts(of path: Substring) -> [Substring] {
    path.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }.map { Substring($0) }
  }

  private static func companion(_ last: Substring) -> Companion? {
    if last == "ExponentialMovingAverage" || last == "MovingAverage" || last == "ema" { return .average }
    if last == "biased" || last == "local_step" { return .zeroDebias }
    guard let first = last.utf8.first, slotBeginnings.contains(first) else { return nil }
    return slots.contains { last.utf8.starts(with: $0.utf8) } || wholeSlots.contains(last) ? .optimizer : nil
  }

  /// TensorFlow's optimizers, whose names those of their variables begin with: `Adam`, `Adam_1`, `AdamWeightDecayOptimizer`.
  private static let slots = [
    "Adam", "AMSGrad", "Nadam", "Momentum", "RMSProp", "Adagrad", "Adadelta", "Ftrl", "LAMB", "LARS", "SGD", "Yogi",
    "adam_", "exp_avg", "momentum", "velocity",
  ]

  /// Slots whose names have nothing behind them.
  private static let wholeSlots: Set<Substring> = ["m", "v", "vhat", "slow"]

  /// What all of these begin with.
  private static let slotBeginnings = Set((slots + wholeSlots.map(String.init)).compactMap(\.utf8.first))

  /// Parts of a path below which an optimizer keeps its own.
  private static let optimizers: Set<Substring> = [
    "optimizer", "optimizers", "optimizer_state", "optimizer_states", "optimizer_state_dict", "optimizer_weights",
    "opt_state", "opt", "optim", "Adam", "AdamW", "SGD", "RMSprop", "Nadam", "Adagrad",
  ]

  /// What the parts begin with that tell an optimizer: these, and `OPTIMIZER_SLOT`.
  private static let optimizerBeginnings = Array(Set(optimizers.compactMap(\.utf8.first) + [UInt8(ascii: "O")]))

  /// Whether a part of a path begins as an optimizer's name does.
  private static func mayBeOptimizers(_ path: Substring) -> Bool {
    var isBeginning = true
    for byte in path.utf8 {
      if isBeginning, optimizerBeginnings.contains(byte) { return true }
      isBeginning = byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
    }
    return false
  }
}
