"""What the tests of engines share: the program, files, their moments in exact rational arithmetic, and how near is near enough."""

import json
import os
import subprocess
from fractions import Fraction

import numpy as np

# scripts/test-engines says which one.
PROGRAM = os.path.abspath(os.environ["BNEXPLORER"])

# Far above what anything here takes, so that only what hangs is ended.
PATIENCE = 240

# What merging promises: blocks are summed in double precision and put together as pairs of doubles.
CLOSE = Fraction(1, 10**12)


def alone(*arguments):
    """The moments of all together by one process: {name: object}, of several files the one of all."""
    run = subprocess.run([PROGRAM, "moments", *arguments, "--json"], check=True, capture_output=True, text=True, timeout=PATIENCE)
    return {one["array"]: one for one in map(json.loads, run.stdout.splitlines()) if "array" in one}


def exact(arrays):
    """Count, mean and squared deviations of each column of all arrays; every double is a whole number of 2^-1074."""
    moments = []
    for column in range(arrays[0].shape[1]):
        numbers = [x for array in arrays for x in whole(array[:, column])]
        count, total = len(numbers), sum(numbers)
        squares = Fraction(sum(x * x for x in numbers)) - Fraction(total * total, count)
        moments.append((count, Fraction(total, count) / 2**1074, squares / 2**2148))
    return moments


def whole(numbers):
    ratios = (float(x).as_integer_ratio() for x in numbers)
    return [numerator * (2**1074 // denominator) for numerator, denominator in ratios]


def assert_exact(test, found, expected):
    """An object of the program against (count, mean, m2) of each channel: the mean as a share of the deviation."""
    test.assertEqual(found["count"], [count for count, _, _ in expected])
    for channel, (count, mean, squares) in enumerate(expected):
        gap = Fraction(found["mean"][channel]) + Fraction(found["mean_rest"][channel]) - mean
        # Squares of both sides, which stay rational.
        test.assertLessEqual(gap * gap, CLOSE * CLOSE * squares / count, f"mean of channel {channel}")
        test.assertLessEqual(abs(Fraction(found["m2"][channel]) - squares), CLOSE * squares, f"m2 of channel {channel}")


def assert_same(test, found, expected):
    """Two objects of the program, of the same numbers put together in another way."""
    for part in "array", "channels", "nonfinite", "min", "max":
        test.assertEqual(found[part], expected[part], part)
    means = [Fraction(mean) + Fraction(rest) for mean, rest in zip(expected["mean"], expected["mean_rest"])]
    assert_exact(test, found, list(zip(expected["count"], means, map(Fraction, expected["m2"]))))


def save(folder, name, array):
    path = os.path.join(folder, name)
    np.save(path, array)
    return path
