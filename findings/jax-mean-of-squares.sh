#!/usr/bin/env bash
# flax 0.12.12 and dm-haiku 0.0.17 on jax 0.12.0.1 (PyPI, CPU builds for Linux; python3 3.12 or later).
#
# Both take a batch's variance as the mean of the squares less the square of the mean, in float32. Near 1000 float32 has
# steps of 6e-5, its squares near 1e6 of 0.06: what is left of a variance of 1 are four bits, and it may come out below 0.
# haiku takes that as it is: eight finite rows of mean 1000.3 and deviation 0.01 give NaN. flax takes 0 for what is below
# 0 (use_fast_variance=False takes two passes). Compiled and not compiled are two results, as XLA contracts a product and a
# sum where it may: the same layer on the same three rows of variance 1.015.
#
# Seen:
#   three rows, flax two passes -0.7905, flax -0.9037, flax under jit -0.7991, haiku -0.9037
#   eight rows, haiku: stored variance -0.0625, outputs nan; flax: stored variance 0.0, outputs finite
#
# Needs Linux on x86-64, python3 (3.12 or later) and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet flax==0.12.12 dm-haiku==0.0.17 jax==0.12.0.1

cat >"$work/squares.py" <<'PYTHON'
import flax.linen
import haiku
import jax
import jax.numpy as jnp

three = jnp.array([[1000.5142], [998.6025], [1000.9101]], jnp.float32)
eight = jnp.array([
    1000.3013, 1000.2946, 1000.29297, 1000.27673,
    1000.29456, 1000.2987, 1000.309, 1000.2954,
], jnp.float32)[:, None]
affine = {"params": {"scale": jnp.array([2.0]), "bias": jnp.array([2.0])}}


def flax_layer(x, fast=True, compiled=False):
    layer = flax.linen.BatchNorm(
        use_running_average=False, momentum=0.0, epsilon=1e-3, use_fast_variance=fast)
    variables = {**layer.init(jax.random.key(0), x), **affine}
    run = lambda x: layer.apply(variables, x, mutable=["batch_stats"])
    y, stored = (jax.jit(run) if compiled else run)(x)
    return y[1, 0], float(stored["batch_stats"]["var"][0]), bool(jnp.isnan(y).any())


def haiku_layer(x):
    layer = haiku.transform_with_state(
        lambda x: haiku.BatchNorm(True, True, decay_rate=0.0, eps=1e-3)(x, is_training=True))
    parameters, state = layer.init(None, x)
    parameters = {"batch_norm": {"scale": jnp.full((1, 1), 2.0), "offset": jnp.full((1, 1), 2.0)}}
    y, state = layer.apply(parameters, state, None, x)
    return y[1, 0], float(state["batch_norm/~/var_ema"]["average"][0, 0]), bool(jnp.isnan(y).any())


print("three", *("%.4f" % y for y, _, _ in (
    flax_layer(three, fast=False), flax_layer(three), flax_layer(three, compiled=True), haiku_layer(three))))
for name, layer in ("haiku", haiku_layer), ("flax", flax_layer):
    print("eight", name, *layer(eight)[1:])
PYTHON

"$work/python/bin/python" "$work/squares.py" | tee "$work/seen.txt"
[ "$(<"$work/seen.txt")" = "three -0.7905 -0.9037 -0.7991 -0.9037
eight haiku -0.0625 True
eight flax 0.0 False" ] || exit 1
