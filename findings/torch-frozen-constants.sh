#!/usr/bin/env bash
# torch 2.15.0 (PyPI; about 3 GB with what it asks for).
#
# torch.jit.freeze turns parameters into constants and keeps equal ones once, by value. A BatchNorm whose weight happens to
# equal its running_var (both are 1 in a new layer) then has four arguments and three constants: the call takes the one called
# running_var for gamma, too, and the archive has three tensors. So neither the number nor the names of a frozen program's
# constants say what they are. Only the places in the call do, and one constant may stand in two of them.
#
# Seen, for a BatchNorm2d in a Sequential, as the call's weight, bias, running_mean, running_var:
#   equal: self.0.running_var self.0.bias self.0.running_mean self.0.running_var; 3 constants in the archive
#   different: self.0.weight self.0.bias self.0.running_mean self.0.running_var; 4 constants in the archive
#
# Needs python3 (3.10 or later) and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet torch==2.15.0

cat >"$work/freeze.py" <<'PYTHON'
import sys
import zipfile
import torch

for title, variance in ("equal", 1.0), ("different", 4.0):
    layer = torch.nn.BatchNorm2d(3)
    layer.running_mean.copy_(torch.tensor([1.0, 2.0, 3.0]))
    layer.running_var.fill_(variance)
    frozen = torch.jit.freeze(torch.jit.script(torch.nn.Sequential(layer).eval()))
    call = next(node for node in frozen.graph.nodes() if node.kind() == "aten::batch_norm")
    names = [value.debugName() for value in list(call.inputs())[1:5]]
    frozen.save(sys.argv[1])
    stored = [name for name in zipfile.ZipFile(sys.argv[1]).namelist() if "/constants/" in name]
    print(f"{title}: {' '.join(names)}; {len(stored)} constants in the archive")
PYTHON

expected='equal: self.0.running_var self.0.bias self.0.running_mean self.0.running_var; 3 constants in the archive
different: self.0.weight self.0.bias self.0.running_mean self.0.running_var; 4 constants in the archive'
seen=$("$work/python/bin/python" "$work/freeze.py" "$work/frozen.pt" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]
