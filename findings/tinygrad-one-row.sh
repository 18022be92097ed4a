#!/usr/bin/env bash
# tinygrad 0.14.0 with numpy (PyPI), Python 3.11 or later.
#
# A batch with one value a channel has no unbiased variance. tinygrad's BatchNorm divides by zero for it in training, as
# Python does, with an error: but only when it gets to the variance. The running mean has moved by then, and the running
# variance and the count of batches have not. Whoever catches the error and leaves the batch out, as is usual for the short
# one at the end of an epoch, trains on with a mean that has taken it in, and a variance that has not.
#
# Seen in training, for a batch of the one row [30, 50], which PyTorch refuses before either of its averages moves:
#   ZeroDivisionError
#   mean [3.0, 5.0], variance [1.0, 1.0], batches 0
#
# Needs Linux or macOS, a python3 of 3.11 or later with a C compiler clang or gcc (PYTHON names another), and PyPI. Exit
# status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${PYTHON:-python3}" -m venv "$work/python"
"$work/python/bin/pip" install --quiet tinygrad==0.14.0 numpy==2.3.3

cat >"$work/step.py" <<'PYTHON'
from tinygrad import Context, Tensor
from tinygrad.nn import BatchNorm

layer = BatchNorm(2)
try:
    with Context(TRAINING=1):
        layer(Tensor([[30.0, 50.0]])).realize()
    print("no error")
except ZeroDivisionError:
    print("ZeroDivisionError")
mean, variance, batches = (t.numpy().tolist() for t in (layer.running_mean, layer.running_var, layer.num_batches_tracked))
print(f"mean {mean}, variance {variance}, batches {batches}")
PYTHON

expected='ZeroDivisionError
mean [3.0, 5.0], variance [1.0, 1.0], batches 0'
# PYTHON is also the name of one of tinygrad's devices.
seen=$(env -u PYTHON "$work/python/bin/python" "$work/step.py" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]
