extension Trap {
  /// By what numbers are put into.
  static let containers = keras + torch + safetensors + arrays

  private static let keras = [
    Trap(
      "Keras 3", "roles by position",
      stored: "`vars/0`, `vars/1`, ...: gamma, beta, mean, variance, and without one of the first the rest moves up",
      printed: "as `config.json` says; without it by the number of vectors, and by its values which one is there",
      source: "keras 3.15.1, saving/saving_lib.py", dialects: [.tensorFlow]),
    Trap(
      "Keras 3", "a name of its own",
      stored:
        "the group is called `batch_normalization`, the layer `bn`: in `config.json`, or in the group's "
        + "attribute `name`",
      printed: "`bn`", source: "keras 3.15.1, saving/saving_lib.py; none is there in files of tf.keras 2.15",
      dialects: [.tensorFlow]),
    Trap(
      "Keras 3", "many files of one model",
      stored: "`.weights.json`, which says what of the model is in which `.h5` beside it",
      printed: "the layers of all of them", source: "keras 3.15.1, saving/saving_lib.py, ShardedH5IOStore",
      dialects: [.tensorFlow]),
    Trap(
      "Keras 3", "names in a legacy .h5",
      stored: "without `:0`, and in a Sequential with the model's name in front of the layer's",
      printed: "the layer's name", source: "keras 3.15.1, legacy/saving/legacy_h5_format.py", dialects: [.tensorFlow]),
  ]

  private static let torch = [
    Trap(
      "PyTorch zips", "sizes of 0 in front of the members",
      stored:
        "sizes and checksums of 0 in every local header, as they follow behind the data; the folder is "
        + "called as the file once was",
      printed: "the members as the archive's directory has them",
      source: "torch 2.15.0, caffe2/serialize/inline_container.cc",
      dialects: [.pytorch]),
    Trap(
      "PyTorch zips", "tensors are views",
      stored:
        "a storage, an offset and strides: four vectors may be the columns of one table, and two keys one storage",
      printed: "each vector's own numbers",
      source: "torch 2.15.0, _utils.py, _rebuild_tensor_v2", dialects: [.pytorch]),
    Trap(
      "PyTorch zips", "names that only begin so", stored: "`running_var_holder` beside `running_var`",
      printed: "it is left out",
      source: "torch 2.15.0, nn/modules/module.py, register_buffer", dialects: [.pytorch]),
    Trap(
      "PyTorch zips", "another way to a tensor",
      stored:
        "types without a storage of their own, such as `float8_e4m3fn`: `_rebuild_tensor_v3`, which names the type",
      printed: "the numbers", source: "torch 2.15.0, _utils.py, _rebuild_tensor_v3", dialects: [.pytorch]),
    Trap(
      "Wrapped state dicts", "wrappings and company",
      stored:
        "`module.`, `_orig_mod.`, `state_dict`, `model`, `ema`; beside them counts, NumPy's scalars, and an "
        + "optimizer's tensors of the same shapes",
      printed: "the model's layers under their whole names; an average beside the model is a look-alike",
      source: "torch 2.15.0, nn/parallel/data_parallel.py; _dynamo/eval_frame.py; optim/swa_utils.py",
      dialects: [.pytorch]),
    Trap(
      "Wrapped state dicts", "a count that proves nothing",
      stored:
        "`num_batches_tracked` is 0 in trained layers that were converted, may be missing, and counts "
        + "batches that failed",
      printed: "nothing is concluded from it", source: "torch 2.15.0, nn/modules/batchnorm.py", dialects: [.pytorch]),
    Trap(
      "Wrapped state dicts", "whole modules",
      stored:
        "objects with `eps` and `momentum` among their attributes; a legacy file has their source text beside them",
      printed: "the module's own; nothing is run", source: "torch 2.15.0, serialization.py; torch 1.12.1",
      dialects: [.pytorch]),
    Trap(
      "Wrapped state dicts", "programs",
      stored:
        "TorchScript: `eps` and `momentum` are attributes in the code, or only literals of the call of "
        + "`batch_norm`; frozen, the tensors are constants without a name; in version 1.0 the archive is "
        + "another",
      printed: "what the call says: roles by its arguments. A momentum of 0 is not believed",
      source: "torch 2.15.0 and 1.0.0, torch.jit", dialects: [.pytorch]),
    Trap(
      "Quantization-aware layers", "gamma in a convolution",
      stored:
        "the layer below `bn.`; of version 1 `gamma`, `beta` and the statistics beside the convolution's `weight`",
      printed: "one batch norm; the convolution's `weight` and what quantizes are left out",
      source: "torch 2.15.0, ao/nn/intrinsic/qat/modules/conv_fused.py", dialects: [.pytorch]),
    Trap(
      "Quantization-aware layers", "fused and still there",
      stored: "a fused BN and ReLU keeps all five tensors, one level deeper: `bn.0.weight`",
      printed: "the batch norm `bn.0`",
      source: "torch 2.15.0, ao/nn/intrinsic/modules/fused.py, BNReLU2d", dialects: [.pytorch]),
  ]

  private static let safetensors = [
    Trap(
      "safetensors", "what a header may be",
      stored: "`\"__metadata__\": null`, no padding, blanks behind it, `\\u0077` in names, keys in any order",
      printed: "the layer, as if it were not so", source: "safetensors 0.8.0, src/tensor.rs"),
    Trap(
      "safetensors", "tied tensors", stored: "one key is missing, and `__metadata__` says which other tensor it is",
      printed: "both", source: "safetensors 0.8.0, bindings/python/py_src/safetensors/torch.py, save_model"),
    Trap(
      "safetensors", "a name twice", stored: "two tensors of one name and place", printed: "the last of them",
      source: "safetensors 0.8.0, src/tensor.rs; serde_json"),
    Trap(
      "safetensors", "numbers of 8 and 16 bits", stored: "`BF16`, `F8_E4M3`, `F8_E5M2`", printed: "what is stored",
      source: "safetensors 0.8.0, src/tensor.rs, Dtype"),
    Trap(
      "safetensors", "holes", stored: "bytes that no tensor has, or two have", printed: "a refusal that says where",
      source: "safetensors 0.8.0, src/tensor.rs, InvalidOffset"),
  ]

  private static let arrays = [
    Trap(
      "Slices and arrays", "variables in slices",
      stored:
        "TensorFlow: a plain key with shapes and no numbers, and keys of bytes for the pieces; gamma and "
        + "beta may be sliced and the statistics whole",
      printed: "whole tensors", source: "tensorflow 1.15.5, core/util/saved_tensor_slice_util.cc",
      dialects: [.tensorFlow]),
    Trap(
      "Slices and arrays", "forms of .npz",
      stored:
        "sizes of 0xFFFFFFFF with the true ones elsewhere, names with `/` and `:0`, big-endian numbers, "
        + "float64, Fortran order, a shape of (1, C, 1, 1) or none; MLX does not pad",
      printed: "the layer's numbers", source: "numpy 2.5.5, lib/_npyio_impl.py; mlx 0.32.4"),
    Trap(
      "Slices and arrays", "ncnn's order",
      stored: "gamma, mean, variance, beta, without names; an epsilon of 0 is left out",
      printed: "each in its place; 0 where it is left out", source: "ncnn 1.0.20261020, src/layer/batchnorm.cpp"),
  ]
}
