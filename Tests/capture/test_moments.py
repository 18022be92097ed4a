"""The arithmetic alone: numpy in, numpy out."""

import os
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
from support import CLOSE, Captured, InFolder, moments

import bn_capture


def layer(name="a", rows=1024, seed=(0, 0)):
    return bn_capture.Layer([name], object(), lambda _: None, rows, list(seed))


def seen(batches, axis=1, **options):
    one = layer(**options)
    for x in batches:
        one.called(0, None, axis, x.shape, str(x.dtype), False, False)
        one.see(bn_capture.chunks_of(x, axis), x.shape[axis])
        one.see_output(bn_capture.chunks_of(x, axis))
    return one


def document(one):
    entry, arrays = one.document()
    about = {"format": bn_capture.FORMAT, "version": bn_capture.VERSION, "rows": one.rows, "seed": 0, "forwards": 0, "ranks": 1}
    return {**about, "layers": [entry]}, {entry["name"]: arrays}


class MomentsTests(InFolder):
    def setUp(self):
        super().setUp()
        self.random = np.random.default_rng(11)

    def batches(self, *shapes, dtype=np.float32):
        return [(self.random.gamma(2.0, 3.0, shape) + 100).astype(dtype) for shape in shapes]

    def test_streaming_equals_all_at_once(self):
        batches = self.batches((7, 3, 5, 4), (1, 3, 5, 4), (9, 3, 2, 2))
        one = seen(batches)
        arrays = one.document()[1]
        self.check(arrays, batches)
        self.check_output(arrays, batches)
        np.testing.assert_allclose(arrays["pivot"], batches[0].mean((0, 2, 3), dtype=np.float64), rtol=CLOSE)

    def test_chunks_do_not_matter(self):
        batches = self.batches((50, 4, 6, 6))
        with mock.patch.dict(bn_capture.CHUNK, cpu=200):
            self.check(seen(batches).document()[1], batches)

    def test_channels_last(self):
        batches = self.batches((6, 5, 5, 3), (2, 5, 5, 3))
        self.check(seen(batches, axis=3).document()[1], batches, axis=3)

    def test_values_that_are_not_finite_count_nowhere_else(self):
        batches = self.batches((8, 4, 3), (4, 4, 3))
        batches[0][0, 1, :] = np.nan
        batches[0][3, 2, 1] = np.inf
        batches[1][:, 2, 0] = -np.inf
        batches[0][:, 3] = batches[1][:, 3] = np.nan
        arrays = seen(batches).document()[1]
        self.check(arrays, batches)
        self.check_output(arrays, batches)
        self.assertEqual(list(arrays["count"]), [36, 33, 31, 0])
        self.assertEqual(list(arrays["nonfinite"]), [0, 3, 5, 36])
        self.assertTrue(np.isnan([arrays[part][3] for part in ("mean", "min", "max", "pivot")]).all())

    def test_a_channel_that_becomes_finite_later(self):
        batches = self.batches((4, 2, 3), (5, 2, 3))
        batches[0][:, 1] = np.nan
        self.check(seen(batches).document()[1], batches)

    def test_great_means_and_constants(self):
        """A deviation of 1 beside a mean of 10^7, and none at all."""
        x = self.random.normal(1e7, 1, (64, 2, 4))
        x[:, 1] = 0.1
        arrays = seen([x[:30], x[30:]]).document()[1]
        reference = moments([x - np.array([1e7, 0.1])[None, :, None]], axis=1)
        # Each chunk's mean is rounded to 2^-53 of 10^7, about 10^-9 deviations, and so is the distance between them.
        np.testing.assert_allclose(arrays["m2"][0], reference["m2"][0], rtol=1e-9)
        self.assertLess(arrays["m2"][1], 1e-28)
        self.assertGreaterEqual(arrays["m2"][1], 0)

    def test_halves_are_widened(self):
        x = self.batches((300, 2, 4), dtype=np.float16)[0] * np.float16(400)
        arrays = seen([x]).document()[1]
        self.assertGreater(x.sum(dtype=np.float64), np.finfo(np.float16).max)
        self.check(arrays, [x])

    def test_empty_batches(self):
        x = self.batches((3, 2, 4))[0]
        one = seen([x[:0], x, x[:, :, :0]])
        entry, arrays = one.document()
        self.check(arrays, [x])
        self.assertEqual((entry["calls"], entry["examples"], entry["batch_min"], entry["batch_max"]), (3, 3, 0, 3))

    def test_shapes_that_change(self):
        entry = seen(self.batches((2, 3, 4, 5), (2, 3, 4, 7))).document()[0]
        self.assertEqual(entry["shape"], [3, 4, None])

    def test_other_channels_are_refused(self):
        with self.assertRaisesRegex(ValueError, "'a' was called with 2 channels after 3"):
            seen(self.batches((2, 3), (2, 2)))

    def test_standard_errors_of_the_documentation(self):
        """The formulas of the file's text against the deviation of many means and variances of dependent positions."""
        means, variances, errors = [], [], []
        for _ in range(400):
            level = self.random.gamma(2.0, 1.0, (40, 1, 1))
            x = level + 0.5 * self.random.normal(size=(40, 1, 9))
            a = seen([x], rows=0).document()[1]
            n = a["example_count"]
            gap = a["example_mean"] - a["pivot"] + 0.0
            mean_error = np.sqrt(a["example_mean_m2"] / (n - 1) / n)
            spread = a["example_square_m2"] - 4 * gap * a["example_cross_m2"] + 4 * gap**2 * a["example_mean_m2"]
            errors.append((mean_error[0], np.sqrt(spread / (n - 1) / n)[0]))
            means.append(a["mean"][0])
            variances.append((a["m2"] / a["count"])[0])
        mean_error, variance_error = np.sqrt(np.mean(np.square(errors), 0))
        # A deviation of 400 values is known to 3.5 %, for skewed ones to twice that; two to three of those.
        self.assertAlmostEqual(mean_error / np.std(means), 1, delta=0.15)
        self.assertAlmostEqual(variance_error / np.std(variances), 1, delta=0.2)


