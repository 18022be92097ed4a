"""Captures what the batch norms of a PyTorch or Keras model see while the model runs, for bnexplorer to read.

    from bn_capture import capture

    with capture(model, "run.npz"):
        for images, _ in loader:
            model(images)

Everything that runs the model inside the block counts: calls, predict, evaluate, fit, a training loop. Outputs, modes,
random numbers and hooks of the model stay as they are; no graph is kept. The file is written when the block ends well, all
at once; when it ends with an exception there is no file, and an older one stays. Needs numpy, and PyTorch or Keras.

    capture(model, path, rows=1024, seed=0, ranks=True, timeout=1800)

rows        how many positions the sample has at most (0: none)
seed        of the sample; the global random numbers of numpy and the framework are not touched. Captures that will be merged
            should have different ones
ranks       under an initialized torch.distributed every rank has to enter and leave the block; rank 0 writes one file of all.
            A rank that fails makes all of them raise, and nothing is written. False captures this process alone.
timeout     seconds that a rank waits for the others

merge(paths, path) makes one file of several of the same model, exactly as if one process had seen it all.

Compiled code has no numbers to look at, so the block runs eagerly what it can: torch.compile'd models (PyTorch 2.6 and later:
compiled functions, too) run as if they were not compiled. A Keras model and those inside it have `run_eagerly` on and
`jit_compile` off, and make their train, test and predict functions anew inside the block and once more after it. A batch
norm that is called inside a tf.function, jax.jit or vmap all the same raises RuntimeError rather than be left out. What
activation checkpointing computes a second time, in the backward pass, is not counted again.

THE FILE, VERSION 1

An .npz archive as numpy.savez writes it: zip members, stored without compression, `KEY.npy` each. KEY is `NAME/PART` where NAME
is the layer's name, which may hold `/` and `.` (cut at the last `/`), or `PART` alone for a layer whose name is empty (the
model is the layer). `float` is float64, `int` is int64, both little-endian, in C order; C is the number of channels.

Of a layer that was called (`calls` > 0):

    count, nonfinite              int [C]    finite values of each channel, and the others, which count nowhere else
    mean                          float [C]  of the finite values of the input; NaN where count is 0, as min and max
    m2, m3, m4                    float [C]  sums of (x - mean)^2, ^3, ^4; the variance is m2 / count
    min, max                      float [C]
    example_count                 int [C]    examples (rows of batches) that have a finite value in the channel
    example_mean                  float [C]  mean over examples of a_i, the mean of example i; `mean` if all have one size
    example_mean_m2               float [C]  sum over examples of (a_i - example_mean)^2
    pivot                         float [C]  a fixed number: the channel's mean over the first examples
    example_square_mean           float [C]  mean over examples of q_i, the mean of (x - pivot)^2 in example i
    example_square_m2             float [C]  sum over examples of (q_i - example_square_mean)^2
    example_cross_m2              float [C]  sum over examples of (a_i - example_mean) (q_i - example_square_mean)
    sample                        float32 [R, C]  R positions of the input, drawn evenly from all without replacement, in
                                             random order, so that the first rows of it are such a sample, too; R is at most
                                             `rows`, and sample at most 1 MiB. Absent where rows is 0
    sample_example                int [R]    the number of the example that the position belongs to, from 0
    output_count, output_nonfinite  int [C]  the same of the output
    output_mean, output_m2        float [C]

Positions are rows and what is not channel: an image of 8 x 8 has 64. They depend on each other; examples need not. So the
standard error of `mean` is sqrt(example_mean_m2 / (n - 1) / n) with n = example_count, and that of the variance is
sqrt((Q - 4 g X + 4 g^2 A) / (n - 1) / n) with g = example_mean - pivot, A = example_mean_m2, Q = example_square_m2 and
X = example_cross_m2, for examples of one size. Both are about independent examples.

Of every layer that has them, called or not:

    stored_mean, stored_variance          float [C]  the running statistics when the block began
    stored_mean_end, stored_variance_end  float [C]  and when it ended
    gamma, beta                           float [C]  when the block began

A lazy layer's are those of its first call; before it has none of them, its settings are null. `capture.json` is a uint8 array of UTF-8: a JSON object with

    format, version      "bnexplorer-capture", 1
    framework            "torch", "keras" or "tf_keras"; framework_version; backend: of Keras, else null
    model                the model's class
    forwards             calls of the model itself that came to a batch norm, inside predict and the like, too; 0 if only
                         parts of the model were called
    ranks                processes that were merged
    rows, seed           as asked for
    layers               a list, in the order of first calls, behind them the layers never called, of objects with

    name, names          the name that files of weights have it under, without `module.` and `_orig_mod.` of wrappers; and
                         all names that files may have it under, that first
    class                the layer's class
    order                its place in the order of first calls, from 0; null if never called
    channels, axis       C, null for a lazy layer never called; the axis of the channels in the input, the batch being axis 0
    shape                of the input without axis 0, with null for what changed; null if never called
    dtypes               of the inputs, as the framework writes them
    epsilon              null where the class has none
    momentum             as the framework means it; null for PyTorch's cumulative average, and for a frozen layer
    momentum_share_of_old  the same as the share of the old value, TensorFlow's sense
    variance             "unbiased" or "biased": how the framework updates the stored variance; null for a frozen layer
    affine               whether it has gamma or beta
    frozen               whether it can only use its stored statistics
    calls                times it was called; calls_training, calls_evaluation: by the mode it was in, whose sum it is
    calls_batch          calls that normalized by the batch's own statistics
    calls_recomputed     calls not counted: activation checkpointing's
    calls_per_forward    the most in one call of the model; null without one
    mode                 "training", "evaluation", "mixed"; null if never called
    examples             rows of all batches; batch_min, batch_max: of the smallest and the greatest batch, null if never called
    positions            rows of which `sample` is a sample
    masked               whether a mask left positions out (Keras); they count nowhere
    output               "normalized", or "activated" where the layer's output went through an activation inside of it
    updates_start, updates_end  num_batches_tracked; null where there is none
    stored_agree         whether the stored numbers were the same on all ranks, whose first one's are in the file
"""

import contextlib
import functools
import io
import json
import math
import os
import sys
import threading
import warnings
import zlib

import numpy as np

__all__ = ["capture", "merge"]

FORMAT = "bnexplorer-capture"
VERSION = 1
SAMPLE_BYTES = 1 << 20
# Elements that are widened to float64 at a time: few enough to stay in a cache, enough to hide what a call costs.
CHUNK = {"cpu": 1 << 17, "cuda": 1 << 24}
# Where PyTorch computes the moments itself. On processors numpy is faster; other devices lack float64.
ON_DEVICE = {"cuda"}

COMPILED = (
    "bn_capture: the batch norm {name!r} was called inside compiled code (tf.function, jax.jit, torch.compile, vmap or a trace), "
    "where there are no numbers to look at; run the model eagerly inside the block"
)


# MARK: Moments
#
# Moments are dictionaries of float64 vectors with one number a channel. `xp` is numpy or torch: what is called on it is
# spelled alike in both.

BASIC = ("count", "mean", "m2")
FULL = BASIC + ("m3", "m4", "min", "max", "nonfinite", "pivot")
EXAMPLES = (
    "example_count", "example_mean", "example_mean_m2", "example_square_mean", "example_square_m2", "example_cross_m2",
)  # fmt: skip
COUNTS = {"count", "nonfinite", "example_count"}


