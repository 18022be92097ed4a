"""Writes the files of this folder that do not begin with b_, mlx_ or haiku_.

    python3 -m venv /opt/venv && /opt/venv/bin/pip install torch==2.15.0 numpy==2.4.6
    cp make_torch.py /opt/venv && /opt/venv/bin/python /opt/venv/make_torch.py

Programs of TorchScript hold the paths of the files that they were made from: those in /opt say nothing of a person.

Those that do begin so hold the layer of `L` below too, and were written by the versions in their names.
"""

import linecache
import pickle
import sys
import types

import numpy as np
import torch
import torch.nn as nn

GAMMA, BETA = [0.5, 1.0, 1.5, 2.0], [-1.0, 0.0, 1.0, 2.0]
MEAN, VARIANCE = [10.0, -2.0, 0.25, 1000.0], [4.0, 0.25, 1e-4, 9.0]


def known(layer):
    """The same four numbers in every layer that has them."""
    with torch.no_grad():
        if layer.affine:
            layer.weight.copy_(torch.tensor(GAMMA))
            layer.bias.copy_(torch.tensor(BETA))
        if layer.track_running_stats:
            layer.running_mean.copy_(torch.tensor(MEAN))
            layer.running_var.copy_(torch.tensor(VARIANCE))
    return layer


# Classes of a module of their own, so that no path of this machine is in the files.
SOURCE = """
import torch.nn as nn
class Net(nn.Module):
    def __init__(self, known):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 1, groups=4, bias=False)
        self.norm = known(nn.BatchNorm2d(4, eps=1e-3, momentum=0.03))
        self.plain = known(nn.BatchNorm2d(4, affine=False))
        self.average = known(nn.BatchNorm2d(4, momentum=None))
        self.batch = known(nn.BatchNorm2d(4, track_running_stats=False))
        self.group = nn.GroupNorm(2, 4)
    def forward(self, x):
        return self.group(self.batch(self.average(self.plain(self.norm(self.conv(x))))))
class Trainer:
    def __init__(self, lr):
        self.lr = lr
"""
models = types.ModuleType("models")
models.__file__ = "models.py"
sys.modules["models"] = models
linecache.cache["models.py"] = (len(SOURCE), None, SOURCE.splitlines(True), "models.py")
exec(compile(SOURCE, "models.py", "exec"), models.__dict__)

# Old whole modules hold the source text of each class; a word of it is enough here.
torch.serialization.get_source_lines_and_file = lambda *_: (["class Some: pass\n"], 1, "models.py")

torch.manual_seed(0)
net = models.Net(known).eval()
x = torch.ones(2, 4, 2, 2)
layer = known(nn.BatchNorm1d(4)).eval()
state = layer.state_dict()

torch.save(net, "module_net.pt")
torch.save(net, "module_net_legacy.pt", _use_new_zipfile_serialization=False)
torch.save({"model": net, "ema": None, "epoch": 3, "optimizer": torch.optim.Adam(net.parameters())}, "yolo_like.pt")
torch.save({"model": {"bn." + k: v for k, v in state.items()}, "ema": {"bn." + k: v * 2 for k, v in state.items()},
            "loss": torch.tensor(0.5)}, "model_and_ema.pt")
table = torch.tensor([GAMMA, BETA, MEAN, VARIANCE]).t().contiguous()
torch.save({"bn.weight": table[:, 0], "bn.bias": table[:, 1], "bn.running_mean": table[:, 2],
            "bn.running_var": table[:, 3], "tied": table[:, 3], "bn.running_var_holder": torch.zeros(7),
            "expanded": torch.ones(1).expand(5), "none": torch.zeros(0, 3)}, "views.pt")
torch.save({"bf16": torch.tensor(VARIANCE, dtype=torch.bfloat16), "u16": torch.tensor([1, 65535], dtype=torch.uint16),
            "f8": torch.ones(4, dtype=torch.float8_e4m3fn), "flag": torch.tensor([True, False]),
            "complex": torch.ones(2, dtype=torch.complex64), "sparse": torch.eye(2).to_sparse(),
            "parameter": nn.Parameter(torch.tensor(MEAN))}, "types.pt")
torch.save({k: v.numpy() for k, v in state.items()}, "arrays.pt")
torch.save(state, "protocol5.pt", pickle_protocol=5)
torch.save(models.Trainer(0.1), "no_tensors.pt")
torch.save({"epoch": 1}, "no_layers.pt")
with open("arrays_protocol2.pkl", "wb") as file:
    pickle.dump({k: np.asfortranarray(v.numpy()) for k, v in state.items()}, file, protocol=2)
with open("arrays_protocol5.pkl", "wb") as file:
    pickle.dump({k: v.numpy().astype(">f8") for k, v in state.items()}, file, protocol=5)
with open("tensors.pkl", "wb") as file:
    pickle.dump(state, file)

scripted, traced = torch.jit.script(net), torch.jit.trace(net, x)
scripted.save("script_net.pt")
traced.save("trace_net.pt")
torch.jit.freeze(traced, optimize_numerics=False).save("trace_frozen.pt")
torch.jit.freeze(scripted).save("script_frozen_folded.pt")
torch.jit.trace(known(nn.BatchNorm1d(4)).train(), torch.ones(3, 4)).save("trace_training.pt")

exported = torch.export.export(known(nn.BatchNorm2d(4, eps=1e-3, momentum=0.03)).eval(), (x,))
torch.export.save(exported.run_decompositions(), "export_decomposed.pt2")
