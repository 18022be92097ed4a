import BNFiles
import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension FoundLayer {
  /// A layer that the file states, with what it leaves open taken from the family.
  init(_ stated: StatedLayer, of file: ModelFile, given: GivenNumbers) {
    self.init(name: stated.name, kind: stated.kind, channels: stated.channels, axis: stated.axis)
    gamma = stated.gamma
    beta = stated.beta
    mean = stated.mean
    variance = stated.variance
    notes = stated.notes
    epsilon = stated.epsilon
    epsilonSource = stated.epsilon == nil ? .assumed : .file
    storedMomentum = stated.momentum
    if stated.momentum != nil { momentumSource = .file }
    guard isBatchNorm else { return }
    guard mean != nil, variance != nil else {
      kind = .lookAlike("a batch norm that keeps no statistics: it uses those of each batch in inference, too")
      return
    }
    if let fault = faultOfLengths {
      kind = .lookAlike("a batch norm whose lengths disagree: \(fault)")
      notes.append("\(fault): these cannot be numbers of one layer; the file is damaged")
      return
    }
    let dialect = Dialect.of(file.family)
    varianceKind = stated.varianceKind ?? (file.family == .pytorch ? dialect.varianceKind : .unknown)
    if case .cumulative = stated.momentum {
      noteCumulativeMomentum()
    }
    assume(dialect, given)
    if let updates = stated.updates { free(after: updates) }
  }

  /// Frees averages of their beginning at nothing: they hold 1 - momentum^n of what they are averages of.
  private mutating func free(after updates: StoredTensor) {
    guard let momentum, let count = try? updates.numbers().first, count > 0, momentum < 1 else { return }
    let share = 1 - pow(momentum, count)
    mean = mean?.divided(by: share)
    variance = variance?.divided(by: share)
    notes.append(
      "mean and variance are divided by 1 - momentum^\(Int(count)) = \(share), as the layer does it, with the momentum "
        + "\(momentum) that is \(momentumSource == .file ? "in the file" : "assumed")")
  }

  /// Says what PyTorch's momentum None is, which is no share.
  mutating func noteCumulativeMomentum() {
    momentumSource = .unknown
    notes.append("momentum None: the statistics are the plain averages of all batches, whose number it depends on")
  }

  /// The first two of the four whose lengths differ.
  private var faultOfLengths: String? {
    let parts = [("gamma", gamma), ("beta", beta), ("mean", mean), ("variance", variance)]
    let lengths = parts.compactMap { name, tensor in tensor.map { (name, $0.shape, $0.count) } }
    guard let mean = lengths.first(where: { $0.0 == "mean" }) else { return nil }
    return lengths.first { $0.2 != mean.2 }.map { "mean has the shape \(mean.1) and \($0.0) \($0.1)" }
  }
}

extension StoredTensor {
  /// The same numbers, each divided by one.
  fileprivate func divided(by divisor: Double) -> StoredTensor {
    StoredTensor(name: name, shape: shape, type: type) { () throws(FileError) in try numbers().map { $0 / divisor } }
  }
}

extension Dialect {
  /// What is assumed for layers that a file of a family states.
  static func of(_ family: ModelFile.Family) -> Dialect {
    switch family {
    case .pytorch: .pytorch
    case .tensorFlow, .keras: .tensorFlow
    case .onnx: .onnx
    case .caffe: .caffe
    case .darknet: .darknet
    case .dlib: .dlib
    case .equinox: .equinox
    case .flax: .flax
    case .any: .plain
    }
  }
}
