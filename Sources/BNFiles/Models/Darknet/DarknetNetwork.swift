import Platform

/// How many numbers each layer of a network of Darknet has, which depends on the sizes of what goes through it.
///
/// Source: the functions `parse_...` in src/parser.c of pjreddie's and AlexeyAB's Darknet.
struct DarknetNetwork {
  /// The numbers of one layer, in the order in which they are written.
  struct Block {
    struct Part {
      let name: String
      let count: Int
      /// Whether one branch of Darknet leaves it out.
      var isOptional = false
    }

    let name: String
    let parts: [Part]
    let isNormalized: Bool

    func count(withBeta: Bool) -> Int { parts.reduce(0) { $0 + (withBeta || !$1.isOptional ? $1.count : 0) } }
  }

  private struct Size {
    var width: Int
    var height: Int
    var channels: Int
    var count: Int { width * height * channels }
  }

  /// More numbers than these in a layer, or a larger side, are no network.
  private static let most = 1 << 40

  private(set) var blocks: [Block] = []
  private let config: DarknetConfig
  private var outputs: [Size] = []

  init(_ config: DarknetConfig) throws(FileError) {
    self.config = config
    let net = config.net
    var size = Size(
      width: try extent(net, "width", 0), height: try extent(net, "height", 0), channels: try extent(net, "channels", 0)
    )
    if size.count == 0 { size = Size(width: 1, height: 1, channels: try extent(net, "inputs", 0)) }
    for (index, section) in config.layers.enumerated() {
      try check(size, section)
      size = try add(section, index, size)
      outputs.append(size)
    }
    if let last = config.layers.last { try check(size, last) }
  }

  private func check(_ size: Size, _ section: DarknetConfig.Section) throws(FileError) {
    let sides = [size.width, size.height, size.channels]
    guard sides.allSatisfy({ $0 >= 0 && $0 < 1 << 20 }), size.count < Self.most else {
      throw wrong(section, "the sizes \(size.width) x \(size.height) x \(size.channels) are no image's")
    }
  }

  private func wrong(_ section: DarknetConfig.Section, _ what: String) -> FileError {
    FileError(config.path, at: .line(section.line, column: 1), "[\(section.kind.prefix(40))]: \(what)")
  }

  /// A number that says how large something is.
  private func extent(
    _ section: DarknetConfig.Section, _ name: String, _ usual: Int
  ) throws(FileError) -> Int {
    guard let text = section.values[name] else { return usual }
    guard let number = Int(text), (0..<1 << 20).contains(number) else {
      throw wrong(section, "\(name.quoted()) is \(text.quoted()); expected a whole number")
    }
    return number
  }

  private mutating func add(
    _ section: DarknetConfig.Section, _ index: Int, _ input: Size
  ) throws(FileError) -> Size {
    switch section.kind {
    case "convolutional", "conv", "deconvolutional", "deconv": return try convolution(section, index, input)
    case "connected", "conn":
      let outputs = try extent(section, "output", 1)
      try append(section, index, outputs, weights: (outputs, input.count), isConnected: true)
      return Size(width: 1, height: 1, channels: outputs)
    case "batchnorm":
      append(
        section, index,
        [Block.Part(name: "biases", count: input.channels, isOptional: true)] + Self.statistics(input.channels), true)
      return input
    case "local":
      let (output, size) = try slid(section, input)
      let positions = output.width * output.height
      append(
        section, index,
        [
          Block.Part(name: "biases", count: output.count),
          Block.Part(
            name: "weights", count: try product(section, [size, size, input.channels, output.channels, positions])),
        ], false)
      return output
    case "rnn", "gru", "lstm", "crnn", "conv_lstm":
      throw wrong(section, "recurrent layers of Darknet are not read; convert the model to ONNX or PyTorch")
    default: return try moved(section, index, input)
    }
  }

