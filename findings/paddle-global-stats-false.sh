#!/usr/bin/env bash
# paddlepaddle 3.3.1 (PyPI, CPU build for Linux; Python 3.9 to 3.13).
#
# `use_global_stats` of the BatchNorm layers is None by default, which means: as the layer is told by train() and eval().
# False looks like the same, and is not: the layer then normalizes by the batch after eval() as well. It also goes on moving
# the running averages, so that each inference changes the model. A batch of one example with one value a channel has no
# statistics: it comes out as it went in, without gamma, beta or a word. PyTorch refuses such a batch in training, and
# uses the running averages after eval() whatever else is set.
#
# Seen after eval(), for mean = [10, 20], variance = [4, 9], gamma = 2, beta = 5 and the rows [1, 2] and [3, 5]:
#   None, one row: [[-4.0, -7.0]], mean [10.0, 20.0]
#   False, one row: [[1.0, 2.0]], mean [10.0, 20.0]
#   False, both rows: [[3.0, 3.0], [7.0, 7.0]], mean [9.2, 18.35]
#
# Needs Linux, a python3 that these have wheels for (PYTHON names another), and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${PYTHON:-python3}" -m venv "$work/python"
"$work/python/bin/pip" install --quiet paddlepaddle==3.3.1

cat >"$work/infer.py" <<'PYTHON'
import paddle


def infer(use, rows):
    layer = paddle.nn.BatchNorm1D(2, use_global_stats=use)
    for name, values in [("weight", [2, 2]), ("bias", [5, 5]), ("_mean", [10, 20]), ("_variance", [4, 9])]:
        getattr(layer, name).set_value(paddle.to_tensor(values, dtype="float32"))
    layer.eval()
    output = layer(paddle.to_tensor(rows))
    return f"{output.numpy().round(3).tolist()}, mean {[round(value, 3) for value in layer._mean.tolist()]}"


print("None, one row:", infer(None, [[1.0, 2.0]]))
print("False, one row:", infer(False, [[1.0, 2.0]]))
print("False, both rows:", infer(False, [[1.0, 2.0], [3.0, 5.0]]))
PYTHON

expected='None, one row: [[-4.0, -7.0]], mean [10.0, 20.0]
False, one row: [[1.0, 2.0]], mean [10.0, 20.0]
False, both rows: [[3.0, 3.0], [7.0, 7.0]], mean [9.2, 18.35]'
seen=$("$work/python/bin/python" "$work/infer.py" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]