class MergeTests(InFolder):
    def setUp(self):
        super().setUp()
        self.random = np.random.default_rng(5)

    def test_merged_files_equal_one_run(self):
        """Whatever the pivots, which come from each run's first batch."""
        batches = [self.random.normal(center, 2, (6, 3, 4)) for center in (0, 5, -40, 1)]
        paths = []
        for number, batch in enumerate(batches):
            paths.append(os.path.join(self.folder, f"{number}.npz"))
            bn_capture.write(paths[-1], bn_capture.packed(document(seen([batch]))))
        bn_capture.merge(paths, self.path)
        merged = Captured(self.path)
        self.check(merged.layers["a"], batches)
        self.check_output(merged.layers["a"], batches)
        self.assertEqual(merged.about["ranks"], 4)
        entry = merged.entries["a"]
        self.assertEqual((entry["calls"], entry["examples"], entry["positions"]), (4, 24, 96))
        everything = np.concatenate([b.transpose(0, 2, 1).reshape(-1, 3) for b in batches]).astype(np.float32)
        self.assertEqual(sorted(map(tuple, merged.layers["a"]["sample"])), sorted(map(tuple, everything)))

    def test_one_that_was_never_called(self):
        x = self.random.normal(0, 1, (6, 3))
        for documents in ([document(layer()), document(seen([x]))], [document(seen([x])), document(layer())]):
            about, arrays = bn_capture.merged(documents)
            self.check(arrays["a"], [x])
            self.assertEqual((about["layers"][0]["calls"], about["layers"][0]["order"]), (1, 0))

    def test_other_models_are_refused(self):
        with self.assertRaisesRegex(ValueError, "not of the same model"):
            bn_capture.merged([document(layer("a")), document(layer("b"))])
        with self.assertRaisesRegex(ValueError, "'a' has another number of channels"):
            bn_capture.merged([document(seen([np.ones((2, 2))])), document(seen([np.ones((2, 3))]))])

    def test_other_files_are_refused(self):
        np.savez(self.path, x=np.ones(2))
        with self.assertRaisesRegex(ValueError, "has no member capture.json"):
            bn_capture.merge([self.path], self.path)


