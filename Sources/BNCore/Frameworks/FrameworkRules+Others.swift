extension FrameworkRules {
  private static func old(_ share: Double, _ name: String = "momentum") -> MomentumArgument {
    MomentumArgument(name: name, sense: .old, shareOfOld: share)
  }

  private static let pointOneOfNew = MomentumArgument(name: "momentum", sense: .new, shareOfOld: 0.9)

  private static let rowsThenImages = ByRank<SumOrder>(two: .rows(parts: 1), four: .images)

  /// Frameworks of their own that train.
  static let others: [FrameworkRules] = {
    func paddle(_ way: String, sums: ByRank<SumOrder>) -> FrameworkRules {
      FrameworkRules(
        way, "3.3.1", "paddle/nn/layer/norm.py", epsilon: 1e-5, momentum: old(0.9), sums: sums,
        newShare: ByRank(.float32), oneValue: .input, emptyBatch: .keep)
    }
    return [
      paddle("paddle", sums: rowsThenImages),
      paddle("paddle NHWC", sums: ByRank(.rows(parts: 1))),
      FrameworkRules(
        "mxnet gluon", "1.9.1", "mxnet/gluon/nn/basic_layers.py", epsilon: 1e-5, momentum: old(0.9),
        newShare: ByRank(.float32), emptyBatch: .error("MXNetError: Shape dim size cannot be a negative value -1"),
        form: ByRank(.centred)),
      FrameworkRules(
        "mlx", "0.32.4", "mlx/nn/layers/normalization.py", epsilon: 1e-5, momentum: pointOneOfNew,
        bias: ByRank(.sample),
        oneValue: .error("ValueError: BatchNorm training requires more than one value per channel."),
        epsilonRule: ByRank(.positive("ValueError: [BatchNorm] 'eps' must be positive but got 0.0."))),
      FrameworkRules(
        "chainer", "7.8.1 on numpy 1.23.5", "chainer/links/normalization/batch_normalization.py", epsilon: 2e-5,
        momentum: old(0.9, "decay"), bias: ByRank(.sample), sums: rowsThenImages, form: ByRank(.centred)),
      FrameworkRules(
        "mindspore", "2.10.0", "mindspore/nn/layer/normalization.py", epsilon: 1e-5, momentum: old(0.9),
        bias: ByRank(.sample), sums: ByRank(two: .rows(parts: 1), four: .unknown), oneValue: .notANumber,
        emptyBatch: .zero,
        epsilonRule: ByRank(.positive("ValueError: For primitive[BatchNorm], the eps must be in (0,1], but got 0."))),
      FrameworkRules(
        "tinygrad", "0.14.0", "tinygrad/nn/__init__.py", epsilon: 1e-5, momentum: pointOneOfNew, bias: ByRank(.sample),
        oneValue: .errorBehindMean("ZeroDivisionError: float division by zero"), form: ByRank(.centred)),
      FrameworkRules(
        "onnxruntime", "1.31.1 with onnx 1.23.2", "onnxruntime/core/providers/cpu/nn/batch_norm.h", epsilon: 1e-5,
        momentum: old(0.9), sums: rowsThenImages, newShare: ByRank(.float32)),
    ]
  }()

  /// Engines that only infer.
  static let engines: [FrameworkRules] = {
    func engine(
      _ name: String, _ version: String, _ source: String, epsilon: Double, emptyBatch: EmptyBatchRule = .notANumber,
      epsilonRule: EpsilonRule = .any
    ) -> FrameworkRules {
      FrameworkRules(
        name, version, source, epsilon: epsilon,
        momentum: MomentumArgument(name: "", sense: .old, shareOfOld: nil), emptyBatch: emptyBatch,
        epsilonRule: ByRank(epsilonRule), kind: .given)
    }
    return [
      engine("openvino", "2026.4.1", "ONNX BatchNormalization, its inference", epsilon: 1e-5),
      engine(
        "ncnn", "1.0.20261020", "ncnn/src/layer/batchnorm.cpp", epsilon: 0, epsilonRule: .deviation(1e-4)),
      engine(
        "opencv dnn caffe", "4.14.0", "opencv/modules/dnn/src/layers/batch_norm_layer.cpp", epsilon: 1e-5,
        emptyBatch: .error("error: (-215:Assertion failed) inp.total() in function 'allocateLayers'")),
    ]
  }()

  /// Every framework and way of calling it that was measured.
  public static let all = torch + tensorFlow1 + keras + jax + [sonnet] + others + engines

  /// Each framework in the way in which it is usually called.
  public static let usual: [FrameworkRules] = {
    let rare = [
      "channels_last", "2 threads", "None", "SyncBatchNorm", "fused=False", "zero_debias", "V1 class", "two-pass",
      "jit", "NHWC",
    ]
    return all.filter { rules in !rare.contains { rules.name.contains($0) } }
  }()
}
