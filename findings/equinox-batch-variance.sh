#!/usr/bin/env bash
# equinox 0.13.8 on jax 0.12.0.1 (PyPI, CPU builds for Linux; python3 3.12 or later).
#
# BatchNorm(mode="batch") keeps averages that are divided by 1 - momentum^k when they are used, as if they had begun from
# 0. The mean does; the variance begins from 1, so that what is used is too large by momentum^k / (1 - momentum^k): by 99
# after one step with the default momentum of 0.99, by 0.58 after a hundred. Inference is flattened by it in the meantime.
# mode="ema" has no such share: its first batch counts outright.
#
# Seen, for batches of variance 1 (population), inference of an input one deviation above the mean, which should give 1:
#   after 1 step: batch 0.1000, ema 1.0000
#   after 10 steps: batch 0.3092, ema 1.0000
#   after 100 steps: batch 0.7962, ema 1.0000
#   after 500 steps: batch 0.9967, ema 1.0000
#
# Needs Linux, python3 (3.12 or later) and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet equinox==0.13.8 jax==0.12.0.1

cat >"$work/steps.py" <<'PYTHON'
import equinox
import jax
import jax.numpy as jnp

batch = jnp.array([[4.0], [6.0]])


def after(mode):
    layer, state = equinox.nn.make_with_state(equinox.nn.BatchNorm)(1, axis_name="batch", mode=mode)
    train = jax.jit(jax.vmap(layer, axis_name="batch", in_axes=(0, None), out_axes=(0, None)))
    seen = {}
    for step in range(1, 501):
        _, state = train(batch, state)
        if step in (1, 10, 100, 500):
            y, _ = equinox.nn.inference_mode(layer)(jnp.array([6.0]), state)
            seen[step] = float(y[0])
    return seen


batches, averages = after("batch"), after("ema")
for step in batches:
    print("%d: batch %.4f, ema %.4f" % (step, batches[step], averages[step]))
PYTHON

"$work/python/bin/python" "$work/steps.py" | tee "$work/seen.txt"
[ "$(<"$work/seen.txt")" = "1: batch 0.1000, ema 1.0000
10: batch 0.3092, ema 1.0000
100: batch 0.7962, ema 1.0000
500: batch 0.9967, ema 1.0000" ] || exit 1
