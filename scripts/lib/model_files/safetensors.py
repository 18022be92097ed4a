"""safetensors: the length of a JSON header, the header, the numbers (github.com/huggingface/safetensors, README.md)."""

import json
import struct

from . import pieces


def write(network, path):
    header, data, offset = {}, [], 0

    def add(name, shape, piece):
        nonlocal offset
        end = offset + pieces.size(piece)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, end]}
        data.append(piece)
        offset = end

    for layer in range(network.layers):
        add(f"features.{layer}.conv.weight", network.weight_shape + [1, 1], pieces.Hole(network.weight_size))
        for role, part in zip(["weight", "bias", "running_mean", "running_var"], network.norm(layer)):
            add(f"features.{layer}.bn.{role}", [network.channels], part)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    pieces.write(path, [struct.pack("<Q", len(text)), text] + data)
    return [path]
