"""What is planted: one fault in one layer's numbers, at several strengths, and what it does to the layer's output."""

import numpy as np


def stretched(factor):
    return lambda layer, random: {"variance": layer["variance"] * factor}


def shifted(deviations, one_way=True):
    def plant(layer, random):
        signs = 1 if one_way else random.choice([-1, 1], len(layer["mean"]))
        return {"mean": layer["mean"] + deviations * signs * np.sqrt(layer["variance"] + layer["epsilon"])}

    return plant


def permuted(layer, random):
    order = random.permutation(len(layer["mean"]))
    return {"mean": layer["mean"][order], "variance": layer["variance"][order]}


def exchanged(layer, random):
    """What is a negative variance then is its size, as no square root could be taken of it."""
    return {"mean": layer["variance"].copy(), "variance": np.abs(layer["mean"])}


def never_updated(layer, random):
    return {"mean": np.zeros_like(layer["mean"]), "variance": np.ones_like(layer["variance"])}


def stopped(updates, momentum=0.9):
    """So many updates of PyTorch's momentum 0.1, and no more."""
    share = momentum**updates

    def plant(layer, random):
        return {"mean": (1 - share) * layer["mean"], "variance": share + (1 - share) * layer["variance"], "updates": updates}

    return plant


def wide(values):
    return lambda layer, random: {"variance": np.where(np.arange(len(layer["variance"])) == 0, values, layer["variance"])}


def without_gamma(layer, random):
    return {"gamma": np.ones_like(layer["gamma"])}


def without_beta(layer, random):
    return {"beta": np.zeros_like(layer["beta"])}


# Faults of the statistics: what comes into the layer, and into those in front of it, stays as it was.
STATISTICS = {
    "variance x 10": stretched(10),
    "variance x 4": stretched(4),
    "variance x 2": stretched(2),
    "variance / 10": stretched(1 / 10),
    "variance / 4": stretched(1 / 4),
    "mean + 1": shifted(1),
    "mean + 1/2": shifted(1 / 2),
    "mean + 1/4": shifted(1 / 4),
    "mean +- 1": shifted(1, one_way=False),
    "mean +- 1/2": shifted(1 / 2, one_way=False),
    "mean +- 1/4": shifted(1 / 4, one_way=False),
    "permuted": permuted,
    "exchanged": exchanged,
    "never updated": never_updated,
    "stopped after 1 update": stopped(1),
    "stopped after 5": stopped(5),
    "stopped after 15": stopped(15),
}
# Two numbers that no arithmetic of a layer survives.
NUMBERS = {"NaN in a variance": wide(np.nan), "negative variance": wide(-1.0)}
# Faults that only what is behind the layer shows.
AFFINE = {"gamma missing": without_gamma, "beta missing": without_beta}


ORDER = (*STATISTICS, "another training's statistics", "last batch of 8 alone", *NUMBERS, *AFFINE, "epsilon of the other framework")


def change(layer, faulty):
    """The root mean square of what a fault changes in the layer's output, in deviations of that output.

    `layer` has mean, variance, gamma, beta, epsilon, and the moments of what comes in as `seen_mean`, `seen_variance`. Both outputs are
    linear in the input, so that the moments say it exactly.
    """
    new = {**layer, **faulty}
    if not np.isfinite(new["variance"]).all() or (new["variance"] + new["epsilon"] <= 0).any():
        return np.inf
    old_scale = layer["gamma"] / np.sqrt(layer["variance"] + layer["epsilon"])
    new_scale = new["gamma"] / np.sqrt(new["variance"] + new["epsilon"])
    slope = new_scale - old_scale
    shift = new["beta"] - layer["beta"] - new_scale * new["mean"] + old_scale * layer["mean"]
    square = slope**2 * layer["seen_variance"] + (slope * layer["seen_mean"] + shift) ** 2
    means = old_scale * (layer["seen_mean"] - layer["mean"]) + layer["beta"]
    return float(np.sqrt(square.mean() / ((old_scale**2 * layer["seen_variance"]).mean() + means.var())))
