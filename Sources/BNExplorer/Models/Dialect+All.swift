import BNFiles

extension Dialect {
  /// Every dialect, those with the most telling names first.
  static let all = [
    pytorch, gluon, tensorFlow, slim, mxnet, paddle, paddleProgram, haiku, sonnet, chainer, tensorpack, lasagne, flax,
    onnx,
    plain,
  ]

  /// Dialects of files whose numbers have no names of their own: the reader knows them by their place.
  static let ofPlaces = [caffe, darknet, dlib, equinox]

  /// Every word for a mean or a variance.
  static let statisticWords = Set(all.flatMap { $0.statistics.flatMap { [$0.first, $0.second] } })

  static let pytorch = Dialect(
    name: "PyTorch", affine: [Pair("weight", "bias"), Pair("gamma", "beta")],
    statistics: [Pair("running_mean", "running_var")], epsilon: 1e-5,
    otherEpsilon: "YOLO models and networks ported from TensorFlow have 1e-3 under the same names",
    momentum: .ofNew(0.1), varianceKind: .unbiased, isOwn: false, source: "torch 2.15, nn/modules/batchnorm.py",
    varianceSource: "aten/src/ATen/native/Normalization.cpp")

  static let gluon = Dialect(
    name: "MXNet gluon", affine: [Pair("gamma", "beta")], statistics: [Pair("running_mean", "running_var")],
    epsilon: 1e-5, otherEpsilon: nil, momentum: .ofOld(0.9), varianceKind: .unknown, isOwn: false,
    source: "mxnet 1.9, gluon/nn/basic_layers.py")

  static let tensorFlow = Dialect(
    name: "TensorFlow and Keras", affine: [Pair("gamma", "beta")], statistics: [Pair("moving_mean", "moving_variance")],
    epsilon: 1e-3, otherEpsilon: "the same names come with other values, such as 1e-5 and 1.001e-5 in ResNets",
    momentum: .ofOld(0.99), varianceKind: .unknown, isOwn: false,
    source: "tensorflow 1.15, python/layers/normalization.py; keras 3, layers/normalization")

  /// TensorFlow's names in a scope that is called as only this library calls it.
  static let slim = Dialect(
    name: "TF-slim", affine: [Pair("gamma", "beta")], statistics: [Pair("moving_mean", "moving_variance")],
    epsilon: 1e-3, otherEpsilon: "networks made with slim's argument scopes have values such as 1e-5",
    momentum: .ofOld(0.999), varianceKind: .unknown, isOwn: false,
    source: "tf_slim 1.1, layers/layers.py, batch_norm in a scope BatchNorm")

  static let mxnet = Dialect(
    name: "MXNet", affine: [Pair("gamma", "beta")], statistics: [Pair("moving_mean", "moving_var")], epsilon: 1e-3,
    otherEpsilon: "layers made with gluon have 1e-5, and a symbol that fixes gamma multiplies by 1 whatever is stored",
    momentum: .ofOld(0.9), varianceKind: .unknown, isOwn: false, source: "mxnet 1.9, src/operator/nn/batch_norm-inl.h")

  static let paddle = Dialect(
    name: "PaddlePaddle", affine: [Pair("weight", "bias")], statistics: [Pair("_mean", "_variance")], epsilon: 1e-5,
    otherEpsilon: nil, momentum: .ofOld(0.9), varianceKind: .unknown, isOwn: true,
    source: "paddlepaddle 3.3, nn/layer/norm.py")

  static let paddleProgram = Dialect(
    name: "PaddlePaddle program", affine: [Pair("w_0", "b_0")], statistics: [Pair("w_1", "w_2")], epsilon: 1e-5,
    otherEpsilon: nil, momentum: .ofOld(0.9), varianceKind: .unknown, isOwn: true,
    source: "paddlepaddle 3.3, nn/layer/norm.py")

  /// The statistics are in a tree beside the parameters; `hidden`, which also stands there, is not freed of its bias.
  static let haiku = Dialect(
    name: "Haiku", affine: [Pair("scale", "offset")], statistics: [Pair("mean_ema/average", "var_ema/average")],
    arithmetic: .freed, epsilon: 1e-5, otherEpsilon: nil, momentum: nil, varianceKind: .biased, isOwn: true,
    source: "dm-haiku 0.0.17, _src/batch_norm.py; decay_rate has no default")

  static let sonnet = Dialect(
    name: "Sonnet", affine: [Pair("scale", "offset"), Pair("gamma", "beta")],
    statistics: [Pair("moving_mean/average", "moving_variance/average")], arithmetic: .freed, epsilon: 1e-5,
    otherEpsilon: nil, momentum: .ofOld(0.999), varianceKind: .unknown, isOwn: true,
    source: "dm-sonnet 2.0, src/batch_norm.py")

