"""Compares what `bnexplorer layers --json` prints of a model with what truth.json says of it."""

import math

# Stored numbers are printed as they are. Quotients and square roots that a format asks for may be rounded otherwise here
# than where the truth was computed, by a few units of float32's last place, which is 6e-8.
TOLERANCE = 1e-6

PARTS = {"gamma": "gamma", "beta": "beta", "mean": "mean", "variance": "var"}

# What truth.json counts, and how it is counted again.
COUNTS = {
    "var_below_1e-12": ("variance", lambda value, epsilon: value < 1e-12),
    "var_below_eps": ("variance", lambda value, epsilon: value < epsilon),
    "var_exactly_zero": ("variance", lambda value, epsilon: value == 0),
    "var_negative": ("variance", lambda value, epsilon: value < 0),
    "var_exactly_one": ("variance", lambda value, epsilon: value == 1),
    "gamma_exactly_zero": ("gamma", lambda value, epsilon: value == 0),
    "gamma_negative": ("gamma", lambda value, epsilon: value < 0),
}


def same(left, right):
    if left is None or right is None:
        return left is right
    return math.isclose(float(left), float(right), rel_tol=TOLERANCE)


def all_same(left, right):
    if left is None or right is None:
        return left is right
    return len(left) == len(right) and all(map(same, left, right))


def probed(values):
    """The values of channels 0, 1, n/2 and n-1, each channel once: a range does not show a wrong order."""
    count = len(values)
    return [values[index] for index in sorted({0, min(1, count - 1), count // 2, count - 1})]


def old_share(momentum, record):
    """Momentum in TensorFlow's sense. PyTorch writes the share of the new value."""
    if momentum is None or not record["format"].startswith(("PyTorch", "TorchScript")):
        return momentum
    return 1 - momentum


def compare_setting(found, key, stated, assumed, say):
    """Epsilon or momentum: the file's own where it states one; else assumed, and said to be."""
    value, source = found[key], found[key + "_source"]
    if stated is not None:
        if source != "file" or not same(value, stated):
            say(f"{key} {value} ({source}), not {stated} (file)")
    elif source == "file":
        say(f"{key} {value} is called the file's, which states none")
    elif value is not None and assumed is not None and not same(value, assumed):
        say(f"{key} {value} is assumed, not {assumed}")


def compare_numbers(found, truth, say):
    """Every number of a layer that the truth knows: ranges, probes and counts."""
    numbers = {part: found[part] and [float(value) for value in found[part]] for part in PARTS}
    for part, short in PARTS.items():
        values = numbers[part]
        expected = truth[short + "_minmax"]
        if not all_same(values and [min(values), max(values)], expected):
            say(f"{part} from {values and min(values)} to {values and max(values)}, not {expected}")
        if not all_same(values and probed(values), truth["probe"].get(part)):
            say(f"{part} of the probed channels is {values and probed(values)}, not {truth['probe'].get(part)}")
    for key, (part, counts) in COUNTS.items():
        if truth.get(key) is None:
            continue
        count = sum(counts(value, found["epsilon"]) for value in numbers[part] or [])
        if count != truth[key]:
            say(f"{key} {count}, not {truth[key]}")


def compare_layer(found, truth, record, say):
    if found["channels"] != truth["channels"]:
        say(f"{found['channels']} channels, not {truth['channels']}")
    if "inv_std_minmax" in truth:
        # 1 / sqrt(variance + epsilon) is what the file has: nothing may be added to what becomes of it.
        if found["epsilon"] != 0:
            say(f"epsilon {found['epsilon']}, not 0 beside a variance that has it")
    else:
        compare_setting(found, "epsilon", truth["epsilon"], record.get("epsilon_assumed"), say)
    momenta = (old_share(truth["momentum"], record), old_share(record.get("momentum_assumed"), record))
    compare_setting(found, "momentum", *momenta, say)
    compare_numbers(found, truth, say)


def compare_ranges(brief, full, say):
    """What is printed without --values: the same layers, with the ranges of the same values."""
    if [line["name"] for line in brief] != [line["name"] for line in full]:
        say("other layers are printed without --values")
        return
    for short, long in zip(brief, full):
        for part in PARTS:
            values = long[part] and [float(value) for value in long[part]]
            if not all_same(short[part + "_range"], values and [min(values), max(values)]):
                say(f"{long['name']}: {part}_range {short[part + '_range']} is not the range of the values")


def compare(lines, record):
    """The differences between the lines printed with --values and the truth, in words; none where all is well."""
    differences = []
    layers, summary = lines[:-1], lines[-1]
    if summary["layers"] != len(layers):
        differences.append(f"the last line counts {summary['layers']} layers, {len(layers)} are printed")
    found = [line for line in layers if line["kind"] == "batch_norm"]
    truths = record.get("layers", [])
    names, expected = [line["name"] for line in found], [truth["name"] for truth in truths]
    if names != expected:
        if sorted(names) == sorted(expected):
            differences.append("the layers are not in the network's order")
        else:
            missing = [name for name in expected if name not in names]
            surplus = [name for name in names if name not in expected]
            differences.append(f"{len(names)} layers, not {len(expected)}; missing {missing[:4]}, too many {surplus[:4]}")
    by_name = {line["name"]: line for line in found}
    for truth in truths:
        if truth["name"] in by_name:
            say = lambda text, name=truth["name"]: differences.append(f"{name}: {text}")
            compare_layer(by_name[truth["name"]], truth, record, say)
    if sum(line["channels"] for line in found) != record["channels_total"]:
        differences.append(f"{sum(line['channels'] for line in found)} channels in all, not {record['channels_total']}")
    compare_folded([line for line in layers if line["kind"] == "folded"], record, differences.append)
    return differences


def compare_folded(found, record, say):
    """Folded ones where the file shows them, none where it does not; scale and shift where the truth has them."""
    least = record.get("folded_at_least", 0)
    if len(found) < least or (least == 0 and found):
        say(f"{len(found)} folded ones, not {'none' if least == 0 else f'{least} or more'}")
    if "mul_const" in record:
        wanted = ([record["mul_const"]], [record["add_const"]])
        if not any(all_same(line["gamma"], wanted[0]) and all_same(line["beta"], wanted[1]) for line in found):
            say(f"no folded one with scale {wanted[0]} and shift {wanted[1]}")
