import BNFiles
import Platform

/// The axis of activations that has a layer's channels: the one that is given, else the file's, else the only extent that is
/// as large.
struct ActivationAxis {
  /// Counted from the front.
  let axis: Int
  /// The extents, in which numbers without a second one are examples of a single channel.
  let shape: [Int]

  /// Settles it.
  ///
  /// - Throws: ``ActivationError`` with the candidates, where there are several or none.
  init(
    _ extents: [Int], of layer: FoundLayer, in model: FoundModel, given: Int?, _ name: String
  ) throws(ActivationError) {
    let channels = layer.channels ?? 0
    let shape = channels == 1 && extents.count == 1 ? extents + [1] : extents
    self.shape = shape
    let choice = AxisChoice(shape: shape, channels: channels)
    let text = shape.map(String.init).joined(separator: "x")
    let need = "the \(counted(channels, "channel")) of \(layer.name.quoted(limit: 80))"
    func settled(_ axis: Int) -> Int { axis < 0 ? axis + shape.count : axis }
    guard !shape.contains(0), !shape.isEmpty else {
      throw .usage("\(name) holds no examples: its shape is \(shape.isEmpty ? "that of a single number" : text)")
    }
    let fitting = choice.candidates
    let advice =
      fitting.isEmpty ? "" : "; --axis \(fitting.map(String.init).joined(separator: " or --axis ")) would fit"
    if let given {
      guard choice.fits(given) else {
        throw .usage("\(name) of shape \(text) does not have \(need) on axis \(given)\(advice)")
      }
      axis = settled(given)
    } else if let own = layer.axis ?? model.file.family.usualAxis, choice.fits(own) {
      axis = settled(own)
    } else if fitting.count == 1 {
      axis = fitting[0]
    } else if fitting.isEmpty {
      throw .usage(
        "\(name) of shape \(text) has \(need) on none of its axes; expected what goes into the layer, such as 64x\(channels)"
      )
    } else {
      throw .usage(
        "\(name) of shape \(text) may have \(need) on several axes; say which: --axis "
          + fitting.map(String.init).joined(separator: " or --axis "))
    }
  }
}

extension ModelFile.Family {
  /// The axis that its batch norms have their channels on, where all of them do unless they are told otherwise.
  fileprivate var usualAxis: Int? {
    switch self {
    case .pytorch, .onnx, .caffe, .darknet, .dlib: 1
    case .tensorFlow, .keras, .flax: -1
    // Without an axis of examples.
    case .equinox: nil
    case .any: nil
    }
  }
}
