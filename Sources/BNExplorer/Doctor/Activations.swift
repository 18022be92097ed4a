import BNCore
import BNFiles
import Platform

/// Raw inputs of a model's batch norms, from files: the moments of each, which is all that is kept of them.
struct Activations: Sendable {
  /// What came into one layer.
  struct Layer: Sendable {
    let name: String
    /// Where its numbers are, as ``ActivationRequest`` takes it.
    let path: String
    let member: String?
    let shape: [Int]
    /// The axis of the channels, counted from the front.
    let axis: Int
    let moments: ObservedMoments
    let nonFinite: Int
  }

  let paths: [String]
  let layers: [Layer]
  /// Arrays that no batch norm is called after.
  let strangers: [String]

  /// Reads what was asked for, piece by piece.
  ///
  /// - Parameters:
  ///   - requests: the files.
  ///   - model: the model whose layers they went into.
  ///   - axis: the axis of the channels; `nil` where it has to be found out.
  ///   - files: the way to them.
  /// - Throws: ``ActivationError`` with what would say more.
  init(
    _ requests: [ActivationRequest], of model: FoundModel, axis: Int?, files: any FileAccess
  ) throws(ActivationError) {
    var readers: [ActivationReader] = []
    var strangers: [String] = []
    for request in requests {
      let arrays = try ActivationArrays(request, model.batchNorms, files)
      strangers += arrays.strangers
      for (layer, array, member) in arrays.matched {
        let axis = try ActivationAxis(array.shape, of: layer, in: model, given: axis, arrays.name(of: member))
        let place = readers.firstIndex { $0.layer.name == layer.name } ?? readers.count
        if place == readers.count { readers.append(ActivationReader(layer, request.path, member, axis)) }
        do throws(FileError) { try readers[place].read(array, axis) } catch { throw .file(error) }
      }
    }
    paths = requests.map(\.path)
    layers = readers.map(\.result)
    self.strangers = strangers
  }
}

/// The arrays of a file, and which layer each of them went into.
private struct ActivationArrays {
  private(set) var matched: [(layer: FoundLayer, array: StoredArray, member: String?)] = []
  private(set) var strangers: [String] = []
  private let path: String

  init(_ request: ActivationRequest, _ layers: [FoundLayer], _ files: any FileAccess) throws(ActivationError) {
    path = request.path
    let named: FoundLayer? = if let name = request.layer { try Self.layer(named: name, layers) } else { nil }
    let chosen = named ?? (layers.count == 1 ? layers[0] : nil)
    let contents: MemberArray.Contents
    do throws(FileError) { contents = try MemberArray.contents(of: path, files: files) } catch { throw .file(error) }
    switch contents {
    case .single(let data):
      if let member = request.member {
        throw .usage("\(path) holds one array and none called \(member.quoted(limit: 80)); leave member= out")
      }
      guard let chosen else {
        throw .usage(
          "\(path) holds one array, and the model has \(counted(layers.count, "batch norm")): say into which it went, as in "
            + "\(path):\(layers.first?.name ?? "LAYER"); they are \(layers.map(\.name).listed(limit: 6))")
      }
      matched = [(chosen, data.array, nil)]
    case .several(let tensors):
      guard
        request.layer != nil || request.member != nil
          || !tensors.contains(where: { $0.name == CapturedRun.headerMember })
      else {
        throw .usage("\(path) was recorded by bn_capture.py: give it as --captured \(path)")
      }
      if let chosen {
        try take(request.member, for: chosen, named: request.layer, tensors)
      } else {
        try matchAll(tensors, request.member, layers)
      }
    }
  }

  /// How messages name what was read.
  func name(of member: String?) -> String {
    member.map { "\(path), member \($0.quoted(limit: 80))," } ?? path
  }

  /// The array for a layer: of the name that was asked for, else the one that is called like the layer, else the only one.
  private mutating func take(
    _ member: String?, for layer: FoundLayer, named name: String?, _ tensors: [StoredTensor]
  ) throws(ActivationError) {
    let tensor: StoredTensor? =
      if let member { tensors.first { $0.name == member } } else {
        tensors.first { $0.name == name } ?? Self.match(layer, tensors) ?? (tensors.count == 1 ? tensors[0] : nil)
      }
    guard let tensor else {
      let missing = (member ?? layer.name).quoted(limit: 80)
      throw .usage(
        "\(path) has no array called \(missing); say which went into \(layer.name.quoted(limit: 80)) with :member= one of "
          + tensors.map(\.name).listed(limit: 6))
    }
    matched = [(layer, try Self.array(tensor), tensor.name)]
  }

  /// Every array that a layer is called after.
  private mutating func matchAll(
    _ tensors: [StoredTensor], _ member: String?, _ layers: [FoundLayer]
  ) throws(ActivationError) {
    for tensor in tensors where member == nil || tensor.name == member {
      if let layer = layers.first(where: { $0.name == tensor.name }) ?? Self.match(tensor, layers) {
        matched.append((layer, try Self.array(tensor), tensor.name))
      } else {
        strangers.append(tensor.name)
      }
    }
    guard matched.isEmpty else { return }
    throw .usage(
      "\(path): no array is called like a batch norm of the model, whose names are \(layers.map(\.name).listed(limit: 6)); "
        + "it has \(tensors.map(\.name).listed(limit: 6)); \(path):LAYER:member=NAME says which is which")
  }

  private static func array(_ tensor: StoredTensor) throws(ActivationError) -> StoredArray {
    do throws(FileError) { return try tensor.array() } catch { throw .file(error) }
  }

  private static func layer(named name: String, _ layers: [FoundLayer]) throws(ActivationError) -> FoundLayer {
    if let layer = layers.first(where: { $0.name == name }) { return layer }
    let near = layers.filter { FoundModel.core($0.name) == FoundModel.core(name) }
    if near.count == 1 { return near[0] }
    throw .usage(
      "the model has no batch norm called \(name.quoted(limit: 80)); expected one of \(layers.map(\.name).listed(limit: 6))"
    )
  }

  /// The only one that is called alike but for what training programs put around a model.
  private static func match(_ layer: FoundLayer, _ tensors: [StoredTensor]) -> StoredTensor? {
    let near = tensors.filter { FoundModel.core($0.name) == FoundModel.core(layer.name) }
    return near.count == 1 ? near[0] : nil
  }

  private static func match(_ tensor: StoredTensor, _ layers: [FoundLayer]) -> FoundLayer? {
    let near = layers.filter { FoundModel.core($0.name) == FoundModel.core(tensor.name) }
    return near.count == 1 ? near[0] : nil
  }
}
