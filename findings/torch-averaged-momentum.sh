#!/usr/bin/env bash
# torch 2.15.0 (PyPI; about 3 GB with what it asks for).
#
# momentum=None makes BatchNorm keep the plain average of all batches. torch.jit.trace and torch.export of a module in
# evaluation mode write 0.0 in its place, a literal of the batch_norm call. Read as a momentum that says statistics which
# never move, though they did. torch.jit.script keeps None. With momentum=0.1 all three write 0.1, so that 0.0 is not what
# evaluation mode writes for every module: it is all that is left of None.
#
# Seen, after two training batches and eval():
#   None: trace 0.0, export 0.0, script None
#   0.1: trace 0.1, export 0.1, script 0.1
#
# Needs python3 (3.10 or later) and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet torch==2.15.0

cat >"$work/record.py" <<'PYTHON'
import torch


def traced(layer, x):
    graph = torch.jit.trace(layer, x).graph
    call = next(node for node in graph.nodes() if node.kind() == "aten::batch_norm")
    return list(call.inputs())[6].node().f("value")


def exported(layer, x):
    graph = torch.export.export(layer, (x,)).graph
    return next(node for node in graph.nodes if "batch_norm" in str(node.target)).args[6]


torch.manual_seed(1)
x = torch.randn(4, 3)
for momentum in None, 0.1:
    layer = torch.nn.BatchNorm1d(3, momentum=momentum)
    layer(x)
    layer(2 * x)
    layer.eval()
    scripted = torch.jit.script(layer).momentum
    print(f"{momentum}: trace {traced(layer, x)}, export {exported(layer, x)}, script {scripted}")
PYTHON

expected='None: trace 0.0, export 0.0, script None
0.1: trace 0.1, export 0.1, script 0.1'
seen=$("$work/python/bin/python" "$work/record.py" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]