  static let chainer = Dialect(
    name: "Chainer", affine: [Pair("gamma", "beta")], statistics: [Pair("avg_mean", "avg_var")], epsilon: 2e-5,
    otherEpsilon: nil, momentum: .ofOld(0.9), varianceKind: .unbiased, isOwn: true,
    source: "chainer 7.8, links/normalization/batch_normalization.py",
    varianceSource: "functions/normalization/batch_normalization.py")

  static let tensorpack = Dialect(
    name: "tensorpack", affine: [Pair("gamma", "beta")], statistics: [Pair("mean/EMA", "variance/EMA")], epsilon: 1e-5,
    otherEpsilon: nil, momentum: .ofOld(0.9), varianceKind: .unknown, isOwn: true,
    source: "tensorpack 0.11, models/batch_norm.py")

  /// The variance is kept as 1 / sqrt(variance + epsilon), so that no epsilon is left to add.
  static let lasagne = Dialect(
    name: "Lasagne and madmom", affine: [Pair("gamma", "beta")], statistics: [Pair("mean", "inv_std")],
    arithmetic: .inverseDeviation, epsilon: 0,
    otherEpsilon: nil, momentum: .ofNew(0.1), varianceKind: .biased, isOwn: true,
    source: "lasagne 0.2, layers/normalization.py")

  /// Parameters and statistics are two trees, `params` and `batch_stats`; in one tree the names are anybody's.
  static let flax = Dialect(
    name: "Flax", affine: [Pair("scale", "bias")], statistics: [Pair("mean", "var")], epsilon: 1e-5,
    otherEpsilon: nil, momentum: .ofOld(0.99), varianceKind: .biased, isOwn: true,
    source: "flax 0.12, linen/normalization.py")

  static let onnx = Dialect(
    name: "ONNX", affine: [Pair("scale", "B")], statistics: [Pair("mean", "var"), Pair("input_mean", "input_var")],
    epsilon: 1e-5, otherEpsilon: nil, momentum: .ofOld(0.9), varianceKind: .unknown, isOwn: false,
    source: "onnx 1.23, docs/Operators.md, BatchNormalization")

  static let caffe = Dialect(
    name: "Caffe", affine: [Pair("blob 0 of Scale", "blob 1 of Scale")], statistics: [Pair("blob 0", "blob 1")],
    arithmetic: .sums, epsilon: 1e-5, otherEpsilon: nil, momentum: .ofOld(0.999), varianceKind: .unbiased, isOwn: true,
    source: "Caffe 1.0, src/caffe/proto/caffe.proto", varianceSource: "src/caffe/layers/batch_norm_layer.cpp")

  static let darknet = Dialect(
    name: "Darknet", affine: [Pair("scales", "biases")], statistics: [Pair("rolling_mean", "rolling_variance")],
    epsilon: 1e-6,
    otherEpsilon: "OpenCV adds 1e-6 inside the root, pjreddie's Darknet 1e-6 outside of it, AlexeyAB's 1e-5 inside",
    momentum: .ofOld(0.9), varianceKind: .unbiased, isOwn: true,
    source:
      "OpenCV 4.14, dnn/src/darknet/darknet_io.cpp; AlexeyAB's Darknet, src/batchnorm_layer.c (0.99 in pjreddie's)",
    varianceSource: "src/blas.c of both")

  /// Two pairs of statistics: the last batch's, and the running one, which is the layer's.
  static let dlib = Dialect(
    name: "dlib", affine: [Pair("gamma", "beta")], statistics: [Pair("running_means", "running_variances")],
    arithmetic: .second, epsilon: 1e-4, otherEpsilon: nil, momentum: nil, varianceKind: .unbiased, isOwn: true,
    source: "dlib 19.24, dlib/dnn/layers.h; the next update's share is 1 / (1 + updates), at least 1/101",
    varianceSource: "dlib/cuda/cpu_dlib.cpp")

  static let equinox = Dialect(
    name: "Equinox", affine: [Pair("weight", "bias")], statistics: [Pair("mean", "var")],
    arithmetic: .young, epsilon: 1e-5, otherEpsilon: nil, momentum: .ofOld(0.99), varianceKind: .biased, isOwn: true,
    source: "equinox 0.13, nn/_batch_norm.py")

  static let plain = Dialect(
    name: "most libraries",
    affine: [
      Pair("scale", "bias"), Pair("scale", "offset"), Pair("scale", "shift"), Pair("gamma", "beta"),
      Pair("weight", "bias"),
    ],
    statistics: [Pair("mean", "var"), Pair("mean", "variance"), Pair("rolling_mean", "rolling_variance")],
    epsilon: 1e-5, otherEpsilon: "nothing tells who wrote such names", momentum: nil, varianceKind: .unknown,
    isOwn: false, source: "what most libraries have, PyTorch 2.15 among them")
}
