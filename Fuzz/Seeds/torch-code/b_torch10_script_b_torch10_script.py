op_version_set = 0
def forward(self,
    input: Tensor) -> Tensor:
  _0 = torch.batch_norm(input, self.weight, self.bias, self.running_mean, self.running_var, False, 0., 1.0000000000000001e-05, True)
  return _0
