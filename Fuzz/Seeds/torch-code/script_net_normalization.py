class GroupNorm(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  _is_full_backward_hook : NoneType
  num_groups : Final[int] = 2
  affine : Final[bool] = True
  num_channels : Final[int] = 4
  eps : Final[float] = 1.0000000000000001e-05
  def forward(self: __torch__.torch.nn.modules.normalization.GroupNorm,
    input: Tensor) -> Tensor:
    _0 = __torch__.torch.nn.functional.group_norm
    weight = self.weight
    bias = self.bias
    _1 = _0(input, 2, weight, bias, 1.0000000000000001e-05, )
    return _1
