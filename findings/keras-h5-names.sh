#!/usr/bin/env bash
# keras 3.15.1 with jax 0.10.2 as its backend, and h5py 3.16.0 (PyPI).
#
# The legacy .h5 file that Keras 3 still writes names weights in two ways that its own Keras 2 did not. The `:0` behind each
# name, which Keras 2 has, is gone. And a Sequential puts the model's name before the layer's, a functional model of the
# very same layer does not; a Sequential inside a Sequential has its own name only, not the outer's. So a path in the file is no
# layer's name, and the beginning of a path tells no nesting. The names of groups one level up are the layers' in all of them.
#
# Seen, as group and `weight_names`:
#   functional: bn -> bn/gamma bn/beta bn/moving_mean bn/moving_variance
#   sequential: bn -> model/bn/gamma model/bn/beta model/bn/moving_mean model/bn/moving_variance
#   nested: inner -> inner/bn/gamma inner/bn/beta inner/bn/moving_mean inner/bn/moving_variance
#   nested: bn -> outer/bn/gamma outer/bn/beta outer/bn/moving_mean outer/bn/moving_variance
#
# Needs python3 (3.11 or later) and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet keras==3.15.1 h5py==3.16.0 jax==0.10.2

cat >"$work/save.py" <<'PYTHON'
import sys
import h5py
import keras


def normalization():
    return keras.layers.BatchNormalization(name="bn")


def sequential(name, *layers):
    return keras.Sequential([keras.Input((3,)), *layers], name=name)


inputs = keras.Input((3,))
models = {
    "functional": keras.Model(inputs, normalization()(inputs), name="model"),
    "sequential": sequential("model", normalization()),
    "nested": sequential("outer", sequential("inner", normalization()), normalization()),
}
for title, model in models.items():
    path = f"{sys.argv[1]}/{title}.h5"
    model.save(path)
    with h5py.File(path) as file:
        weights = file["model_weights"]
        for layer in weights.attrs["layer_names"]:
            names = weights[layer].attrs["weight_names"]
            if len(names):
                print(f"{title}: {layer} ->", *names)
PYTHON

four() { echo "$1/gamma $1/beta $1/moving_mean $1/moving_variance"; }
expected="functional: bn -> $(four bn)
sequential: bn -> $(four model/bn)
nested: inner -> $(four inner/bn)
nested: bn -> $(four outer/bn)"
seen=$(KERAS_BACKEND=jax "$work/python/bin/python" "$work/save.py" "$work" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]
