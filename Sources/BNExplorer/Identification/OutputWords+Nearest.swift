import BNCore
import BNFiles
import Platform

extension OutputWords {
  /// What is said where nothing fits.
  var nearest: String {
    guard let nearest = answer.nearest else { return "Nothing that was looked for gives the output." }
    if nearest.fitting == 0, !nearest.linearAxes.isEmpty {
      let axes = ConventionWords.list(nearest.linearAxes.map { "axis \($0)" })
      return
        "Nothing gives the output by what is known of the layer, but along \(axes) it is the batch times one number "
        + "plus another in each channel, as other gamma, beta or statistics would make it."
    }
    let convention = nearest.convention
    let isGiven = layer.mean != nil && layer.variance != nil
    let statistics = ConventionWords.statistics(convention.statistics, isGiven: isGiven)
    let share = nearest.fitting == 0 ? "none" : "\(nearest.fitting) of \(nearest.count)"
    return "Nothing gives the output; nearest is \(statistics), \(convention.grouping.isUsual ? "along " : "")"
      + "\(ConventionWords.axis(convention.grouping)), with epsilon \(ConventionWords.number(nearest.epsilon)), which gives "
      + "\(share) of the numbers and is off by up to \(LayerTable.number(nearest.largest, 3))"
      + (place(nearest).map { ", all of it in \($0)" } ?? "") + "."
  }

  /// Where the numbers are that do not fit, if that is only somewhere.
  private func place(_ nearest: NearestConvention) -> String? {
    guard nearest.fitting > 0 else { return nil }
    let grouping = nearest.convention.grouping
    func list(_ noun: String, _ places: [Int]) -> String {
      let shown = places.prefix(6).map(String.init)
      let rest = places.count > 6 ? " and \(places.count - 6) more" : ""
      return "\(noun)\(places.count == 1 ? "" : "s") \(shown.joined(separator: ", "))\(rest)"
    }
    // Of the two the one that leaves more of the batch as it should be.
    let isByExample = nearest.examples.count * grouping.count < nearest.groups.count * grouping.shape[0]
    if isByExample, nearest.examples.count < grouping.shape[0] { return list("example", nearest.examples) }
    guard nearest.groups.count < grouping.count else { return nil }
    return list(grouping.axes == [0] ? "example" : "channel", nearest.groups)
  }

  /// What would help.
  var advice: [String] {
    guard answer.isFound else { return missingParts }
    guard answer.frameworks.isEmpty, let convention = answer.convention else { return [] }
    let rank = convention.grouping.shape.count
    guard convention.grouping.axes.count == 1, BatchRank(rawValue: rank) == nil else {
      return ["No framework that was measured does this."]
    }
    return ["Frameworks were measured with matrices and with images of rank 4 alone, not with rank \(rank)."]
  }

  /// What of a layer would help to know.
  private var missingParts: [String] {
    let missing = [
      ("gamma", layer.gamma == nil), ("beta", layer.beta == nil), ("moving_mean", layer.mean == nil),
      ("moving_variance", layer.variance == nil),
    ].filter(\.1).map(\.0)
    return missing.isEmpty
      ? [] : ["A state file that has \(ConventionWords.list(missing)) would help: --state FILE."]
  }

  func json(_ nearest: NearestConvention) -> JSONText {
    [
      "statistics": .string(Self.name(nearest.convention.statistics)),
      "axis": IdentificationReport.axis(nearest.convention.grouping), "epsilon": .double(nearest.epsilon),
      "gamma": .string(nearest.convention.gamma.rawValue), "beta": .string(nearest.convention.beta.rawValue),
      "fitting": .integer(nearest.fitting), "count": .integer(nearest.count), "largest": .double(nearest.largest),
      "roundings": .double(nearest.roundings), "channels": .array(nearest.groups.map(JSONText.integer)),
      "examples": .array(nearest.examples.map(JSONText.integer)),
      "linear_axes": .array(nearest.linearAxes.map(JSONText.integer)),
    ]
  }
}
