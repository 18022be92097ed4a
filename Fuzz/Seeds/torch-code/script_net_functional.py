def batch_norm(input: Tensor,
    running_mean: Optional[Tensor],
    running_var: Optional[Tensor],
    weight: Optional[Tensor]=None,
    bias: Optional[Tensor]=None,
    training: bool=False,
    momentum: float=0.10000000000000001,
    eps: float=1.0000000000000001e-05) -> Tensor:
  _0 = __torch__.torch.nn.functional._verify_batch_size
  _1 = "batch_norm eps must be positive during training, but got {}"
  _2 = "batch_norm eps must be non-negative, but got {}"
  if training:
    _3 = _0(torch.size(input), )
  else:
    pass
  if training:
    _4 = torch.le(eps, 0.)
  else:
    _4 = False
  if _4:
    ops.prim.RaiseException(torch.format(_1, eps), "builtins.ValueError")
  else:
    if torch.lt(eps, 0.):
      ops.prim.RaiseException(torch.format(_2, eps), "builtins.ValueError")
    else:
      pass
  _5 = torch.batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, True)
  return _5
def group_norm(input: Tensor,
    num_groups: int,
    weight: Optional[Tensor]=None,
    bias: Optional[Tensor]=None,
    eps: float=1.0000000000000001e-05) -> Tensor:
  _6 = "Expected at least 2 dimensions for input tensor but received {}"
  _7 = __torch__.torch.nn.functional._verify_batch_size
  if torch.lt(torch.dim(input), 2):
    ops.prim.RaiseException(torch.format(_6, torch.dim(input)), "builtins.RuntimeError")
  else:
    pass
  _8 = torch.mul(torch.size(input, 0), torch.size(input, 1))
  _9 = [torch.floordiv(_8, num_groups), num_groups]
  _10 = torch.list(torch.slice(torch.size(input), 2))
  _11 = _7(torch.add(_9, _10), )
  _12 = torch.group_norm(input, num_groups, weight, bias, eps)
  return _12
def _verify_batch_size(size: List[int]) -> NoneType:
  _13 = "Expected more than 1 value per channel when training, got input size {}"
  size_prods = size[0]
  size_prods0 = size_prods
  for i in range(torch.sub(torch.len(size), 2)):
    size_prods1 = torch.mul(size_prods0, size[torch.add(i, 2)])
    size_prods0 = size_prods1
  if torch.eq(size_prods0, 1):
    ops.prim.RaiseException(torch.format(_13, size), "builtins.ValueError")
  else:
    pass
  return None
