#!/usr/bin/env python3
"""PyTorch's batch norm beside ours, for `bnexplorer bench peers`; docs/performance.md has the protocol ("A peer of one's own").

    PYTHON pytorch.py native|onednn THREADS

native is what PyTorch does with ordinary tensors; onednn is the oneDNN inside it, which it asks for tensors in that library's
own form. Exit status: 64 wrong usage, 69 PyTorch is not installed.
"""

import re
import statistics
import sys
import time

try:
    import numpy
    import torch
except ImportError:
    sys.exit(69)

EPSILON = 1e-3
# A page and a third of one, as our own arrays stand apart: no processor then takes what is read for what was just written.
SPACING = 1024 + 336


def bits(places, factor):
    return (places * numpy.uint32(factor) >> numpy.uint32(12)).astype(numpy.float32) + numpy.float32(0.5)


def signed(places, factor):
    """Numbers from -1 to 3; each comes of its place alone, and exactly."""
    return bits(places, factor) * numpy.float32(2**-18) - numpy.float32(1)


def positive(places, factor):
    """Numbers from 0.5 to 1.5."""
    return bits(places, factor) * numpy.float32(2**-20) + numpy.float32(0.5)


def fill(tensor, factor):
    """Piece by piece, or what is on the way would take as much memory as everything else."""
    numbers, piece = tensor.view(-1).numpy(), 1 << 18
    for start in range(0, len(numbers), piece):
        places = numpy.arange(start, min(start + piece, len(numbers)), dtype=numpy.uint32)
        numbers[start : start + piece] = signed(places, factor)


class Case:
    """An operation on tensors of one shape; `run` is what is timed."""

    def __init__(self, kind, operation, layout, extents):
        count = 1
        for extent in extents:
            count *= extent
        self.shape, self.order, channels = self.view(kind, layout, extents)
        stride = (count + 63) // 64 * 64 + SPACING
        memory = torch.empty(3 * stride)
        x, u, y = (memory[start : start + count].view(self.shape) for start in (0, stride, 2 * stride))
        fill(x, 2654435761)
        fill(u, 2246822519)
        self.result, self.sums = y, ()
        x, u, y = (tensor.permute(self.order) if self.order else tensor for tensor in (x, u, y))
        places = numpy.arange(channels, dtype=numpy.uint32)
        gamma = torch.from_numpy(positive(places, 3266489917))
        beta = torch.from_numpy(signed(places, 668265263))
        mean = torch.from_numpy(signed(places, 374761393))
        variance = torch.from_numpy(positive(places, 2654435789))
        if kind == "onednn":
            x, u, y = x.to_mkldnn(), u.to_mkldnn(), None
        forward, backward = torch.native_batch_norm, torch.ops.aten.native_batch_norm_backward

        # The moving statistics are left out in training: ours are not part of the pass either.
        def train():
            if y is None:
                self.result = forward(x, gamma, beta, None, None, True, 0.0, EPSILON)[0]
            else:
                forward(x, gamma, beta, None, None, True, 0.0, EPSILON, out=(y, *saved))

        def infer():
            if y is None:
                self.result = forward(x, gamma, beta, mean, variance, False, 0.0, EPSILON)[0]
            else:
                forward(x, gamma, beta, mean, variance, False, 0.0, EPSILON, out=(y, *saved))

        # What PyTorch has to write gradients into memory of the caller computes them elsewhere and copies them.
        def differentiate():
            self.result, *self.sums = backward(u, x, gamma, None, None, *saved, True, EPSILON, [True, True, True])

        if operation == "backward":
            saved = forward(x, gamma, beta, None, None, True, 0.0, EPSILON)[1:]
        else:
            saved = [torch.empty(channels if operation == "train" else 0) for _ in range(2)]
        self.run = {"train": train, "infer": infer, "backward": differentiate}[operation]

    @staticmethod
    def view(kind, layout, extents):
        """The shape of the memory, how its dimensions are turned so that channels are the second, and how many these are."""
        if layout == "nchw":
            rest = extents[2:] if len(extents) == 4 else [int(numpy.prod(extents[2:], dtype=int)), 1]
            return [*extents[:2], *rest], None, extents[1]
        channels = extents[-1]
        if kind == "native" and len(extents) == 4:
            return extents, (0, 3, 1, 2), channels
        rows = int(numpy.prod(extents[:-1], dtype=int))
        # oneDNN takes four dimensions; with one place each these are channels last to it.
        return [rows, channels, 1, 1] if kind == "onednn" else [rows, channels], None, channels

    def values(self, places):
        """Some numbers of the result in the order of memory, and all sums of the gradients by gamma and beta."""
        result = self.result.to_dense() if self.result.is_mkldnn else self.result
        if self.order and result.shape != torch.Size(self.shape):
            result = result.permute(0, 2, 3, 1)
        result = result.reshape(-1)
        count = result.numel()
        index = [place * 2654435761 % count for place in range(min(places, count))]
        sums = [(part.to_dense() if part.is_mkldnn else part).reshape(-1) for part in self.sums]
        return torch.cat([result[index], *sums]).tolist()


def nanoseconds(run, lasting):
    """The median of a pass; short ones are timed several at once."""
    run()
    clock = time.perf_counter_ns
    start = clock()
    run()
    group = max(1, min(20_000 // max(clock() - start, 1), 1_000))
    times, end = [], clock() + lasting
    while len(times) < 3 or clock() < end:
        start = clock()
        for _ in range(group):
            run()
        times.append((clock() - start) / group)
    return statistics.median(times)


def main(kind, threads):
    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    library = re.search(r"MKL-DNN v([\d.]+)", torch.__config__.show())
    if kind == "onednn" and not (library and torch.backends.mkldnn.is_available()):
        sys.exit(69)
    version = torch.__version__.split("+")[0]
    print(f"peer PyTorch {version}" if kind == "native" else f"peer PyTorch's oneDNN {library[1]}", flush=True)
    case = None
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "case":
            # The memory of the last one goes first.
            case = None
            operation, layout, extents, places = rest
            try:
                case = Case(kind, operation, layout, [int(extent) for extent in extents.split("x")])
                case.run()
                print("values", *(repr(value) for value in case.values(int(places))), flush=True)
            except RuntimeError as error:
                print("none", str(error).splitlines()[0], flush=True)
        elif word == "turn" and case:
            print("time", nanoseconds(case.run, int(rest[0]) * 1_000_000), flush=True)
        else:
            sys.exit(64)


if len(sys.argv) != 3 or sys.argv[1] not in ("native", "onednn") or not sys.argv[2].isdigit():
    print(__doc__.strip(), file=sys.stderr)
    sys.exit(64)
main(sys.argv[1], int(sys.argv[2]))
