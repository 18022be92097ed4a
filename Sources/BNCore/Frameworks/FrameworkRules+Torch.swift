extension FrameworkRules {
  /// PyTorch, in the layouts and ways of averaging that come out differently.
  static let torch: [FrameworkRules] = {
    func rules(
      _ way: String, share: Double? = 0.9, sums: ByRank<SumOrder>, refusal: String? = nil
    ) -> FrameworkRules {
      FrameworkRules(
        way, "2.15.0", "torch/nn/modules/batchnorm.py", epsilon: 1e-5,
        momentum: MomentumArgument(name: "momentum", sense: .new, shareOfOld: share), bias: ByRank(.sample), sums: sums,
        oneValue: .error("ValueError: Expected more than 1 value per channel when training"), emptyBatch: .keep,
        refusal: refusal)
    }
    let contiguous = ByRank<SumOrder>(two: .rows(parts: 1), four: .double)
    return [
      rules("torch", sums: contiguous),
      rules("torch channels_last", sums: ByRank(.rows(parts: 1))),
      rules("torch 2 threads", sums: ByRank(two: .rows(parts: 2), four: .double)),
      rules("torch channels_last 2 threads", sums: ByRank(.rows(parts: 2))),
      rules("torch momentum=None", share: nil, sums: contiguous),
      rules("torch SyncBatchNorm", sums: contiguous),
      rules(
        "torch SyncBatchNorm gloo", sums: contiguous,
        refusal: "ValueError: SyncBatchNorm expected input tensor to be on GPU or XPU or privateuseone"),
    ]
  }()
}
