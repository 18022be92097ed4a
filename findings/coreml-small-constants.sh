#!/usr/bin/env bash
# coremltools 9.0 (PyPI, build for Linux; Python 3.9 to 3.13). Core ML itself, which is macOS's, is not needed.
#
# A `.mlpackage` has its numbers in weights/weight.bin, and those of fewer than 10 elements in the program instead, as
# immediate values. So one layer's numbers lie in two files: the epsilon of every batch norm is in the program, also of those
# whose gamma, beta, mean and variance are in weight.bin, and a layer of 9 channels is not in weight.bin at all. Nor has the
# package a weight.bin if all of its layers are that small, though its manifest lists the folder.
# The precision is decided for each layer, too: it is half, unless one number of a layer is beyond 65504. That layer alone is
# kept in single precision, epsilon included, and the model has both.
#
# Seen, as where mean and epsilon are, and of which type:
#   9 channels: mean in the program, FLOAT16; epsilon in the program, FLOAT16; weight.bin False
#   10 channels: mean in weight.bin, FLOAT16; epsilon in the program, FLOAT16; weight.bin True
#   10 channels, a variance of 70000: mean in weight.bin, FLOAT32; epsilon in the program, FLOAT32; weight.bin True
#
# Needs Linux or macOS, a python3 that it has wheels for (PYTHON names another), and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${PYTHON:-python3}" -m venv "$work/python"
"$work/python/bin/pip" install --quiet coremltools==9.0

cat >"$work/convert.py" <<'PYTHON'
import os
import sys
import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb
from coremltools.proto import MIL_pb2

folder = sys.argv[1]


def convert(name, channels, variance):
    @mb.program(input_specs=[mb.TensorSpec(shape=(1, channels, 2, 2))], opset_version=ct.target.iOS15)
    def program(x):
        vector = np.full(channels, 1, np.float32)
        spread = vector.copy()
        spread[0] = variance
        return mb.batch_norm(x=x, mean=vector, variance=spread, gamma=vector, beta=vector, epsilon=np.float32(1e-5))

    model = ct.convert(
        program, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS15, skip_model_load=True)
    path = f"{folder}/{len(os.listdir(folder))}.mlpackage"
    model.save(path)
    (block,) = model.get_spec().mlProgram.functions["main"].block_specializations.values()
    said = []
    for word in ("mean", "epsilon"):
        (value,) = (op.attributes["val"] for op in block.operations if op.type == "const" and word in op.outputs[0].name)
        place = "weight.bin" if value.WhichOneof("value") == "blobFileValue" else "the program"
        said.append(f"{word} in {place}, {MIL_pb2.DataType.Name(value.type.tensorType.dataType)}")
    there = os.path.exists(f"{path}/Data/com.apple.CoreML/weights/weight.bin")
    print(f"{name}: {'; '.join(said)}; weight.bin {there}")


convert("9 channels", 9, 4)
convert("10 channels", 10, 4)
convert("10 channels, a variance of 70000", 10, 70000)
PYTHON

expected='9 channels: mean in the program, FLOAT16; epsilon in the program, FLOAT16; weight.bin False
10 channels: mean in weight.bin, FLOAT16; epsilon in the program, FLOAT16; weight.bin True
10 channels, a variance of 70000: mean in weight.bin, FLOAT32; epsilon in the program, FLOAT32; weight.bin True'
mkdir "$work/models"
seen=$("$work/python/bin/python" "$work/convert.py" "$work/models" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]
