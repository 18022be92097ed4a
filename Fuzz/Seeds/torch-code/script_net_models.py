class Net(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  _is_full_backward_hook : Optional[bool]
  conv : __torch__.torch.nn.modules.conv.Conv2d
  norm : __torch__.torch.nn.modules.batchnorm.BatchNorm2d
  plain : __torch__.torch.nn.modules.batchnorm.___torch_mangle_0.BatchNorm2d
  average : __torch__.torch.nn.modules.batchnorm.___torch_mangle_1.BatchNorm2d
  batch : __torch__.torch.nn.modules.batchnorm.___torch_mangle_2.BatchNorm2d
  group : __torch__.torch.nn.modules.normalization.GroupNorm
  def forward(self: __torch__.models.Net,
    x: Tensor) -> Tensor:
    group = self.group
    batch = self.batch
    average = self.average
    plain = self.plain
    norm = self.norm
    conv = self.conv
    _0 = (norm).forward((conv).forward(x, ), )
    _1 = (average).forward((plain).forward(_0, ), )
    _2 = (group).forward((batch).forward(_1, ), )
    return _2
