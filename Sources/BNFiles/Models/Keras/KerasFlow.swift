import Platform

/// Follows what comes into each batch norm of a Keras configuration: back through its weights to the batch norms before.
///
/// Layers of the outermost model alone; models within it are not followed.
///
/// Source: `Sequential.get_config` and `Functional.get_config` of tf.keras 2.15 and Keras 3.15.
struct KerasFlow {
  /// The variables of a layer by its name, in the order in which the layer made them.
  typealias Variables = (_ layer: String) throws(FileError) -> [StoredTensor]

  private struct Layer {
    let name: String
    let className: String
    let config: JSONValue
    /// Where its inputs come from.
    let sources: [String]
    /// Whether it is called several times.
    let isShared: Bool
  }

  private let variables: Variables
  private let isBefore3: Bool
  private var layers: [String: Layer] = [:]
  /// How often each layer's output goes into another layer, or is the model's.
  private var uses: [String: Int] = [:]
  private var known: [String: FlowValue] = [:]
  private(set) var flow = ModelFlow()

  /// - Throws: ``FileError`` where the configuration is no JSON.
  init(_ text: [UInt8], version: String?, path: String, variables: @escaping Variables) throws(FileError) {
    self.variables = variables
    isBefore3 = KerasVersion.isBefore3(version)
    let root = try JSONValue.parse(PythonJSON.withoutNonNumbers(text), path: path, what: "the configuration")
    let order = collect(root)
    for name in order {
      guard let layer = layers[name], KerasClass.isBatchNormalization(layer.className) else { continue }
      flow.add(name, try input(of: layer))
    }
  }

  /// Takes the layers out of the configuration, and returns their names in its order.
  private mutating func collect(_ root: JSONValue) -> [String] {
    let config = root["config"]
    let list = config?["layers"]?.array ?? config?.array ?? []
    let isChain = root["class_name"]?.string == "Sequential"
    var order: [String] = []
    for entry in list {
      guard let className = entry["class_name"]?.string, let own = entry["config"],
        let name = own["name"]?.string ?? entry["name"]?.string, layers[name] == nil
      else { continue }
      let calls = entry["inbound_nodes"]?.array ?? []
      let sources = isChain ? order.last.map { [$0] } ?? [] : calls.first.map(Self.names) ?? []
      layers[name] = Layer(
        name: name, className: className.split(separator: ">").last.map(String.init) ?? className, config: own,
        sources: sources, isShared: calls.count > 1)
      order.append(name)
      // A layer that is called several times has sources in each call.
      for source in isChain ? sources : calls.flatMap(Self.names) { uses[source, default: 0] += 1 }
    }
    for output in Self.names(config?["output_layers"] ?? .null) { uses[output, default: 0] += 1 }
    return order
  }

  /// The names of layers in a call: `["conv", 0, 0, {}]`, lists of these, or `"keras_history": ["conv", 0, 0]` somewhere
  /// inside.
  private static func names(_ value: JSONValue) -> [String] {
    switch value {
    case .array(let elements):
      if elements.count >= 3, let name = elements[0].string, elements[1].int != nil, elements[2].int != nil {
        return [name]
      }
      return elements.flatMap(names)
    case .object(let members):
      if let history = members["keras_history"] { return names(history) }
      return names(members["args"] ?? members["config"] ?? .null)
    default: return []
    }
  }

  // MARK: The weights

  private mutating func input(of norm: Layer) throws(FileError) -> ModelFlow.Input {
    guard !norm.isShared, norm.sources.count == 1, let layer = layers[norm.sources[0]] else {
      return .other("several inputs")
    }
    guard let layout = Self.layouts[layer.className], !layer.isShared, layer.sources.count == 1 else {
      return .other(Self.named(layer))
    }
    if let activation = layer.config["activation"]?.string, activation != "linear" {
      return .other("the activation of \(Self.named(layer))")
    }
    var tensors = try variables(layer.name)
    var last: StoredTensor?
    if layer.className.hasPrefix("Separable") {
      guard tensors.count > 1, let whole = Self.separable(tensors[0], tensors[1]) else {
        return .other("\(Self.named(layer)), whose two kernels do not go together")
      }
      last = tensors[1]
      tensors[0...1] = [whole]
    }
    guard let kernel = tensors.first else { return .other("\(Self.named(layer)), whose weights are not in the file") }
    return .weights(
      ModelFlow.Weights(
        name: Self.named(layer), kernel: kernel, layout: layout, groups: layer.config["groups"]?.int ?? 1,
        bias: layer.config["use_bias"]?.bool == false ? nil : tensors.dropFirst().first,
        input: value(layer.sources[0], depth: 0), lastKernel: last,
        obstacle: uses[layer.name] ?? 0 > 1 ? "the output of \(Self.named(layer)) is used elsewhere, too" : nil,
        doubt: Self.hasChannels(norm, of: layer)
          ? nil : "the axis of the batch norm may not be that of the outputs of \(Self.named(layer))"))
  }

  /// Whether the axis of a batch norm is that of the outputs of the layer in front of it.
  private static func hasChannels(_ norm: Layer, of layer: Layer) -> Bool {
    let axis = norm.config["axis"]?.int ?? norm.config["axis"]?.array?.first?.int ?? -1
    let extents = layer.className.first(where: \.isNumber)?.wholeNumberValue
    guard layer.config["data_format"]?.string != "channels_first" else {
      return axis == 1 || extents.map { axis == -1 - $0 } ?? false
    }
    // A dense layer's outputs have two axes where nothing says more.
    return axis == -1 || axis == extents.map { $0 + 1 } ?? 1
  }

