#!/usr/bin/env bash
# mxnet 1.9.1 with numpy 1.23.5 (PyPI), Python 3.8 to 3.11.
#
# `gluon.nn.BatchNorm(scale=False)` has a gamma all the same: it is loaded, ignored, and saved, and the file of parameters
# does not say that it is ignored. What is more, which gamma is saved depends on whether anything went through the layer.
# A forward pass that is not hybridized writes 1 over it, in inference too, so that looking at one example changes the file;
# a hybridized one leaves it as it is. A file of such a layer, opened by one with gamma, gives another output than the layer
# that it was saved from, or the same, accordingly.
#
# Seen, for a gamma of [2, 3] that was loaded into a layer without scale, and x = [1, 2]:
#   loaded: output none yet, gamma saved as [2.0, 3.0]
#   hybridized: output [1, 2], gamma saved as [2.0, 3.0]
#   as it is: output [1, 2], gamma saved as [1.0, 1.0]
#   with scale, of the file after the hybridized pass: output [2, 6]
#
# Needs Linux on x86-64, a python3 that these have wheels for (PYTHON names another), and PyPI. Exit status 1: this is no
# longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${PYTHON:-python3}" -m venv "$work/python"
"$work/python/bin/pip" install --quiet mxnet==1.9.1 numpy==1.23.5

cat >"$work/save.py" <<'PYTHON'
import sys
import mxnet as mx

folder = sys.argv[1]
x = mx.nd.array([[1, 2]])


def output(layer):
    return "[" + ", ".join(f"{value:.3g}" for value in layer(x).asnumpy()[0]) + "]"


def saved(layer):
    layer.save_parameters(f"{folder}/layer.params")
    return mx.nd.load(f"{folder}/layer.params")["gamma"].asnumpy().tolist()


def loaded(name, **options):
    layer = mx.gluon.nn.BatchNorm(in_channels=2, **options)
    layer.load_parameters(f"{folder}/{name}.params")
    return layer


trained = mx.gluon.nn.BatchNorm(in_channels=2)
trained.initialize()
trained.gamma.set_data(mx.nd.array([2, 3]))
trained.save_parameters(f"{folder}/trained.params")

print("loaded: output none yet, gamma saved as", saved(loaded("trained", scale=False)))
plain = loaded("trained", scale=False)
print(f"as it is: output {output(plain)}, gamma saved as {saved(plain)}")
hybrid = loaded("trained", scale=False)
hybrid.hybridize()
print(f"hybridized: output {output(hybrid)}, gamma saved as {saved(hybrid)}")
print("with scale, of the file after the hybridized pass: output", output(loaded("layer")))
PYTHON

expected='loaded: output none yet, gamma saved as [2.0, 3.0]
as it is: output [1, 2], gamma saved as [1.0, 1.0]
hybridized: output [1, 2], gamma saved as [2.0, 3.0]
with scale, of the file after the hybridized pass: output [2, 6]'
seen=$("$work/python/bin/python" "$work/save.py" "$work" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]
