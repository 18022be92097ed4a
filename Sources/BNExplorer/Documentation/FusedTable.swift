import BNCore

/// Which implementation runs, for one call of each kind; a table for docs/semantics.md.
enum FusedTable {
  static var markdown: String {
    let head = ["| input | `axis` | `fused` | besides | what runs |", "| --- | --- | --- | --- | --- |"]
    return (head + calls.map(\.markdown)).joined(separator: "\n") + "\n"
  }

  private static var calls: [Call] {
    [
      Call(rank: 4, axis: -1), Call(rank: 4, axis: 3, fused: true), Call(rank: 4, axis: 1),
      Call(rank: 4, axis: -1, fused: false), Call(rank: 2, axis: -1, fused: true), Call(rank: 3, axis: -1),
      Call(rank: 5, axis: -1, fused: true), Call(rank: 4, axis: 0), Call(rank: 4, axis: 2, fused: true),
      Call(rank: 4, axis: -1, fused: true, renorm: true),
      Call(rank: 4, axis: -1, fused: true, regularizer: .l2(0)),
    ]
  }

  private struct Call {
    let rank: Int
    let axis: Int
    var fused: Bool?
    var renorm = false
    var regularizer: Regularizer?

    var markdown: String {
      var options = BatchNormalizationOptions()
      (options.axis, options.fused, options.renorm, options.gammaRegularizer) = (axis, fused, renorm, regularizer)
      let choice = FusedChoice(options: options, rank: rank, axis: axis < 0 ? axis + rank : axis)
      let asked = fused.map { $0 ? "True" : "False" } ?? "None"
      let besides = renorm ? "renorm" : regularizer == nil ? "" : "a regularizer, even of scale 0"
      return "| rank \(rank) | \(axis) | \(asked) | \(besides) | \(Self.text(choice)) |"
    }

    private static func text(_ choice: FusedChoice) -> String {
      switch choice {
      case .fused: "fused"
      case .nonFused(let reason): "not fused (\(reason))"
      }
    }
  }
}
