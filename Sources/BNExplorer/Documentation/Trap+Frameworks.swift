import BNFiles

extension Trap {
  /// By the arithmetic and the conventions of frameworks.
  static let frameworks = paddle + mxnet + caffe + darknet + dlib + slim + renormalization

  private static let paddle = [
    Trap(
      "PaddlePaddle", "a dictionary of names",
      stored: "`.pdparams` is a pickle of NumPy arrays, with a dictionary of names among them",
      printed: "the arrays; the dictionary is left out. The momentum is the share of the old value already",
      source: "paddlepaddle 3.3.1, framework/io.py", dialects: [.paddle]),
    Trap(
      "PaddlePaddle", "numbers without names",
      stored:
        "`.pdiparams`: one tensor behind the other in the byte order of their names, `_1`, `_10`, `_11`, "
        + "`_2`; the names are in the program beside it, a message or, from 3.0 on, JSON that goes by numbers",
      printed: "each layer by the names that the program's operators have for its numbers",
      source: "paddlepaddle 3.3.1, static/io.py; phi/core/framework/dense_tensor_serialize.cc",
      dialects: [.paddleProgram]),
  ]

  private static let mxnet = [
    Trap(
      "MXNet", "two defaults of epsilon",
      stored:
        "`running_mean` of gluon, whose layers have 1e-5; `moving_mean` of a symbol, which writes nothing "
        + "where it has \(FormatDefaults.mxnetEpsilon)",
      printed:
        "the symbol's own, or \(FormatDefaults.mxnetEpsilon) where it has none; without a symbol the one "
        + "that the names tell",
      source: "mxnet 1.9.1, gluon/nn/basic_layers.py; src/operator/nn/batch_norm-inl.h", dialects: [.gluon, .mxnet]),
    Trap(
      "MXNet", "fix_gamma",
      stored:
        "a gamma that is not used: a symbol multiplies by 1 unless it has `fix_gamma` False, and writes "
        + "nothing of that",
      printed: "a gamma of 1, with a note",
      source: "mxnet 1.9.1, src/operator/nn/batch_norm-inl.h", dialects: [.mxnet]),
  ]

  private static let caffe = [
    Trap(
      "Caffe", "sums in place of statistics",
      stored: "sums in blobs 0 and 1, and in blob 2 what they are divided by: 999.98 in old files, 1 in converted ones",
      printed: "the quotients", source: "Caffe 1.0, src/caffe/layers/batch_norm_layer.cpp", dialects: [.caffe]),
    Trap(
      "Caffe", "a divisor of 0", stored: "0 in blob 2: the layer was never trained",
      printed: "a mean and a variance of 0, with a note: Caffe does not divide then",
      source: "Caffe 1.0, src/caffe/layers/batch_norm_layer.cpp", dialects: [.caffe]),
    Trap(
      "Caffe", "gamma and beta in another layer",
      stored: "gamma and beta in a layer Scale, whose name may be anything",
      printed: "those of the layer that alone takes what the batch norm gives, in place or not",
      source: "Caffe 1.0, src/caffe/layers/scale_layer.cpp", dialects: [.caffe]),
    Trap(
      "Caffe", "epsilon in the text beside it", stored: "no `eps` in the `.caffemodel`, and one in the `.prototxt`",
      printed: "the text's; \(Dialect.caffe.epsilon), assumed, where there is none",
      source: "Caffe 1.0, src/caffe/proto/caffe.proto", dialects: [.caffe]),
  ]

  private static let darknet = [
    Trap(
      "Darknet", "numbers without a layout",
      stored:
        "beta, gamma, mean, variance, then the kernel of a convolution, or behind that of a full connection; "
        + "what is where is only in the `.cfg`",
      printed: "each layer as the `.cfg` has it; which of three epsilons is right depends on the program that runs it",
      source: "AlexeyAB's Darknet, src/parser.c", dialects: [.darknet])
  ]

  private static let dlib = [
    Trap(
      "dlib", "two pairs of statistics",
      stored: "behind gamma and beta the mean and 1 / deviation of the last batch, then the running mean and variance",
      printed: "the second pair; momentum n / (n + 1) after n updates, which the file counts up to a window",
      source: "dlib 19.24.9, dlib/dnn/layers.h, bn_", dialects: [.dlib]),
    Trap(
      "dlib", "affine layers",
      stored: "`affine_`: gamma / sqrt(variance + epsilon) and what is left of beta, in networks that are given away",
      printed: "a look-alike; folded, where a convolution took it in",
      source: "dlib 19.24.9, dlib/dnn/layers.h, affine_; visitors.h, fuse_layers", dialects: [.dlib]),
  ]

  private static let slim = [
    Trap(
      "TF-slim", "no gamma, and another momentum",
      stored: "`BatchNorm/beta` and the statistics, without gamma unless it was asked for",
      printed:
        "no gamma; a momentum of \(Dialect.slim.shareOfOld ?? 0), assumed by the name of the scope. The kind "
        + "of the variance is unknown: rows take the fused way, whose variance is unbiased",
      source: "tf_slim 1.1.0, layers/layers.py", dialects: [.slim]),
    Trap(
      "TF-slim", "shadows of an average",
      stored: "`moving_mean/biased` and `local_step` behind the scope's name, once more",
      printed: "look-alikes: the moving mean itself is freed of its beginning already",
      source: "tensorflow 1.15.5, python/training/moving_averages.py", dialects: [.slim, .tensorFlow]),
  ]

  private static let renormalization = [
    Trap(
      "Batch renormalization", "statistics for training",
      stored:
        "up to TensorFlow 1.14 `renorm_mean` and `renorm_stddev` from 0 on, each with a `_weight`; from 1.15 "
        + "on also `moving_stddev`, without weights; in Keras 3 the 5th to 7th variable",
      printed: "one layer with `moving_mean` and `moving_variance`, which inference uses in all of them",
      source: "tensorflow 1.14 and 1.15, python/layers/normalization.py; keras 3.15.1, layers/normalization",
      dialects: [.tensorFlow])
  ]
}

extension FormatDefaults {
  /// As text.
  fileprivate static let mxnetEpsilon = all.first { $0.format == "MXNet" }.map { "\($0.epsilon)" } ?? ""
}

extension Dialect {
  /// The momentum in TensorFlow's sense.
  fileprivate var shareOfOld: Double? {
    switch momentum {
    case .ofOld(let share): share
    case .ofNew(let share): 1 - share
    case .cumulative, nil: nil
    }
  }
}