def widened(xp, x, valid):
    """The values [examples, channels, positions] with 0 for what is absent, and what is present (None: all)."""
    # A sum is finite only if all of its terms are: much faster than asking each.
    if valid is None and bool(xp.isfinite(x.sum())):
        return x, None
    present = xp.isfinite(x) if valid is None else xp.isfinite(x) & valid
    return xp.where(present, x, xp.zeros_like(x)), present


def basic_moments(xp, x, present):
    """Count, mean and m2 of a chunk; with them the deviations and the counts of each example, which more is made of."""
    ones = xp.ones_like(x[:, :, 0])
    if present is None:
        counts = ones * x.shape[2]
    else:
        counts = xp.where(present, xp.ones_like(x), xp.zeros_like(x)).sum(2)
    count = counts.sum(0)
    some = xp.maximum(count, ones[0])
    mean = x.sum((0, 2)) / some
    deviation = x - mean[None, :, None]
    if present is not None:
        deviation = xp.where(present, deviation, xp.zeros_like(x))
    squares = deviation * deviation
    # The mean is rounded, so the deviations leave a rest.
    sums, square_sums = deviation.sum(2), squares.sum(2)
    rest = sums.sum(0) / some
    m2 = square_sums.sum(0) - count * rest * rest
    m2 = xp.maximum(m2, m2 * 0)
    moments = {"count": count, "mean": mean + rest, "m2": m2}
    return moments, (mean, rest, deviation, squares, counts, sums, square_sums)


def full_moments(xp, x, valid, pivot):
    """All moments of a chunk about its own means; the pivot is the chunk's mean where it is NaN."""
    total = x.shape[0] * x.shape[2] if valid is None else valid.sum() * 1.0
    x, present = widened(xp, x, valid)
    moments, (mean, rest, deviation, squares, counts, sums, square_sums) = basic_moments(xp, x, present)
    count, m2 = moments["count"], moments["m2"]
    third, fourth = (squares * deviation).sum((0, 2)), (squares * squares).sum((0, 2))
    moments["m3"] = third - 3 * rest * m2 - count * rest**3
    moments["m4"] = fourth - 4 * rest * third + 6 * rest**2 * m2 + 3 * count * rest**4
    low, high = (x, x) if present is None else (xp.where(present, x, x * 0 + sign * math.inf) for sign in (1, -1))
    moments["min"], moments["max"] = xp.amin(low, (0, 2)), xp.amax(high, (0, 2))
    moments["nonfinite"] = total - count
    moments["pivot"] = xp.where(xp.isnan(pivot) & (count > 0), moments["mean"], pivot)
    gap = mean - xp.where(xp.isnan(moments["pivot"]), mean, moments["pivot"])
    moments.update(example_moments(xp, counts, sums, square_sums, mean, gap))
    return moments


def example_moments(xp, counts, sums, square_sums, mean, gap):
    """Of the examples' means and mean squares about the pivot, which lies `gap` below the mean."""
    one = xp.ones_like(counts)
    sizes = xp.maximum(counts, one)
    has = xp.where(counts > 0, one, one * 0)
    count = has.sum(0)
    some = xp.maximum(count, one[0])
    means = sums / sizes
    squares = (square_sums + 2 * gap * sums) / sizes + gap * gap
    center, square_center = (means * has).sum(0) / some, (squares * has).sum(0) / some
    means, squares = (means - center) * has, (squares - square_center) * has
    return {
        "example_count": count,
        "example_mean": xp.where(count > 0, mean + center, center * 0),
        "example_mean_m2": (means * means).sum(0),
        "example_square_mean": square_center,
        "example_square_m2": (squares * squares).sum(0),
        "example_cross_m2": (means * squares).sum(0),
    }


def combined(a, b):
    """The moments of both together, by the formulas of Chan and of Pébay. a and b may be None: of nothing."""
    if a is None or b is None:
        return b if a is None else a
    na, nb = a["count"], b["count"]
    n = np.maximum(na + nb, 1)
    delta = b["mean"] - a["mean"]
    both = {
        "count": na + nb,
        "mean": a["mean"] + delta * nb / n,
        "m2": a["m2"] + b["m2"] + delta**2 * na * nb / n,
    }
    both["mean"] = np.where(na == 0, b["mean"], both["mean"])
    if "nonfinite" in a:
        both["nonfinite"] = a["nonfinite"] + b["nonfinite"]
    if "m3" in a:
        both["m3"] = (
            a["m3"] + b["m3"] + delta**3 * na * nb * (na - nb) / n**2 + 3 * delta * (na * b["m2"] - nb * a["m2"]) / n
        )
        both["m4"] = (
            a["m4"]
            + b["m4"]
            + delta**4 * na * nb * (na**2 - na * nb + nb**2) / n**3
            + 6 * delta**2 * (na**2 * b["m2"] + nb**2 * a["m2"]) / n**2
            + 4 * delta * (na * b["m3"] - nb * a["m3"]) / n
        )
        both["min"], both["max"] = np.minimum(a["min"], b["min"]), np.maximum(a["max"], b["max"])
        both.update(combined_examples(a, b))
    return both


def combined_examples(a, b):
    pivot = np.where(np.isnan(a["pivot"]), b["pivot"], a["pivot"])
    b = about_pivot(b, pivot)
    na, nb = a["example_count"], b["example_count"]
    n = np.maximum(na + nb, 1)
    delta = b["example_mean"] - a["example_mean"]
    square_delta = b["example_square_mean"] - a["example_square_mean"]
    weight = na * nb / n
    return {
        "pivot": pivot,
        "example_count": na + nb,
        "example_mean": np.where(na == 0, b["example_mean"], a["example_mean"] + delta * nb / n),
        "example_mean_m2": a["example_mean_m2"] + b["example_mean_m2"] + delta**2 * weight,
        "example_square_mean": a["example_square_mean"] + square_delta * nb / n,
        "example_square_m2": np.maximum(a["example_square_m2"] + b["example_square_m2"] + square_delta**2 * weight, 0),
        "example_cross_m2": a["example_cross_m2"] + b["example_cross_m2"] + delta * square_delta * weight,
    }


def about_pivot(moments, pivot):
    """The same moments about another pivot: each q_i grows by 2 d (a_i - old pivot) + d^2 where d is old pivot - pivot."""
    old = moments["pivot"]
    shift = np.where(np.isnan(old), 0.0, old - pivot)
    distance = np.where(np.isnan(old), 0.0, moments["example_mean"] - old)
    a2, cross = moments["example_mean_m2"], moments["example_cross_m2"]
    return {
        **moments,
        "pivot": pivot,
        "example_square_mean": moments["example_square_mean"] + 2 * shift * distance + shift**2,
        "example_square_m2": moments["example_square_m2"] + 4 * shift * cross + 4 * shift**2 * a2,
        "example_cross_m2": cross + 2 * shift * a2,
    }


# MARK: A sample


