import BNCore

extension Setting {
  /// What a number outside of its usual range does.
  ///
  /// TensorFlow takes any number, and so does the layer; a person should know what a strange one does.
  ///
  /// - Parameter options: the layer's arguments with this setting in them.
  /// - Returns: `nil` for a number within its range.
  func rangeWarning(in options: BatchNormalizationOptions) -> String? {
    let found: [String]
    switch value {
    case .number(let number?): found = Self.troubles(of: parameter, number, options)
    case .clipping(let clipping):
      let given: [(Parameter, Double?)] = [(.rmax, clipping.rmax), (.rmin, clipping.rmin), (.dmax, clipping.dmax)]
      var all: [String] = []
      for (parameter, number) in given {
        for trouble in number.map({ Self.troubles(of: parameter, $0, options) }) ?? [] where !all.contains(trouble) {
          all.append(trouble)
        }
      }
      found = all
    default: found = []
    }
    let framework = options.conventions?.name ?? "TensorFlow"
    return found.isEmpty ? nil : "taken as \(framework) takes it: " + found.joined(separator: "; ")
  }

  private static func troubles(
    of parameter: Parameter, _ number: Double, _ options: BatchNormalizationOptions
  ) -> [String] {
    let limits = options.renormClipping
    let framework = options.conventions.flatMap { FrameworkChoice.other($0.name).rules }
    let name = "\(parameter.rawValue) \(ValueText.text(number))"
    if number.isNaN { return ["\(name) makes everything NaN that it is used for"] }
    switch parameter {
    case .momentum, .renormMomentum:
      if (0...1).contains(number) { return [] }
      let usual = parameter == .momentum ? framework.flatMap { $0.momentum.written($0.momentum.shareOfOld) } : nil
      return [
        "\(name) lies outside 0..1, so the averages that it moves will not settle; \(ValueText.text(usual ?? 0.99)) is usual"
      ]
    case .epsilon:
      if number >= 0, number.isFinite { return [] }
      let usual = ValueText.text(framework?.epsilon ?? 0.001)
      guard number.isFinite else { return ["with \(name) no output is a useful number; \(usual) is usual"] }
      let floor = " (a fused layer adds at least \(ValueText.text(FusedChoice.epsilonFloor)))"
      return [
        "\(name) is below 0, so y is NaN where variance + epsilon is\(framework == nil ? floor : ""); \(usual) is usual"
      ]
    case .rmax: return number >= 1 ? inverted(limits) : ["\(name) is below 1, so even r = 1, no correction, is clipped"]
    case .rmin: return number <= 1 ? inverted(limits) : ["\(name) is above 1, so even r = 1, no correction, is clipped"]
    case .dmax: return number >= 0 ? [] : ["\(name) is below 0, so d is \(ValueText.text(number)) in every channel"]
    case .learningRate:
      if number >= 0, number.isFinite { return [] }
      return [
        number < 0 && number.isFinite
          ? "\(name) is below 0, so the optimizer makes the loss larger"
          : "\(name) makes gamma and beta NaN or infinite"
      ]
    default: return []
    }
  }

  private static func inverted(_ limits: RenormClipping) -> [String] {
    guard let rmin = limits.rmin, let rmax = limits.rmax, rmin > rmax else { return [] }
    return ["rmin \(ValueText.text(rmin)) is above rmax \(ValueText.text(rmax)), which wins: r is that everywhere"]
  }
}