  private static let layouts: [String: ModelFlow.Weights.Layout] = [
    "Conv1D": .outputLast, "Conv2D": .outputLast, "Conv3D": .outputLast, "Convolution1D": .outputLast,
    "Convolution2D": .outputLast, "Dense": .outputLast, "DepthwiseConv1D": .depthwise, "DepthwiseConv2D": .depthwise,
    "SeparableConv1D": .outputLast, "SeparableConv2D": .outputLast, "Conv1DTranspose": .transposedLast,
    "Conv2DTranspose": .transposedLast, "Conv3DTranspose": .transposedLast,
  ]

  /// The one kernel that a depthwise kernel and the pointwise one behind it make.
  private static func separable(_ depthwise: StoredTensor, _ pointwise: StoredTensor) -> StoredTensor? {
    let (first, second) = (depthwise.shape, pointwise.shape)
    guard first.count >= 2, second.count == first.count, let outputs = second.last,
      second[second.count - 2] == first[first.count - 1] * first[first.count - 2]
    else { return nil }
    let (inputs, times) = (first[first.count - 2], first[first.count - 1])
    let shape = first.dropLast(2) + [inputs, outputs]
    return StoredTensor(name: pointwise.name, shape: Array(shape), type: pointwise.type) { () throws(FileError) in
      let (deep, wide) = (try depthwise.numbers(), try pointwise.numbers())
      return deep.indices.filter { $0 % times == 0 }.flatMap { place in
        let input = place / times % inputs
        return (0..<outputs).map { output in
          (0..<times).reduce(0) { $0 + deep[place + $1] * wide[(input * times + $1) * outputs + output] }
        }
      }
    }
  }

  private static func named(_ layer: Layer) -> String { "the \(layer.className) \(layer.name.quoted(limit: 60))" }

  // MARK: What goes into them

  private mutating func value(_ name: String, depth: Int) -> FlowValue {
    if let value = known[name] { return value }
    guard depth < FlowValue.deepest else { return .other("a chain of more than \(FlowValue.deepest) layers") }
    let value = layers[name].map { follow($0, depth: depth + 1) } ?? .other("an input of the model")
    known[name] = value
    return value
  }

  private mutating func follow(_ layer: Layer, depth: Int) -> FlowValue {
    if KerasClass.isBatchNormalization(layer.className) {
      return layer.isShared ? .other("\(Self.named(layer)), which is called several times") : .norm(layer.name)
    }
    guard layer.className != "InputLayer" else { return .other("an input of the model") }
    guard !layer.sources.isEmpty else { return .other(Self.named(layer)) }
    let first = layer.sources[0]
    switch layer.className {
    case "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianNoise", "GaussianDropout":
      return value(first, depth: depth)
    case "Reshape", "Flatten": return .averaged(value(first, depth: depth))
    case _ where Self.averaging.contains(layer.className.prefix { !$0.isNumber }.description):
      return .averaged(value(first, depth: depth))
    case "Add": return .sum(values(layer, depth))
    case "Concatenate": return .joined(values(layer, depth))
    default:
      guard let function = KerasActivation(isBefore3: isBefore3).function(layer.className, layer.config) else {
        return .other(Self.named(layer))
      }
      let inner = value(first, depth: depth)
      return function.map { .activation($0, inner) } ?? inner
    }
  }

  /// Layers that leave the mean of a channel, by their names without `1D` and the like.
  private static let averaging: Set<String> = [
    "AveragePooling", "GlobalAveragePooling", "ZeroPadding", "Cropping", "UpSampling",
  ]

  private mutating func values(_ layer: Layer, _ depth: Int) -> [FlowValue] {
    var values: [FlowValue] = []
    for source in layer.sources { values.append(value(source, depth: depth)) }
    return values
  }
}

/// The activation functions of Keras by its names for them.
struct KerasActivation {
  let isBefore3: Bool

  /// The function of a layer: `.some(nil)` for one that does nothing, `nil` for a layer of another kind.
  func function(_ className: String, _ config: JSONValue) -> FlowFunction?? {
    func number(_ names: String..., usual: Double) -> Double {
      names.lazy.compactMap { config[$0]?.double }.first ?? usual
    }
    switch className {
    case "Activation": return config["activation"]?.string.flatMap(named)
    case "ReLU":
      guard number("threshold", usual: 0) == 0 else { return nil }
      let slope = number("negative_slope", usual: 0)
      guard let limit = config["max_value"]?.double else {
        return .some(slope == 0 ? FlowFunction(.relu) : FlowFunction(.leakyReLU, slope))
      }
      return slope == 0 ? .some(FlowFunction(.clippedReLU, limit)) : nil
    case "LeakyReLU": return .some(FlowFunction(.leakyReLU, number("negative_slope", "alpha", usual: 0.3)))
    case "ELU": return .some(FlowFunction(.elu, number("alpha", usual: 1)))
    default: return nil
    }
  }

  private func named(_ name: String) -> FlowFunction?? {
    switch name {
    case "linear": .some(nil)
    case "relu": .some(FlowFunction(.relu))
    case "relu6": .some(FlowFunction(.clippedReLU, 6))
    case "elu": .some(FlowFunction(.elu, 1))
    case "sigmoid": .some(FlowFunction(.sigmoid))
    case "tanh": .some(FlowFunction(.tanh))
    case "softplus": .some(FlowFunction(.softplus))
    case "swish", "silu": .some(FlowFunction(.silu))
    case "gelu": .some(FlowFunction(.gelu))
    case "mish": .some(FlowFunction(.mish))
    case "leaky_relu": .some(FlowFunction(.leakyReLU, 0.2))
    case "hard_swish", "hard_silu": .some(FlowFunction(.hardSwish))
    case "hard_sigmoid": .some(FlowFunction(.hardSigmoid, isBefore3 ? 0.2 : 1.0 / 6, 0.5))
    default: nil
    }
  }
}
