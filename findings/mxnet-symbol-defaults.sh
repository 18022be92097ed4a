#!/usr/bin/env bash
# mxnet 1.9.1 with numpy 1.23.5 (PyPI), Python 3.8 to 3.11.
#
# The two ways to a batch norm in MXNet have different defaults. `mx.sym.BatchNorm` multiplies by 1 whatever gamma is
# (fix_gamma=True) and adds 1e-3 to the variance; `gluon.nn.BatchNorm` uses gamma and adds 1e-5. The symbol's graph in JSON has
# no attribute that would say so, since it writes only what was given. Gamma stays in the parameters as it is, and can be
# assigned, trained on and saved: nothing but the output shows that it is ignored.
#
# Seen, for x = [1, 2], gamma = [2, 3], beta 0, mean 0, variance = [0.001, 1]:
#   symbol: [22.361, 1.999], gamma kept as [2.0, 3.0], attributes in the graph: none
#   gluon: [62.932, 6], eps 1e-05, fix_gamma False
#
# Needs Linux on x86-64, a python3 that these have wheels for (PYTHON names another), and PyPI. Exit status 1: this is no
# longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${PYTHON:-python3}" -m venv "$work/python"
"$work/python/bin/pip" install --quiet mxnet==1.9.1 numpy==1.23.5

cat >"$work/infer.py" <<'PYTHON'
import json
import mxnet as mx

x, gamma, variance = mx.nd.array([[1, 2]]), mx.nd.array([2, 3]), mx.nd.array([0.001, 1])
symbol = mx.sym.BatchNorm(mx.sym.var("x"), name="bn")
bound = symbol.bind(
    mx.cpu(), {"x": x, "bn_gamma": gamma, "bn_beta": mx.nd.zeros(2)},
    aux_states={"bn_moving_mean": mx.nd.zeros(2), "bn_moving_var": variance})
output = bound.forward(is_train=False)[0].asnumpy()[0]
node = json.loads(symbol.tojson())["nodes"][-1]
kept, attributes = bound.arg_dict["bn_gamma"].asnumpy().tolist(), node.get("attrs", "none")
print(f"symbol: [{output[0]:.5g}, {output[1]:.5g}], gamma kept as {kept}, attributes in the graph: {attributes}")

layer = mx.gluon.nn.BatchNorm(in_channels=2)
layer.initialize()
layer.gamma.set_data(gamma)
layer.running_var.set_data(variance)
output = layer(x).asnumpy()[0]
settings = layer._kwargs
print(f"gluon: [{output[0]:.5g}, {output[1]:.5g}], eps {settings['eps']}, fix_gamma {settings['fix_gamma']}")
PYTHON

expected='symbol: [22.361, 1.999], gamma kept as [2.0, 3.0], attributes in the graph: none
gluon: [62.932, 6], eps 1e-05, fix_gamma False'
seen=$("$work/python/bin/python" "$work/infer.py" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]
