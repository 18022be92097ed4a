"""A checkpoint of TensorFlow: a sorted table of where the tensors are, and their numbers
(tensorflow 2.15, core/util/tensor_bundle, core/protobuf/tensor_bundle.proto and tsl/lib/io/table_builder.cc)."""

import struct

from . import crc32c, pieces
from .protobuf import number, text, varint

MAGIC = 0xDB4775248B80FB57
BLOCK = 1 << 18
RESTART = 16
FLOAT = 1


def write(network, path):
    tensors = {}
    for layer in range(network.layers):
        weight = ("conv2d/kernel", [1, 1] + network.weight_shape[::-1], pieces.Hole(network.weight_size))
        roles = ["gamma", "beta", "moving_mean", "moving_variance"]
        norm = [(f"batch_normalization/{role}", [network.channels], part) for role, part in zip(roles, network.norm(layer))]
        for name, shape, piece in [weight] + norm:
            tensors[f"layer_{layer:04}/{name}".encode()] = (shape, piece)
    # One shard, little endian, version 1.
    entries, data, offset = [(b"", number(1, 1) + text(3, number(1, 1)))], [], 0
    for key in sorted(tensors):
        shape, piece = tensors[key]
        size = pieces.size(piece)
        dimensions = text(2, b"".join(text(2, number(1, extent)) for extent in shape))
        place = (number(4, offset) if offset else b"") + number(5, size)
        checksum = varint(6 << 3 | 5) + struct.pack("<I", crc32c.masked(piece))
        entries.append((key, number(1, FLOAT) + dimensions + place + checksum))
        data.append(piece)
        offset += size
    index, numbers = (path.with_name(path.name + end) for end in [".index", ".data-00000-of-00001"])
    pieces.write(index, [table(entries)])
    pieces.write(numbers, data)
    return [index, numbers]


def table(entries):
    out, handles, start = bytearray(), [], 0

    def add(content):
        handle = varint(len(out)) + varint(len(content))
        # No compression.
        stored = content + b"\0"
        out.extend(stored + struct.pack("<I", crc32c.masked(stored)))
        return handle

    size = 0
    for place, (key, value) in enumerate(entries):
        size += len(key) + len(value)
        if size >= BLOCK or place == len(entries) - 1:
            handles.append((key, add(block(entries[start : place + 1]))))
            start, size = place + 1, 0
    beyond = add(block([]))
    index = add(block(handles))
    footer = (beyond + index).ljust(40, b"\0") + struct.pack("<Q", MAGIC)
    return bytes(out + footer)


def block(entries):
    out, restarts, before = bytearray(), [], b""
    for place, (key, value) in enumerate(entries):
        shared = 0
        if place % RESTART == 0:
            restarts.append(len(out))
        else:
            while shared < min(len(before), len(key)) and before[shared] == key[shared]:
                shared += 1
        out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    restarts = restarts or [0]
    return bytes(out) + struct.pack(f"<{len(restarts)}I", *restarts) + struct.pack("<I", len(restarts))
