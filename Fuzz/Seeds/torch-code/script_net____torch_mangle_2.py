class BatchNorm2d(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", "num_batches_tracked", ]
  weight : Tensor
  bias : Tensor
  running_mean : NoneType
  running_var : NoneType
  num_batches_tracked : NoneType
  training : bool
  _is_full_backward_hook : NoneType
  momentum : Final[float] = 0.10000000000000001
  track_running_stats : Final[bool] = False
  num_features : Final[int] = 4
  affine : Final[bool] = True
  eps : Final[float] = 1.0000000000000001e-05
  def forward(self: __torch__.torch.nn.modules.batchnorm.___torch_mangle_2.BatchNorm2d,
    input: Tensor) -> Tensor:
    _0 = __torch__.torch.nn.functional.batch_norm
    _1 = (self)._check_input_dim(input, )
    training = self.training
    if torch.__not__(training):
      _2 = self.running_mean
    else:
      _2 = None
    training0 = self.training
    if torch.__not__(training0):
      _3 = self.running_var
    else:
      _3 = None
    weight = self.weight
    bias = self.bias
    _4 = _0(input, _2, _3, weight, bias, True, 0.10000000000000001, 1.0000000000000001e-05, )
    return _4
  def _check_input_dim(self: __torch__.torch.nn.modules.batchnorm.___torch_mangle_2.BatchNorm2d,
    input: Tensor) -> NoneType:
    if torch.ne(torch.dim(input), 4):
      _5 = torch.format("expected 4D input (got {}D input)", torch.dim(input))
      ops.prim.RaiseException(_5, "builtins.ValueError")
    else:
      pass
    return None
