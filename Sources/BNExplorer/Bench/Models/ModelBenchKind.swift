/// A kind of model files that is measured, by the name that `scripts/model-files` has for it.
enum ModelBenchKind: String, CaseIterable {
  case safetensors, torch, tensorflow
  case onnx
  case onnxExternal = "onnx-external"
  case hdf5 = "h5"

  var text: String {
    switch self {
    case .safetensors: "safetensors"
    case .torch: "PyTorch zip"
    case .tensorflow: "TensorFlow bundle"
    case .onnx: "ONNX"
    case .onnxExternal: "ONNX, data beside it"
    case .hdf5: "Keras .h5"
    }
  }

  /// The Python package that files of this kind are for.
  var library: String {
    switch self {
    case .safetensors: "safetensors"
    case .torch: "torch"
    case .tensorflow: "tensorflow"
    case .onnx, .onnxExternal: "onnx"
    case .hdf5: "h5py"
    }
  }

  /// The Python package that looks for wrong numbers in files of this kind; `nil` where none is known.
  var checker: String? { self == .safetensors ? "sft-cli" : nil }

  /// How many times as fast as a program in Python the whole program has to be.
  var timesAsFast: Double {
    switch self {
    case .safetensors: 5
    case .torch, .tensorflow: 30
    case .onnx, .onnxExternal: 15
    case .hdf5: 10
    }
  }

  /// How many times as fast as the library in a warm process opening and reading has to be.
  var timesAsFastInside: Double {
    switch self {
    case .safetensors, .hdf5: 1
    case .torch, .tensorflow, .onnx, .onnxExternal: 2
    }
  }

  /// Bytes of the tensors of a large file: beyond what 32 bits count, but that no message of Protocol Buffers may have
  /// 2 GiB.
  var largeSize: Int { self == .onnx ? 1_900_000_000 : 4_400_000_000 }
}