  /// Layers without numbers, which only change the size.
  private func moved(
    _ section: DarknetConfig.Section, _ index: Int, _ input: Size
  ) throws(FileError) -> Size {
    var size = input
    switch section.kind {
    case "maxpool", "max", "local_avgpool":
      let stride = try extent(section, "stride", 1)
      let extent = try extent(section, "size", stride)
      let padding = try self.extent(section, "padding", max(extent - 1, 0))
      guard stride > 0 else { throw wrong(section, "a stride of 0") }
      size.width = max((input.width + padding - extent) / stride + 1, 0)
      size.height = max((input.height + padding - extent) / stride + 1, 0)
    case "avgpool", "avg": (size.width, size.height) = (1, 1)
    case "upsample":
      let stride = try extent(section, "stride", 2)
      size.width *= stride
      size.height *= stride
    case "reorg", "reorg3d":
      let stride = try extent(section, "stride", 1)
      guard stride > 0 else { throw wrong(section, "a stride of 0") }
      let isBack = section.whole("reverse") == 1
      size = Size(
        width: isBack ? input.width * stride : input.width / stride,
        height: isBack ? input.height * stride : input.height / stride,
        channels: isBack ? input.channels / (stride * stride) : input.channels * stride * stride)
    case "crop":
      size.width = try extent(section, "crop_width", 1)
      size.height = try extent(section, "crop_height", 1)
    case "route":
      let layers = try section.wholes("layers").map { number throws(FileError) in try output(number, index, section) }
      guard let first = layers.first else { throw wrong(section, "has no layers=") }
      let groups = max(try extent(section, "groups", 1), 1)
      size = first
      size.channels = layers.reduce(0) { $0 + $1.channels / groups }
    case "scale_channels", "sam":
      if let from = section.whole("from") { size = try output(from, index, section) }
    default: break
    }
    return size
  }

  /// What a layer gives that is named by its number, or by how far back it is.
  private func output(
    _ number: Int, _ index: Int, _ section: DarknetConfig.Section
  ) throws(FileError) -> Size {
    let place = number < 0 ? index &+ number : number
    guard outputs.indices.contains(place) else { throw wrong(section, "there is no layer \(number) before it") }
    return outputs[place]
  }

  /// The size of what a window gives that slides over an input.
  private func slid(
    _ section: DarknetConfig.Section, _ input: Size
  ) throws(FileError) -> (output: Size, size: Int) {
    let size = try extent(section, "size", 1)
    let stride = try extent(section, "stride", 1)
    let padding = section.whole("pad") ?? 0 != 0 ? size / 2 : try extent(section, "padding", 0)
    let dilation = try extent(section, "dilation", 1)
    let filters = try extent(section, "filters", 1)
    guard stride > 0 else { throw wrong(section, "a stride of 0") }
    if section.kind.hasPrefix("deconv") {
      return (
        Size(
          width: max((input.width - 1) * stride + size - 2 * padding, 0),
          height: max((input.height - 1) * stride + size - 2 * padding, 0), channels: filters), size
      )
    }
    let horizontal = try extent(section, "stride_x", stride)
    let vertical = try extent(section, "stride_y", stride)
    guard horizontal > 0, vertical > 0 else { throw wrong(section, "a stride of 0") }
    let reach = max(dilation, 1) * (size - 1) + 1
    let around = 2 * padding * max(dilation, 1)
    return (
      Size(
        width: max((input.width + around - reach) / horizontal + 1, 0),
        height: max((input.height + around - reach) / vertical + 1, 0), channels: filters), size
    )
  }

  private mutating func convolution(
    _ section: DarknetConfig.Section, _ index: Int, _ input: Size
  ) throws(FileError) -> Size {
    let (output, size) = try slid(section, input)
    // A layer that is another's copy has no numbers of its own.
    guard section.values["share_index"] == nil else { return output }
    let groups = max(try extent(section, "groups", 1), 1)
    let window = try product(section, [size, size])
    try append(
      section, index, output.channels, weights: (output.channels, input.channels / groups * window), isConnected: false)
    return output
  }

  private func product(_ section: DarknetConfig.Section, _ factors: [Int]) throws(FileError) -> Int {
    guard let count = elementCount(of: factors), count < Self.most else {
      throw wrong(section, "has more numbers than any model")
    }
    return count
  }

  private static func statistics(_ count: Int) -> [Block.Part] {
    ["scales", "rolling_mean", "rolling_variance"].map { Block.Part(name: $0, count: count) }
  }

  /// A layer of weights: those of a batch norm stand in front of a convolution's and behind a full connection's.
  private mutating func append(
    _ section: DarknetConfig.Section, _ index: Int, _ outputs: Int, weights: (Int, Int), isConnected: Bool
  ) throws(FileError) {
    let isNormalized = section.whole("batch_normalize") ?? 0 != 0
    let biases = [Block.Part(name: "biases", count: outputs)]
    let weights = [Block.Part(name: "weights", count: try product(section, [weights.0, weights.1]))]
    let statistics = isNormalized ? Self.statistics(outputs) : []
    append(section, index, isConnected ? biases + weights + statistics : biases + statistics + weights, isNormalized)
  }

  private mutating func append(
    _ section: DarknetConfig.Section, _ index: Int, _ parts: [Block.Part], _ isNormalized: Bool
  ) {
    blocks.append(Block(name: "\(section.kind)_\(index)", parts: parts, isNormalized: isNormalized))
  }
}