class SampleTests(unittest.TestCase):
    def counts(self, sample_of, trials, positions):
        counts = np.zeros(positions)
        for trial in range(trials):
            sample = sample_of(trial).astype(int)
            self.assertEqual(len(set(sample)), len(sample), "without replacement")
            counts[sample] += 1
        return counts

    def assert_even(self, counts, trials, share):
        """Chi squared of how often each position was drawn, 4.5 of its deviations at most: once in 100,000 seeds."""
        expected = trials * share
        chi = ((counts - expected) ** 2 / (expected * (1 - share))).sum()
        n = len(counts) - 1
        self.assertLess(abs(chi - n), 4.5 * np.sqrt(2 * n))

    def sample(self, batches, rows, trial, first=None):
        values = seen([b.reshape(-1, 1, 4) for b in batches], rows=rows, seed=(trial, 0)).document()[1]
        self.assertTrue((values["sample_example"] == values["sample"][:, 0] // 4).all(), "each knows its example")
        return values["sample"][:first, 0]

    def test_every_position_is_as_likely(self):
        x = np.arange(120, dtype=np.float32)
        counts = self.counts(lambda trial: self.sample([x[:20], x[20:24], x[24:]], 10, trial), 1500, 120)
        self.assert_even(counts, 1500, 10 / 120)

    def test_so_it_is_in_the_first_rows(self):
        x = np.arange(40, dtype=np.float32)
        counts = self.counts(lambda trial: self.sample([x], 20, trial, first=5), 1500, 40)
        self.assert_even(counts, 1500, 5 / 40)

    def test_so_it_is_in_merged_ones(self):
        x = np.arange(120, dtype=np.float32).reshape(-1, 1, 4)

        def sample_of(trial):
            parts = [document(seen([part], rows=10, seed=(trial, rank))) for rank, part in enumerate((x[:3], x[3:28], x[28:]))]
            for about, _ in parts:
                about["seed"] = trial
            arrays = bn_capture.merged(parts)[1]["a"]
            self.assertTrue((arrays["sample_example"] == arrays["sample"][:, 0] // 4).all())
            return arrays["sample"][:, 0]

        self.assert_even(self.counts(sample_of, 1500, 120), 1500, 10 / 120)

    def test_it_is_small(self):
        for channels, rows in (8, 1024), (4096, 64), (300_000, 1):
            arrays = seen([np.zeros((1100, channels), np.float32)[: 1100 if channels < 9000 else 3]]).document()[1]
            self.assertEqual(arrays["sample"].shape, (rows, channels))
        self.assertNotIn("sample", seen([np.zeros((3, 2))], rows=0).document()[1])

    def test_it_is_the_same_each_time(self):
        x = np.random.default_rng(0).normal(size=(500, 2, 9))
        state = np.random.get_state()[1].copy()
        first, second = (seen([x], rows=64).document()[1]["sample"] for _ in range(2))
        self.assertTrue((first == second).all())
        self.assertTrue((np.random.get_state()[1] == state).all(), "numpy's own random numbers stay")


class CopyTests(unittest.TestCase):
    def test_the_example_is_the_same_file(self):
        root = Path(__file__).resolve().parents[2]
        with open(bn_capture.__file__, "rb") as ours, open(root / "Examples/capture/bn_capture.py", "rb") as example:
            self.assertEqual(ours.read(), example.read())


if __name__ == "__main__":
    unittest.main()