def sample_rows(rows, channels):
    """What fits of the rows that were asked for."""
    return min(rows, max(1, SAMPLE_BYTES // (4 * max(channels, 1))))


class Reservoir:
    """An even sample of a stream of positions (Li's algorithm L), with random numbers of its own."""

    def __init__(self, rows, channels, seed):
        self.rows = sample_rows(rows, channels)
        self.random = np.random.default_rng(seed)
        self.order = np.random.default_rng([*seed, 1])
        self.values = np.zeros((0, channels), np.float32)
        self.examples = np.zeros(0, np.int64)
        self.seen = 0
        self.weight = self.next = None

    def choose(self, count):
        """Which of the next `count` positions come into the sample: {slot: position}."""
        chosen = {}
        first, self.seen = self.seen, self.seen + count
        if self.rows == 0:
            return chosen
        for slot in range(len(self.values), min(self.rows, self.seen)):
            chosen[slot] = slot - first
        if self.seen < self.rows:
            return chosen
        if self.next is None:
            self.weight, self.next = 1.0, self.rows - 1
            self.skip()
        while self.next < self.seen:
            chosen[int(self.random.integers(self.rows))] = self.next - first
            self.skip()
        return chosen

    def skip(self):
        self.weight *= math.exp(math.log(1.0 - self.random.random()) / self.rows)
        # Rounded to 1 or to 0, the weight would have no logarithm to divide by.
        weight = min(max(self.weight, 2.0**-60), 1 - 2.0**-53)
        self.next += math.floor(math.log(1.0 - self.random.random()) / math.log1p(-weight)) + 1

    def put(self, slots, values, examples):
        size = max(len(self.values), max(slots) + 1)
        if size > len(self.values):
            self.values = np.concatenate([self.values, np.zeros((size - len(self.values), self.values.shape[1]), np.float32)])
            self.examples = np.concatenate([self.examples, np.zeros(size - len(self.examples), np.int64)])
        self.values[slots] = values
        self.examples[slots] = examples

    def arrays(self):
        """In random order: a slot that was never replaced still holds one of the first positions."""
        if self.rows == 0:
            return {}
        order = self.order.permutation(len(self.values))
        return {"sample": self.values[order], "sample_example": self.examples[order]}


def combined_samples(a, b, seen_a, seen_b, first_example, rows, seed):
    """An even sample of both streams, of an even sample of each. Those come in random order."""
    channels = a["sample"].shape[1]
    rows = sample_rows(rows, channels)
    # Of a stream that is not all there, no more can be asked for than is there.
    for part, seen in (a, seen_a), (b, seen_b):
        if len(part["sample"]) < seen:
            rows = min(rows, len(part["sample"]))
    random = np.random.default_rng(seed)
    takes = [0, 0]
    for _ in range(min(rows, seen_a + seen_b)):
        side = int(random.integers(seen_a + seen_b) >= seen_a)
        takes[side] += 1
        seen_a, seen_b = seen_a - (side == 0), seen_b - (side == 1)
    parts = (a, a["sample_example"]), (b, b["sample_example"] + first_example)
    values = np.concatenate([part["sample"][:take] for (part, _), take in zip(parts, takes)])
    examples = np.concatenate([numbers[:take] for (_, numbers), take in zip(parts, takes)])
    order = random.permutation(len(values))
    return {"sample": values[order].reshape(-1, channels), "sample_example": examples[order]}


# MARK: A layer


class Layer:
    """What is known of one layer, and grows with every call."""

    def __init__(self, names, module, read, rows, seed):
        self.names, self.module, self.read = names, module, read
        self.rows, self.seed = rows, seed
        self.order = self.moments = self.output = self.reservoir = self.shape = None
        self.axis = None
        self.calls = {"training": 0, "evaluation": 0}
        self.calls_batch = self.calls_recomputed = self.examples = 0
        self.calls_per_forward = None
        self.batch_min = self.batch_max = None
        self.dtypes = []
        self.masked = False
        self.begin()

    def begin(self):
        """Takes the numbers that the layer starts with; a lazy one has none before its first call."""
        self.start = self.read(self.module)

    def called(self, order, forward, axis, shape, dtype, training, by_batch):
        if self.order is None:
            self.order, self.axis = order, axis
            if self.start is None:
                self.begin()
        self.calls["training" if training else "evaluation"] += 1
        self.calls_batch += bool(by_batch)
        if forward is not None:
            forward[self.names[0]] = forward.get(self.names[0], 0) + 1
            self.calls_per_forward = max(self.calls_per_forward or 0, forward[self.names[0]])
        rows, shape = shape[0], list(shape[1:])
        self.shape = shape if self.shape is None else common_shape(self.shape, shape)
        self.batch_min = rows if self.batch_min is None else min(self.batch_min, rows)
        self.batch_max = rows if self.batch_max is None else max(self.batch_max, rows)
        if dtype not in self.dtypes:
            self.dtypes.append(dtype)

    def see(self, chunks, channels):
        """Takes the input: chunks of (xp, values [examples, channels, positions] in float64, which of them are valid)."""
        if self.reservoir is None:
            self.reservoir = Reservoir(self.rows, channels, [zlib.crc32(self.names[0].encode()), *self.seed])
            self.moments = nothing(channels, FULL + EXAMPLES)
            self.output = nothing(channels, BASIC + ("nonfinite",))
        if channels != len(self.moments["count"]):
            raise ValueError(
                f"bn_capture: the batch norm {self.names[0]!r} was called with {channels} channels after "
                f"{len(self.moments['count'])}"
            )
        for xp, x, valid in chunks:
            pivot = like(xp, self.moments["pivot"], x)
            with np.errstate(over="ignore", invalid="ignore"):
                self.moments = combined(self.moments, to_numpy(xp, full_moments(xp, x, valid, pivot)))
            self.draw(xp, x, valid)
            self.examples += x.shape[0]

    def draw(self, xp, x, valid):
        positions = x.shape[2]
        if valid is None:
            flat, count = None, x.shape[0] * positions
        else:
            flat = np.flatnonzero(valid.reshape(-1) if xp is np else valid.reshape(-1).cpu().numpy())
            count = len(flat)
        chosen = self.reservoir.choose(count)
        if not chosen:
            return
        slots = np.fromiter(chosen.keys(), np.int64, len(chosen))
        places = np.fromiter(chosen.values(), np.int64, len(chosen))
        if flat is not None:
            places = flat[places]
        rows, columns = np.divmod(places, positions)
        picked = x[like(xp, rows, x), :, like(xp, columns, x)]
        picked = picked if xp is np else picked.cpu().numpy()
        with np.errstate(over="ignore"):
            self.reservoir.put(slots, picked.astype(np.float32), self.examples + rows)

    def see_output(self, chunks):
        for xp, x, valid in chunks:
            total = x.shape[0] * x.shape[2] if valid is None else valid.sum() * 1.0
            with np.errstate(over="ignore", invalid="ignore"):
                moments, _ = basic_moments(xp, *widened(xp, x, valid))
                moments["nonfinite"] = total - moments["count"]
                self.output = combined(self.output, to_numpy(xp, moments))

    def document(self):
        """The layer's object for capture.json, and its arrays."""
        end = self.read(self.module)
        end = end or {"settings": dict.fromkeys(SETTINGS), "arrays": {}, "updates": None}
        start = self.start or end
        calls = self.calls["training"] + self.calls["evaluation"]
        arrays = {}
        if self.reservoir is not None:
            arrays.update(stored_moments(self.moments))
            arrays.update({f"output_{part}": values for part, values in stored_moments(self.output).items()})
            arrays.update(self.reservoir.arrays())
        arrays.update(start["arrays"])
        arrays.update({f"{part}_end": end["arrays"][part] for part in STORED if part in end["arrays"]})
        channels = len(self.moments["count"]) if self.moments else len(next(iter(start["arrays"].values()), ())) or None
        entry = {
            "name": self.names[0],
            "names": self.names,
            "order": self.order,
            "channels": channels,
            "axis": self.axis,
            "shape": self.shape,
            "dtypes": self.dtypes,
            "class": class_name(self.module),
            **end["settings"],
            "calls": calls,
            "calls_training": self.calls["training"],
            "calls_evaluation": self.calls["evaluation"],
            "calls_batch": self.calls_batch,
            "calls_recomputed": self.calls_recomputed,
            "calls_per_forward": self.calls_per_forward,
            "mode": mode(self.calls["training"], self.calls["evaluation"]),
            "examples": self.examples,
            "batch_min": self.batch_min,
            "batch_max": self.batch_max,
            "positions": self.reservoir.seen if self.reservoir else 0,
            "masked": self.masked,
            "updates_start": start["updates"],
            "updates_end": end["updates"],
            "stored_agree": True,
        }
        return entry, arrays


STORED = ("stored_mean", "stored_variance")
SETTINGS = ("epsilon", "momentum", "momentum_share_of_old", "variance", "affine", "frozen", "output")


def mode(training, evaluation):
    if training and evaluation:
        return "mixed"
    return "training" if training else "evaluation" if evaluation else None


def common_shape(a, b):
    return [x if x == y else None for x, y in zip(a, b)] if len(a) == len(b) else [None] * max(len(a), len(b))


def nothing(channels, parts):
    start = {"min": math.inf, "max": -math.inf, "pivot": math.nan}
    return {part: np.full(channels, start.get(part, 0.0)) for part in parts}


def like(xp, values, x):
    """A numpy array as one of xp, beside x."""
    return values if xp is np else xp.as_tensor(values, device=x.device)


def to_numpy(xp, moments):
    """One transfer for all of them."""
    if xp is np:
        return moments
    stacked = xp.stack(list(moments.values())).cpu().numpy()
    return dict(zip(moments, stacked))


def stored_moments(moments):
    """As they are in the file: counts as integers, NaN for what an empty channel does not have."""
    empty = moments["count"] == 0
    stored = {}
    for part, values in moments.items():
        if part in COUNTS:
            stored[part] = values.astype(np.int64)
        elif part in ("mean", "min", "max"):
            stored[part] = np.where(empty, np.nan, values)
        else:
            stored[part] = values
    return stored


def computed_moments(arrays, parts, prefix=""):
    """The way back from the file."""
    if f"{prefix}count" not in arrays:
        return None
    moments = {part: arrays[prefix + part].astype(np.float64) for part in parts}
    empty = moments["count"] == 0
    for part, value in ("mean", 0.0), ("min", math.inf), ("max", -math.inf):
        if part in moments:
            moments[part] = np.where(empty, value, moments[part])
    return moments


# MARK: The file


def key(name, part):
    return f"{name}/{part}" if name else part


def packed(document):
    """The bytes of a file of (capture.json's object, {layer: arrays})."""
    about, layers = document
    text = json.dumps(about, ensure_ascii=False, allow_nan=False).encode()
    members = {"capture.json": np.frombuffer(text, np.uint8)}
    for name, arrays in layers.items():
        members.update({key(name, part): values for part, values in arrays.items()})
    file = io.BytesIO()
    np.savez(file, **members)
    return file.getvalue()


def unpacked(data, path):
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        if "capture.json" not in file.files:
            raise ValueError(f"bn_capture: {path} is no capture: it has no member capture.json")
        about = json.loads(file["capture.json"].tobytes())
        if (about.get("format"), about.get("version")) != (FORMAT, VERSION):
            raise ValueError(f"bn_capture: {path} is no {FORMAT} of version {VERSION}")
        layers = {layer["name"]: {} for layer in about["layers"]}
        for member in file.files:
            name, _, part = member.rpartition("/")
            if name in layers and member != "capture.json":
                layers[name][part] = file[member]
    return about, layers


def write(path, data):
    """All of it or nothing: a file of another name becomes this one once it is complete."""
    unfinished = f"{path}.{os.getpid()}.unfinished"
    try:
        with open(unfinished, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        if os.path.exists(unfinished):
            os.unlink(unfinished)
        raise


def merge(paths, path):
    """Makes one file of several captures of the same model, in the order of `paths`."""
    documents = []
    for one in paths:
        with open(one, "rb") as file:
            documents.append(unpacked(file.read(), one))
    if not documents:
        raise ValueError("bn_capture: merge needs the path of at least one capture")
    write(os.fspath(path), packed(merged(documents)))


def merged(documents):
    """One document of several: counts are added, moments and samples combined; stored numbers are the first one's."""
    about, arrays = documents[0]
    entries = {entry["name"]: entry for entry in about["layers"]}
    arrays = dict(arrays)
    first_calls = {name: (0, entry["order"]) for name, entry in entries.items() if entry["order"] is not None}
    about = dict(about)
    for number, (other, other_arrays) in enumerate(documents[1:], 1):
        if set(other_arrays) != set(arrays):
            raise ValueError("bn_capture: the captures are not of the same model: their layers have other names")
        about["forwards"] += other["forwards"]
        about["ranks"] += other["ranks"]
        for entry in other["layers"]:
            name = entry["name"]
            if entry["order"] is not None:
                first_calls.setdefault(name, (number, entry["order"]))
            ask = about["rows"], [about["seed"], zlib.crc32(name.encode()), number]
            arrays[name] = merged_arrays(arrays[name], other_arrays[name], entries[name], entry, ask)
            entries[name] = merged_entry(entries[name], entry)
    called = sorted(first_calls, key=first_calls.get)
    for order, name in enumerate(called):
        entries[name] = {**entries[name], "order": order}
    about["layers"] = [entries[name] for name in called] + [e for n, e in entries.items() if n not in first_calls]
    return about, {entry["name"]: arrays[entry["name"]] for entry in about["layers"]}


def merged_arrays(a, b, entry_a, entry_b, ask):
    stored = {part: values for part, values in a.items() if part.startswith("stored_") or part in ("gamma", "beta")}
    if "count" in a and "count" in b and len(a["count"]) != len(b["count"]):
        raise ValueError(f"bn_capture: the layer {entry_a['name']!r} has another number of channels in another capture")
    agree = all(np.array_equal(values, b.get(part), equal_nan=True) for part, values in stored.items())
    entry_b["stored_agree"] = bool(entry_b["stored_agree"] and agree)
    if "count" not in b or "count" not in a:
        return {**(b if "count" in b else a), **stored}
    with np.errstate(over="ignore", invalid="ignore"):
        moments = combined(computed_moments(a, FULL + EXAMPLES), computed_moments(b, FULL + EXAMPLES))
        parts = BASIC + ("nonfinite",)
        output = combined(computed_moments(a, parts, "output_"), computed_moments(b, parts, "output_"))
    result = stored_moments(moments)
    result.update({f"output_{part}": values for part, values in stored_moments(output).items()})
    if "sample" in a and "sample" in b:
        result.update(combined_samples(a, b, entry_a["positions"], entry_b["positions"], entry_a["examples"], *ask))
    return {**result, **stored}


SUMS = ("calls", "calls_training", "calls_evaluation", "calls_batch", "calls_recomputed", "examples", "positions")


def merged_entry(a, b):
    def either(choose, part):
        values = [entry[part] for entry in (a, b) if entry[part] is not None]
        return choose(values) if values else None

    both = {**a, **{part: a[part] + b[part] for part in SUMS}}
    for part in ("channels", "axis", "epsilon"):
        both[part] = either(lambda values: values[0], part)
    both["shape"] = common_shape(a["shape"], b["shape"]) if a["shape"] and b["shape"] else a["shape"] or b["shape"]
    both["dtypes"] = a["dtypes"] + [dtype for dtype in b["dtypes"] if dtype not in a["dtypes"]]
    both["calls_per_forward"] = either(max, "calls_per_forward")
    both["batch_min"], both["batch_max"] = either(min, "batch_min"), either(max, "batch_max")
    both["mode"] = mode(both["calls_training"], both["calls_evaluation"])
    both["masked"] = a["masked"] or b["masked"]
    both["stored_agree"] = a["stored_agree"] and b["stored_agree"]
    return both


def class_name(thing):
    kind = type(thing)
    return f"{kind.__module__}.{kind.__qualname__}"


# MARK: Tensors of either framework


def chunks_of(x, axis, mask=None):
    """Chunks of (xp, values [examples, channels, positions] in float64, which of them are valid or None)."""
    if 0 in x.shape:
        return
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(x, torch.Tensor):
        yield from torch_chunks(torch, x, axis, mask)
        return
    step = max(1, CHUNK["cpu"] * x.shape[0] // x.size)
    for first in range(0, x.shape[0], step):
        part = np.moveaxis(x[first : first + step], axis, 1)
        part = part.reshape(part.shape[0], part.shape[1], -1).astype(np.float64)
        yield np, part, None if mask is None else mask[first : first + step].reshape(part.shape[0], 1, -1)


def torch_chunks(torch, x, axis, mask):
    on_device = x.device.type in ON_DEVICE
    step = max(1, CHUNK.get(x.device.type, CHUNK["cpu"]) * x.shape[0] // x.numel())
    for first in range(0, x.shape[0], step):
        part = torch.movedim(x[first : first + step], axis, 1)
        part = part.reshape(part.shape[0], part.shape[1], -1).to(torch.float64)
        valid = None if mask is None else mask[first : first + step].reshape(part.shape[0], 1, -1)
        if on_device:
            yield torch, part, None if valid is None else torch.as_tensor(valid, device=part.device)
        else:
            yield np, part.numpy(), valid


@contextlib.contextmanager
def aside(torch):
    """Computes for the capture alone, not for a graph nor for what torch.func transforms."""
    with torch.no_grad():
        # Known since PyTorch 2.0; before, torch.func was another package.
        disabled = getattr(torch._C, "_DisableFuncTorch", None)
        with disabled() if disabled else contextlib.nullcontext():
            yield


def plain_torch(torch, x, name):
    """The numbers of a tensor without its graph, where float64 is to be had."""
    functorch = getattr(torch._C, "_functorch", None)
    if functorch is not None and hasattr(functorch, "is_batchedtensor"):
        while functorch.is_gradtrackingtensor(x):
            x = functorch.get_unwrapped(x)
        if functorch.is_batchedtensor(x):
            raise RuntimeError(COMPILED.format(name=name))
    if type(x).__name__ in ("FakeTensor", "FunctionalTensor"):
        raise RuntimeError(COMPILED.format(name=name))
    x = x.detach()
    if x.is_quantized:
        x = x.dequantize()
    return x if x.device.type in ON_DEVICE else x.cpu()


def vector(torch, values):
    """A parameter or buffer as float64, or None where it is not there or not made yet."""
    if values is None or torch.nn.parameter.is_lazy(values) or values.device.type == "meta":
        return None
    if hasattr(values, "full_tensor"):
        values = values.full_tensor()
    return values.detach().to("cpu").to(torch.float64).numpy().reshape(-1).copy()


# MARK: PyTorch

# What wraps a model, and the name that the model has inside of it.
WRAPPERS = {
    "DataParallel": "module",
    "DistributedDataParallel": "module",
    "AveragedModel": "module",
    "OptimizedModule": "_orig_mod",
    "FullyShardedDataParallel": "_fsdp_wrapped_module",
    "CheckpointWrapper": "_checkpoint_wrapped_module",
}


class TorchModel:
    framework = "torch"
    backend = None

    def __init__(self, model, rows, seed):
        import torch

        self.torch, self.model = torch, model
        self.version = str(torch.__version__)
        self.root = model
        while wrapped_name(self.root) is not None:
            self.root = getattr(self.root, wrapped_name(self.root))
        self.layers = [
            Layer(names, module, functools.partial(read_torch, torch), rows, seed) for names, module in self.find()
        ]
        self.handles, self.undo = [], []

    def find(self):
        """The batch norms with their names, in the order of the model."""
        found, modules = {}, dict(self.model.named_modules(remove_duplicate=False))
        for exact, module in modules.items():
            if not is_torch_batch_norm(self.torch, module):
                refuse_script(self.torch, exact, module)
                continue
            names = found.setdefault(id(module), (module, [], []))
            names[1].append(without_wrappers(exact, modules))
            names[2].append(exact)
        return [(unique(clean + exact), module) for module, clean, exact in found.values()]

    def start(self, run):
        self.run = run
        for layer in self.layers:
            self.handles.append(hook(layer.module.register_forward_pre_hook, functools.partial(self.before, layer)))
            self.handles.append(hook(layer.module.register_forward_hook, functools.partial(self.after, layer)))
        self.handles.append(self.root.register_forward_pre_hook(lambda *_: run.enter_forward()))
        self.handles.append(self.root.register_forward_hook(lambda *_: run.leave_forward()))
        self.run_eagerly()

    def stop(self):
        for handle in self.handles:
            handle.remove()
        for undo in reversed(self.undo):
            undo()

    def run_eagerly(self):
        compiler = getattr(self.torch, "compiler", None)
        if hasattr(compiler, "set_stance"):
            stance = compiler.set_stance("force_eager")
            stance.__enter__()
            self.undo.append(lambda: stance.__exit__(None, None, None))
        for module in self.model.modules():
            if type(module).__name__ == "OptimizedModule":
                self.replace(module, "forward", module._orig_mod.__call__)
            if module.__dict__.get("_compiled_call_impl") is not None:
                self.replace(module, "_compiled_call_impl", None)

    def replace(self, module, name, value):
        old = module.__dict__.get(name, self)
        module.__dict__[name] = value
        if old is self:
            self.undo.append(lambda: module.__dict__.pop(name, None))
        else:
            self.undo.append(lambda: module.__dict__.__setitem__(name, old))

    def before(self, layer, module, args, kwargs=None):
        if is_recomputed(self.torch):
            with self.run.lock:
                layer.calls_recomputed += 1
            return
        given = args[0] if args else next(iter((kwargs or {}).values()))
        with aside(self.torch), self.run.lock:
            x = plain_torch(self.torch, given, layer.names[0])
            axis = torch_axis(module, x)
            by_batch = uses_batch(module)
            dtype = str(given.dtype).rpartition(".")[2]
            layer.called(self.run.next_order(layer), self.run.forward(), axis, x.shape, dtype, module.training, by_batch)
            layer.see(chunks_of(x, axis), x.shape[axis])

    def after(self, layer, module, args, *rest):
        if is_recomputed(self.torch):
            return
        with aside(self.torch), self.run.lock:
            output = plain_torch(self.torch, rest[-1], layer.names[0])
            layer.see_output(chunks_of(output, layer.axis))


def hook(register, function):
    """With keyword arguments where PyTorch hands them over (2.0 and later)."""
    try:
        return register(function, with_kwargs=True)
    except TypeError:
        return register(function)


def wrapped_name(module):
    for kind in type(module).__mro__:
        if kind.__name__ in WRAPPERS and kind.__module__.startswith("torch."):
            return WRAPPERS[kind.__name__]
    return None


def without_wrappers(exact, modules):
    parts, place = [], ""
    for part in exact.split(".") if exact else []:
        if wrapped_name(modules[place]) != part:
            parts.append(part)
        place = f"{place}.{part}" if place else part
    return ".".join(parts)


def unique(names):
    return list(dict.fromkeys(names))


def is_torch_batch_norm(torch, module):
    norms = torch.nn.modules
    if isinstance(module, norms.batchnorm._BatchNorm):
        return True
    if isinstance(module, norms.instancenorm._InstanceNorm) or isinstance(module, torch.jit.ScriptModule):
        return False
    mean, variance = (module._buffers.get(part) for part in ("running_mean", "running_var"))
    return mean is not None and variance is not None and mean.dim() == 1 and mean.shape == variance.shape


def refuse_script(torch, name, module):
    if isinstance(module, torch.jit.ScriptModule) and "BatchNorm" in str(getattr(module, "original_name", "")):
        raise TypeError(f"bn_capture: {name!r} is TorchScript, which calls no hooks; capture the Python model that it was made of")


def is_frozen(module):
    """A class that has no way to use a batch's own statistics, such as torchvision's FrozenBatchNorm2d."""
    return not hasattr(module, "track_running_stats") and not hasattr(module, "momentum")


def uses_batch(module):
    return not is_frozen(module) and (module.training or getattr(module, "running_mean", None) is None)


def torch_axis(module, x):
    """1, but for a norm of somebody's own that has its channels last."""
    channels = getattr(module, "num_features", None)
    if channels is None:
        channels = module.running_mean.numel()
    return x.dim() - 1 if x.shape[1] != channels and x.shape[-1] == channels else 1


def is_recomputed(torch):
    """Inside a backward pass: activation checkpointing computes once more what has been seen."""
    task = getattr(torch._C, "_current_graph_task_id", None)
    return task is not None and task() != -1


def read_torch(torch, module):
    """Settings and numbers of a layer; None for a lazy one before its first call."""
    buffer, parameter = functools.partial(getattr, module), functools.partial(getattr, module)
    gamma, beta, mean = parameter("weight", None), parameter("bias", None), buffer("running_mean", None)
    if any(torch.nn.parameter.is_lazy(values) for values in (gamma, beta, mean) if values is not None):
        return None
    arrays = {
        "stored_mean": vector(torch, mean),
        "stored_variance": vector(torch, buffer("running_var", None)),
        "gamma": vector(torch, gamma),
        "beta": vector(torch, beta),
    }
    channels = getattr(module, "num_features", None)
    if channels is None:
        channels = len(arrays["stored_mean"])
    frozen = is_frozen(module)
    momentum = None if frozen else getattr(module, "momentum", None)
    updates = getattr(module, "num_batches_tracked", None)
    epsilon = getattr(module, "eps", None)
    settings = {
        "epsilon": None if epsilon is None else float(epsilon),
        "momentum": None if momentum is None else float(momentum),
        "momentum_share_of_old": None if momentum is None else 1.0 - float(momentum),
        "variance": None if frozen else "unbiased",
        "affine": gamma is not None or beta is not None,
        "frozen": frozen,
        "output": "activated" if has_activation(module) else "normalized",
    }
    # A part of a parameter, as sharded training has it, is none of the layer's numbers.
    arrays = {part: values for part, values in arrays.items() if values is not None and len(values) == channels}
    return {"settings": settings, "arrays": arrays, "updates": None if updates is None else int(updates)}


def has_activation(module):
    """As timm's BatchNormAct2d has it."""
    return any(
        type(getattr(module, part, None)).__name__ not in ("NoneType", "Identity") for part in ("act", "activation", "drop")
    )


# MARK: Keras

FUNCTIONS = ("train_function", "test_function", "predict_function", "train_tf_function")


class KerasModel:
    def __init__(self, model, rows, seed):
        self.model = model
        package = keras_package(model)
        self.framework = "tf_keras" if package == "tf_keras" else "keras"
        keras = sys.modules.get(package) or sys.modules.get(package.partition(".")[0])
        self.version = str(getattr(keras, "__version__", "?"))
        backend = getattr(keras, "backend", None)
        self.backend = backend.backend() if hasattr(backend, "backend") else "tensorflow"
        self.is_two = not hasattr(keras, "ops")
        paths = weights_paths(model)
        found = [layer for layer in flat_layers(model) if is_keras_batch_norm(layer)]
        names = keras_names(found, paths)
        read = functools.partial(read_keras, self.is_two)
        self.layers = [Layer(names[id(layer)], layer, read, rows, seed) for layer in found]
        self.undo = []

    def start(self, run):
        self.run = run
        for layer in self.layers:
            self.replace(layer.module, "call", self.watched(layer, layer.module.call))
        self.replace(self.model, "call", self.counted(self.model.call))
        for model in flat_layers(self.model):
            self.run_eagerly(model)

    def stop(self):
        for undo in reversed(self.undo):
            undo()

    def replace(self, thing, name, value):
        """Past Keras's own __setattr__, which tracks what it is given."""
        old = thing.__dict__.get(name, self)
        object.__setattr__(thing, name, value)
        if old is self:
            self.undo.append(lambda: object.__delattr__(thing, name))
        else:
            self.undo.append(lambda: object.__setattr__(thing, name, old))

    def run_eagerly(self, model):
        for name, value in ("_run_eagerly", True), ("_jit_compile", False):
            if name in model.__dict__:
                self.set_meanwhile(model, name, value)
        for name in FUNCTIONS:
            if name in model.__dict__:
                object.__setattr__(model, name, None)
                # Made once more when they are needed: compile() may have come in between.
                self.undo.append(functools.partial(object.__setattr__, model, name, None))

    def set_meanwhile(self, thing, name, value):
        """Unless compile() has set it meanwhile, it becomes again what it was."""
        old = thing.__dict__[name]
        object.__setattr__(thing, name, value)

        def undo():
            if thing.__dict__.get(name) is value:
                object.__setattr__(thing, name, old)

        self.undo.append(undo)

    def counted(self, call):
        @functools.wraps(call)
        def wrapper(*args, **kwargs):
            self.run.enter_forward()
            try:
                return call(*args, **kwargs)
            finally:
                self.run.leave_forward()

        return wrapper

    def watched(self, layer, call):
        @functools.wraps(call)
        def wrapper(inputs, *args, **kwargs):
            if is_building(inputs):
                return call(inputs, *args, **kwargs)
            x = concrete(inputs)
            if x is None:
                raise RuntimeError(COMPILED.format(name=layer.names[0]))
            training = args[0] if args else kwargs.get("training")
            mask = concrete(kwargs.get("mask", args[1] if len(args) > 1 else None))
            with self.aside(x), self.run.lock:
                mask = self.before(layer, inputs, x, bool(training), mask)
            outputs = call(inputs, *args, **kwargs)
            with self.aside(x), self.run.lock:
                self.after(layer, outputs, mask)
            return outputs

        return wrapper

    def aside(self, x):
        return contextlib.nullcontext() if isinstance(x, np.ndarray) else aside(sys.modules["torch"])

    def before(self, layer, inputs, x, training, mask):
        module = layer.module
        axis = keras_axis(module, len(x.shape))
        by_batch = training and bool(module.trainable)
        x = prepared(x, layer.names[0])
        dtype = str(getattr(inputs.dtype, "name", inputs.dtype)).rpartition(".")[2]
        layer.called(self.run.next_order(layer), self.run.forward(), axis, tuple(x.shape), dtype, training, by_batch)
        if mask is not None:
            # Keras has one number for each position, the channels being last.
            mask = np.asarray(mask if isinstance(mask, np.ndarray) else mask.detach().cpu().numpy()).astype(bool)
            mask = mask if tuple(mask.shape) == tuple(x.shape[:-1]) and axis == len(x.shape) - 1 else None
        if mask is not None:
            layer.masked = layer.masked or not bool(mask.all())
        layer.see(chunks_of(x, axis, mask), x.shape[axis])
        return mask

    def after(self, layer, outputs, mask):
        output = concrete(outputs)
        if output is not None:
            layer.see_output(chunks_of(prepared(output, layer.names[0]), layer.axis, mask))


def prepared(x, name):
    return x if isinstance(x, np.ndarray) else plain_torch(sys.modules["torch"], x, name)


def concrete(x):
    """The numbers of a tensor: a numpy array, or a tensor of PyTorch; None where there are none."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(x, torch.Tensor):
        return None if x.device.type == "meta" else x
    if x is None or isinstance(x, np.ndarray):
        return x
    jax = sys.modules.get("jax")
    if jax is not None:
        # Differentiating outside of compiled code wraps numbers that are there.
        while isinstance(x, jax.core.Tracer) and hasattr(x, "primal"):
            x = x.primal
        if isinstance(x, jax.core.Tracer):
            return None
        if isinstance(x, jax.Array):
            return np.asarray(x)
    return np.asarray(x.numpy()) if hasattr(x, "numpy") else None


def scope(kind):
    """The innermost of Keras 3's own scopes, "symbolic" or "stateless", or None."""
    module = sys.modules.get(f"keras.src.backend.common.{kind}_scope")
    return getattr(module, f"get_{kind}_scope")() if module and getattr(module, f"in_{kind}_scope")() else None


def is_building(x):
    """Keras builds models with tensors that have a shape only, or made-up numbers; or, with JAX, on its first batch, which
    comes once more. Then no variables are handed over."""
    stateless = scope("stateless")
    if scope("symbolic") is not None or stateless is not None and not stateless.state_mapping:
        return True
    return type(x).__name__ == "KerasTensor" or getattr(getattr(x, "graph", None), "name", "") == "keras_graph"


def keras_package(model):
    """The package of Keras that a model comes from, such as `keras` or `tf_keras`; None for no model of Keras."""
    if not hasattr(type(model), "_flatten_layers"):
        return None
    for kind in type(model).__mro__:
        package = kind.__module__.partition(".")[0]
        if package in ("keras", "tf_keras"):
            return package
        if kind.__module__.startswith("tensorflow.python.keras"):
            return "tensorflow.python.keras"
    return None


def flat_layers(model):
    """The model itself and all layers in it, each once."""
    return list({id(layer): layer for layer in model._flatten_layers(include_self=True, recursive=True)}.values())


def is_keras_batch_norm(layer):
    return any(kind.__name__ in ("BatchNormalization", "BatchNormalizationBase") for kind in type(layer).__mro__)


def keras_axis(layer, rank):
    axis = layer.axis
    if isinstance(axis, (list, tuple)) or type(axis).__name__ == "ListWrapper":
        if len(axis) != 1:
            raise ValueError(f"bn_capture: the batch norm {layer.name!r} normalizes more than one axis")
        axis = axis[0]
    return axis % rank


def weights_paths(model):
    """{id of a layer: (its path in names, its path in a .weights.h5 file)}, by the walk that Keras saves with."""
    try:
        package = type(model)._flatten_layers.__module__.partition(".")[0]
        saving = sys.modules[f"{package}.src.saving.saving_lib"]
        walk = getattr(saving, "_walk_saveable", None) or saving._walk_trackable
        paths = {}
        walk_saved(model, walk, "", "", paths)
        return paths
    # Keras's own inner parts: without them a layer has the names that it says itself.
    except Exception:
        return {}


def walk_saved(thing, walk, names, path, paths):
    if id(thing) in paths:
        return
    paths[id(thing)] = (names, path)
    for attribute, child in walk(thing):
        if hasattr(child, "save_own_variables"):
            walk_saved(child, walk, joined(names, getattr(child, "name", attribute)), joined(path, attribute), paths)
        elif isinstance(child, (list, dict, tuple, set)):
            used = {}
            inside = names if attribute in ("layers", "_layer_checkpoint_dependencies") else joined(names, attribute)
            for one in child.values() if isinstance(child, dict) else child:
                if not hasattr(one, "save_own_variables"):
                    continue
                name = snake_case(type(one).__name__)
                used[name] = used.get(name, -1) + 1
                name += f"_{used[name]}" if used[name] else ""
                walk_saved(
                    one, walk, joined(inside, getattr(one, "name", name)), joined(joined(path, attribute), name), paths
                )


def joined(a, b):
    return f"{a}/{b}" if a and b else a or b


def snake_case(name):
    import re

    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def keras_names(layers, paths):
    """{id: names}; the first is no other layer's."""
    result, taken = {}, set()
    for layer in layers:
        saved = paths.get(id(layer), ())
        names = unique([name for name in (*saved[:1], getattr(layer, "path", None), *saved[1:], layer.name) if name])
        first = next((name for name in names if name not in taken), None)
        number = 2
        while first is None or first in taken:
            first, number = f"{names[0]}#{number}", number + 1
        taken.add(first)
        result[id(layer)] = unique([first, *names])
    return result


def read_keras(is_two, layer):
    """Settings and numbers of a layer; None before it is built."""
    if getattr(layer, "moving_mean", None) is None:
        return None
    parts = {"stored_mean": layer.moving_mean, "stored_variance": layer.moving_variance}
    parts.update({part: getattr(layer, part, None) for part in ("gamma", "beta")})
    settings = {
        "epsilon": float(layer.epsilon),
        "momentum": float(layer.momentum),
        "momentum_share_of_old": float(layer.momentum),
        # TensorFlow's fused kernel, which Keras 3 does not use.
        "variance": "unbiased" if is_two and getattr(layer, "fused", False) else "biased",
        "affine": parts["gamma"] is not None or parts["beta"] is not None,
        "frozen": False,
        "output": "normalized",
    }
    return {"settings": settings, "arrays": {p: number(v) for p, v in parts.items() if v is not None}, "updates": None}


def number(variable):
    """A variable of Keras as float64."""
    value = getattr(variable, "value", variable)
    value = concrete(value() if callable(value) else value)
    if not isinstance(value, np.ndarray):
        value = value.detach().cpu().double().numpy()
    return value.astype(np.float64).reshape(-1)


# MARK: Ranks of torch.distributed

# What a rank that failed still has to say to the others, while it goes on with its exception.
_unsent = []


class Ranks:
    """The processes of torch.distributed that capture together; one alone if it is not initialized."""

    def __init__(self, wanted, timeout):
        self.rank, self.size = 0, 1
        torch = sys.modules.get("torch")
        distributed = getattr(torch, "distributed", None)
        if not wanted or distributed is None or not distributed.is_available() or not distributed.is_initialized():
            return
        if distributed.get_world_size() == 1:
            return
        import datetime

        self.torch, self.distributed = torch, distributed
        self.rank, self.size = distributed.get_rank(), distributed.get_world_size()
        # A group of its own: a rank that fails amid the model's collectives does not disturb them.
        self.group = distributed.new_group(backend="gloo", timeout=datetime.timedelta(seconds=timeout))

    def fail(self, error):
        """Tells those who wait, and waits for nobody: they may be waiting for this rank elsewhere."""
        if self.size == 1:
            return
        text = f"rank {self.rank} failed with {type(error).__name__}: {error}"
        for other in range(1, self.size) if self.rank == 0 else [0]:
            self.post(other, 1, text.encode()[:4096])

    def post(self, other, failed, data):
        try:
            for tensor in self.tensors(failed, data):
                _unsent.append((tensor, self.distributed.isend(tensor, other, group=self.group)))
        # Nobody is left to tell.
        except RuntimeError:
            pass

    def tensors(self, failed, data):
        header = self.torch.tensor([failed, len(data)], dtype=self.torch.int64)
        return [header] + ([self.torch.frombuffer(bytearray(data), dtype=self.torch.uint8)] if data else [])

    def send(self, other, failed, data):
        for tensor in self.tensors(failed, data):
            self.distributed.send(tensor, other, group=self.group)

    def receive(self, other):
        """(whether it failed, bytes) from another rank; a lost one has failed, too."""
        try:
            header = self.torch.zeros(2, dtype=self.torch.int64)
            self.distributed.recv(header, other, group=self.group)
            failed, size = header.tolist()
            data = self.torch.zeros(size, dtype=self.torch.uint8)
            if size:
                self.distributed.recv(data, other, group=self.group)
            return bool(failed), data.numpy().tobytes()
        except RuntimeError as error:
            return True, f"rank {other} is lost: {error}".encode()

    def finish(self, document, save):
        """Rank 0 saves what all have; every rank returns after that, or raises."""
        if self.size == 1:
            save(document)
        elif self.rank == 0:
            self.gather(document, save)
            self.close()
        else:
            self.deliver(packed(document))
            self.close()

    def gather(self, document, save):
        failures, documents = [], [document]
        for other in range(1, self.size):
            failed, data = self.receive(other)
            if failed:
                failures.append(data.decode(errors="replace"))
            elif not failures:
                documents.append(unpacked(data, f"what rank {other} sent"))
        try:
            if failures:
                raise RuntimeError("bn_capture: nothing was written: " + "; ".join(failures))
            save(merged(documents))
        except BaseException as error:
            for other in range(1, self.size):
                self.post(other, 1, str(error).encode()[:4096])
            raise
        for other in range(1, self.size):
            self.send(other, 0, b"")

    def deliver(self, data):
        try:
            self.send(0, 0, data)
        except RuntimeError as error:
            raise RuntimeError(f"bn_capture: nothing was written: rank 0 is lost: {error}") from None
        failed, answer = self.receive(0)
        if failed:
            text = answer.decode(errors="replace")
            raise RuntimeError(text if text.startswith("bn_capture: ") else f"bn_capture: nothing was written: {text}")

    def close(self):
        self.distributed.destroy_process_group(self.group)


# MARK: The block


class capture:
    """`with capture(model, "run.npz"):` writes the file once the block has ended well. The module's text has the rest."""

    def __init__(self, model, path, rows=1024, seed=0, ranks=True, timeout=1800):
        self.model, self.path = model, os.fspath(path)
        if isinstance(rows, bool) or not isinstance(rows, int) or rows < 0:
            raise ValueError(f"bn_capture: rows is {rows!r}; expected a whole number of at least 0")
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise ValueError(f"bn_capture: seed is {seed!r}; expected a whole number of at least 0")
        self.rows, self.seed, self.wanted, self.timeout = rows, seed, ranks, timeout
        self.lock = threading.RLock()
        self.orders, self.forwards, self.open_forwards = 0, 0, {}
        self.watched = None

    def __enter__(self):
        if self.watched is not None:
            raise RuntimeError("bn_capture: a capture is for one block; make another one")
        # First of all: where one rank is refused, the others wait to hear of it.
        self.ranks = Ranks(self.wanted, self.timeout)
        try:
            self.watch()
        except BaseException as error:
            self.ranks.fail(error)
            raise
        return self

    def watch(self):
        folder = os.path.dirname(self.path) or "."
        if self.ranks.rank == 0 and not os.path.isdir(folder):
            raise FileNotFoundError(f"bn_capture: there is no folder {folder!r} to write {self.path!r} in")
        watched = adapter(self.model)(self.model, self.rows, [self.seed, self.ranks.rank])
        if not watched.layers:
            raise ValueError(f"bn_capture: there is no batch norm in {class_name(self.model)}")
        self.watched = watched
        try:
            watched.start(self)
        except BaseException:
            watched.stop()
            raise

    def __exit__(self, kind, error, trace):
        self.watched.stop()
        if error is not None:
            self.ranks.fail(error)
            return False
        try:
            document = self.document()
        except BaseException as failure:
            self.ranks.fail(failure)
            raise
        self.ranks.finish(document, self.save)
        return False

    def save(self, document):
        if not any(entry["calls"] for entry in document[0]["layers"]):
            warnings.warn(f"bn_capture: no batch norm was called; {self.path} has none but the stored numbers", stacklevel=4)
        write(self.path, packed(document))

    def document(self):
        entries, arrays = [], {}
        for layer in self.watched.layers:
            entry, arrays[layer.names[0]] = layer.document()
            entries.append(entry)
        entries.sort(key=lambda entry: math.inf if entry["order"] is None else entry["order"])
        about = {
            "format": FORMAT,
            "version": VERSION,
            "framework": self.watched.framework,
            "framework_version": self.watched.version,
            "backend": self.watched.backend,
            "model": class_name(getattr(self.watched, "root", self.model)),
            "forwards": self.forwards,
            "ranks": 1,
            "rows": self.rows,
            "seed": self.seed,
            "layers": entries,
        }
        return about, {entry["name"]: arrays[entry["name"]] for entry in entries}

    def next_order(self, layer):
        """For the layer's first call; a place is given once."""
        if layer.order is not None:
            return layer.order
        self.orders += 1
        return self.orders - 1

    def enter_forward(self):
        with self.lock:
            self.open_forwards[threading.get_ident()] = {}

    def leave_forward(self):
        """Counts it if it came to a batch norm: building a model of Keras calls it, too."""
        with self.lock:
            if self.open_forwards.pop(threading.get_ident(), None):
                self.forwards += 1

    def forward(self):
        """How often each layer was called in this thread's call of the model; None outside of one."""
        return self.open_forwards.get(threading.get_ident())


def adapter(model):
    if keras_package(model) is not None:
        return KerasModel
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(model, torch.nn.Module):
        return TorchModel
    raise TypeError(f"bn_capture: {class_name(model)} is no torch.nn.Module and no Keras model")
