/// The limits of renorm's correction; a missing one is no limit.
///
/// TensorFlow's `renorm_clipping` dictionary. `rmin` is not 1 / `rmax` unless it is set so, and `rmax` wins where it is
/// smaller than `rmin`.
public struct RenormClipping: Sendable, Equatable {
  /// The largest r.
  public var rmax: Double?
  /// The smallest r.
  public var rmin: Double?
  /// The largest |d|.
  public var dmax: Double?
  /// Keys that a dictionary had besides the three; a layer with renorm refuses them, one without does not look.
  public private(set) var unknown: [String: Double] = [:]

  /// Makes no limits.
  public init() {}

  /// Makes limits.
  public init(rmax: Double? = nil, rmin: Double? = nil, dmax: Double? = nil) {
    self.rmax = rmax
    self.rmin = rmin
    self.dmax = dmax
  }
}

extension RenormClipping: ExpressibleByDictionaryLiteral {
  /// Makes limits from a dictionary such as `["rmax": 3, "dmax": 5]`.
  public init(dictionaryLiteral elements: (String, Double)...) {
    self.init(Dictionary(elements) { $1 })
  }

  /// Makes limits from TensorFlow's dictionary.
  public init(_ dictionary: [String: Double]) {
    self.init(rmax: dictionary["rmax"], rmin: dictionary["rmin"], dmax: dictionary["dmax"])
    unknown = dictionary.filter { !["rmax", "rmin", "dmax"].contains($0.key) }
  }

  /// Every key there is with its value.
  var keys: [(name: String, value: Double)] {
    let known = [("rmax", rmax), ("rmin", rmin), ("dmax", dmax)].compactMap { name, value in value.map { (name, $0) } }
    return known + unknown.map { ($0.key, $0.value) }
  }
}
