import Platform

extension TorchZip {
  /// The program of an archive of 1.0 to 1.3: a description in JSON, and a member for each tensor.
  ///
  /// Source: `caffe2/proto/torch.proto` of PyTorch 1.3. Protobuf's JSON leaves out fields of 0 and writes 64-bit numbers as
  /// text.
  func firstScriptModel() throws(FileError) -> ModelFile {
    let description = try JSON.decode(
      Description.self, from: try bytes("model.json"), path: archive.path, what: "the member model.json")
    var script = TorchScriptModel()
    try add(description.mainModule, [], description.tensors ?? [], to: &script, depth: 0)
    return script.model(archive.path)
  }

  private struct Description: Decodable {
    var mainModule: Module
    var tensors: [Tensor]?
  }

  private final class Module: Decodable {
    let name: String?
    let torchscriptArena: Record?
    let parameters: [Parameter]?
    let submodules: [Module]?
  }

  private struct Record: Decodable { var key: String? }

  private struct Parameter: Decodable {
    var name: String?
    var tensorId: ProtobufNumber?
  }

  private struct Tensor: Decodable {
    var dims: [ProtobufNumber]?
    var offset: ProtobufNumber?
    var strides: [ProtobufNumber]?
    var dataType: String?
    var data: Record?
  }

  private func add(
    _ module: Module, _ path: [String], _ tensors: [Tensor], to script: inout TorchScriptModel, depth: Int
  ) throws(FileError) {
    let place = script.objects.count
    script.objects.append(
      TorchScriptModel.Object(
        path: path, className: path.last ?? "", code: try code(of: module)))
    for parameter in module.parameters ?? [] {
      guard let name = parameter.name else { continue }
      let number = parameter.tensorId?.value ?? 0
      let full = (path + [name]).joined(separator: ".")
      guard tensors.indices.contains(number) else {
        throw FileError(archive.path, "tensor \(full.quoted(limit: 80)) has the number \(number), which is missing")
      }
      script.objects[place].add(try tensor(full, tensors[number]), name)
    }
    for held in module.submodules ?? [] {
      guard let name = held.name else { continue }
      script.objects[place].objects[name] = script.objects.count
      try add(held, path + [name], tensors, to: &script, depth: depth + 1)
    }
  }

  /// The code of a module: functions outside of classes in 1.0, a class of the module's name later.
  private func code(of module: Module) throws(FileError) -> TorchScriptCode {
    guard let key = module.torchscriptArena?.key, has(key) else { return TorchScriptCode() }
    let classes = TorchScriptParser(String(decoding: try bytes(key), as: UTF8.self)).classes
    return classes[""] ?? module.name.flatMap { classes[$0] } ?? TorchScriptCode()
  }

  private func tensor(_ name: String, _ tensor: Tensor) throws(FileError) -> StoredTensor {
    guard let type = tensor.dataType.flatMap(Self.type) else {
      throw FileError(
        archive.path,
        "tensor \(name.quoted(limit: 80)) is of the type \((tensor.dataType ?? "").quoted()), which is not known")
    }
    guard let key = tensor.data?.key, let member = archive.member(folder + key) else {
      throw FileError(archive.path, "the data of tensor \(name.quoted(limit: 80)) are missing; save the file again")
    }
    let view = TorchView(
      type: type, shape: (tensor.dims ?? []).map(\.value), strides: tensor.strides?.map(\.value),
      offset: tensor.offset?.value ?? 0)
    return try view.tensor(
      name, in: TorchStorage(member, of: archive, bigEndian: false), path: archive.path)
  }

  /// The names of `TensorProto.DataType` in `caffe2/proto/caffe2.proto`.
  private static func type(_ name: String) -> TorchType? {
    let names = [
      "FLOAT": "float32", "DOUBLE": "float64", "FLOAT16": "float16", "BFLOAT16": "bfloat16", "INT64": "int64",
      "INT32": "int32", "INT16": "int16", "INT8": "int8", "UINT8": "uint8", "BYTE": "uint8", "BOOL": "bool",
    ]
    return names[name].flatMap { TorchType(dtype: $0) }
  }
}

/// A whole number in protobuf's JSON: 64-bit ones are text.
struct ProtobufNumber: Decodable {
  let value: Int

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      value = number
    } else if let number = Int(try container.decode(String.self)) {
      value = number
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no whole number")
    }
  }
}
