"""Keras 3 on the backend that KERAS_BACKEND names: predict, evaluate, fit and calls, compiled functions or not."""

import os
import unittest
from unittest import mock

import numpy as np
from support import InFolder

from bn_capture import capture

try:
    import keras
except (ModuleNotFoundError, ImportError):
    raise unittest.SkipTest("Keras is not installed, or not its backend") from None

from keras import layers

BACKEND = keras.backend.backend()
JIT = BACKEND == "jax"

# Float32 sums of Keras against float64 ones of numpy: 2^-24 times a few hundred terms.
FLOAT32 = 3e-5


def numbers(x):
    return np.asarray(keras.ops.convert_to_numpy(x))


def images(count, seed=0):
    return np.random.default_rng(seed).normal(1, 3, (count, 6, 6, 2)).astype(np.float32)


def block(number):
    return keras.Sequential(
        [layers.Conv2D(3, 3, name=f"conv{number}"), layers.BatchNormalization(momentum=0.8, name=f"norm{number}"), layers.ReLU()],
        name=f"block{number}",
    )


def net():
    keras.utils.set_random_seed(2)
    inputs = keras.Input((6, 6, 2))
    x = block(2)(block(1)(inputs))
    x = layers.BatchNormalization(name="last", scale=False, epsilon=0.01)(layers.Flatten()(x))
    twice = layers.BatchNormalization(name="twice")
    return keras.Model(inputs, layers.Dense(2, name="head")(twice(twice(x))))


NAMES = ["block1/norm1", "block2/norm2", "last", "twice"]


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__(name="mine")
        self.norm = layers.BatchNormalization(name="first")
        self.inner = [block(1), layers.BatchNormalization(name="second")]

    def call(self, x, training=None):
        x = self.norm(x, training=training)
        for layer in self.inner:
            x = layer(x, training=training)
        return x


def inputs_of(model):
    """A model of everything that goes into the first norm of the first two blocks."""
    block1, block2 = model.get_layer("block1"), model.get_layer("block2")
    first = lambda x: block1.layers[0](x)  # noqa: E731
    return lambda x: (numbers(first(x)), numbers(block2.layers[0](block1(x, training=False))))


class KerasTests(InFolder):
    def check_evaluation(self, captured, model, batches):
        self.assertEqual(captured.names, NAMES)
        inputs = [inputs_of(model)(batch) for batch in batches]
        for number, name in enumerate(NAMES[:2]):
            # The same convolutions once more, perhaps in another order of sums.
            expected = [each[number] for each in inputs]
            np.testing.assert_allclose(
                captured.layers[name]["mean"], np.concatenate(expected).mean((0, 1, 2), dtype=np.float64), rtol=FLOAT32, atol=FLOAT32
            )
            variance = captured.layers[name]["m2"] / captured.layers[name]["count"]
            np.testing.assert_allclose(variance, np.concatenate(expected).var((0, 1, 2), dtype=np.float64), rtol=FLOAT32)

    def test_a_layer_alone_exactly(self):
        for axis, shape in (-1, (8, 4, 4, 3)), (1, (8, 3, 4, 5)), (-1, (8, 3)):
            x = np.random.default_rng(0).normal(5, 2, shape).astype(np.float32)
            layer = layers.BatchNormalization(axis=axis)
            layer.build(shape)
            with capture(layer, self.path):
                outputs = [numbers(layer(x[:5])), numbers(layer(x[5:], training=True))]
            captured = self.captured()
            (name,) = captured.names
            self.assertEqual(captured.entries[name]["axis"], axis % len(shape))
            self.check(captured.layers[name], [x[:5], x[5:]], axis=axis)
            self.check_output(captured.layers[name], outputs, axis=axis)

    def test_calls(self):
        model = net()
        batches = [images(5), images(3, 1)]
        with capture(model, self.path):
            for batch in batches:
                model(batch, training=False)
        captured = self.captured()
        self.check_evaluation(captured, model, batches)
        about = captured.about
        self.assertEqual((about["framework"], about["backend"], about["forwards"]), ("keras", BACKEND, 2))
        first, last, twice = (captured.entries[name] for name in ("block1/norm1", "last", "twice"))
        self.assertEqual((first["shape"], first["axis"], first["channels"]), ([4, 4, 3], 3, 3))
        self.assertEqual((first["momentum"], first["momentum_share_of_old"], first["variance"]), (0.8, 0.8, "biased"))
        self.assertEqual((last["epsilon"], last["affine"], last["mode"]), (0.01, True, "evaluation"))
        self.assertEqual((twice["calls"], twice["calls_per_forward"]), (4, 2))
        self.assertNotIn("gamma", captured.layers["last"])
        self.assertIn("beta", captured.layers["last"])

    def test_predict_and_evaluate_with_functions_compiled_before(self):
        model = net()
        model.compile(loss="mse", jit_compile=JIT)
        x, y = images(20), np.zeros((20, 2), np.float32)
        expected = model.predict(x, batch_size=8, verbose=0)
        loss = model.evaluate(x, y, batch_size=8, verbose=0)
        eager = model.run_eagerly, model.jit_compile
        for run in (lambda: model.predict(x, batch_size=8, verbose=0), lambda: model.evaluate(x, y, batch_size=8, verbose=0)):
            with capture(model, self.path):
                run()
            captured = self.captured()
            self.check_evaluation(captured, model, [x])
            entry = captured.entries["block1/norm1"]
            self.assertEqual((entry["calls"], entry["examples"], entry["batch_min"], entry["batch_max"]), (3, 20, 4, 8))
            self.assertEqual((captured.about["forwards"], entry["mode"]), (3, "evaluation"))
        self.assertEqual((model.run_eagerly, model.jit_compile), eager)
        np.testing.assert_array_equal(model.predict(x, batch_size=8, verbose=0), expected)
        self.assertEqual(model.evaluate(x, y, batch_size=8, verbose=0), loss)

    def test_fit(self):
        """One step with momentum 0.8: the stored statistics move by a fifth of what was captured."""
        model = net()
        model.compile("sgd", loss="mse", jit_compile=JIT)
        x, y = images(16), np.zeros((16, 2), np.float32)
        with capture(model, self.path):
            model.fit(x, y, batch_size=16, verbose=0)
        captured = self.captured()
        entry, arrays = captured.entries["block1/norm1"], captured.layers["block1/norm1"]
        self.assertEqual((entry["mode"], entry["calls"], entry["calls_batch"]), ("training", 1, 1))
        self.assertTrue((arrays["stored_mean"] == 0).all() and (arrays["stored_variance"] == 1).all())
        np.testing.assert_allclose(arrays["stored_mean_end"], 0.2 * arrays["mean"], rtol=FLOAT32, atol=FLOAT32)
        variance = 0.8 + 0.2 * arrays["m2"] / arrays["count"]
        np.testing.assert_allclose(arrays["stored_variance_end"], variance, rtol=FLOAT32)
        np.testing.assert_array_equal(arrays["stored_mean_end"], numbers(model.get_layer("block1").layers[1].moving_mean))
        model.fit(x, y, batch_size=16, verbose=0)

    def test_training_the_same_with_and_without(self):
        results = []
        for watched in (False, True):
            model = net()
            model.compile("sgd", loss="mse", run_eagerly=True)
            keras.utils.set_random_seed(4)
            with capture(model, self.path) if watched else mock.MagicMock():
                model.fit(images(16), np.zeros((16, 2), np.float32), batch_size=8, epochs=2, verbose=0)
            results.append([numbers(variable) for variable in model.variables] + [np.random.random()])
        for plain, captured in zip(*results):
            np.testing.assert_array_equal(plain, captured)

    def test_frozen_layers_do_not_use_their_batch(self):
        model = net()
        model.get_layer("last").trainable = False
        with capture(model, self.path):
            model(images(4), training=True)
            model(images(4), training=False)
        entry = self.captured().entries["last"]
        self.assertEqual((entry["mode"], entry["calls_training"], entry["calls_batch"]), ("mixed", 1, 0))

    def test_subclassed_and_built_inside(self):
        model = Subclassed()
        with capture(model, self.path):
            model.predict(images(6), verbose=0)
        captured = self.captured()
        self.assertEqual(captured.about["forwards"], 1)
        self.assertEqual(captured.names, ["first", "inner/block1/norm1", "inner/second"])
        self.assertEqual([entry["examples"] for entry in captured.entries.values()], [6, 6, 6])
        self.assertTrue((captured.layers["first"]["stored_variance"] == 1).all())
        self.check(captured.layers["first"], [images(6)], axis=3)

    def test_names_are_those_of_the_weights_file(self):
        try:
            import h5py
        except ModuleNotFoundError:
            self.skipTest("h5py is not installed")
        for model in (net(), Subclassed()):
            model(images(2))
            weights = os.path.join(self.folder, "model.weights.h5")
            model.save_weights(weights)
            with h5py.File(weights) as file:
                groups = []
                file.visit(groups.append)
            os.unlink(weights)
            with capture(model, self.path):
                model(images(2))
            for entry in self.captured().entries.values():
                self.assertTrue({f"{name}/vars/2" for name in entry["names"]} & set(groups), (entry["names"], groups))

    def test_everything_is_as_before(self):
        model = net()
        model.compile(loss="mse")

        def state():
            parts = [model, *model._flatten_layers()]
            return [(sorted(part.__dict__), part.__dict__.get("call")) for part in parts], model.run_eagerly

        model.predict(images(2), verbose=0)
        before = state()
        with capture(model, self.path):
            model.predict(images(2), verbose=0)
        self.assertEqual(state(), before)
        with self.assertRaises(ZeroDivisionError), capture(model, self.path):
            1 / 0
        self.assertEqual(state(), before)

    def test_masks_leave_positions_out(self):
        inputs = keras.Input((5, 2))
        model = keras.Model(inputs, layers.BatchNormalization(name="norm")(layers.Masking()(inputs)))
        x = np.random.default_rng(0).normal(size=(7, 5, 2)).astype(np.float32)
        x[:3, 2:] = 0
        x[5] = 0
        with capture(model, self.path):
            model(x, training=True)
        captured = self.captured()
        seen = x.astype(np.float64)
        seen[~x.any(-1)] = np.nan
        arrays = dict(captured.layers["norm"])
        # What is masked is not even counted as what is not finite.
        self.assertEqual(list(arrays["nonfinite"]), [0, 0])
        arrays["nonfinite"] = np.isnan(seen).sum((0, 1))
        self.check(arrays, [seen], axis=2)
        entry = captured.entries["norm"]
        self.assertEqual((entry["masked"], entry["positions"]), (True, int(arrays["count"][0])))
        self.assertTrue(arrays["sample"].any(1).all())

    def test_half_precision(self):
        layer = layers.BatchNormalization(dtype="mixed_float16", name="norm")
        x = (np.random.default_rng(0).normal(size=(40, 3)) * 500).astype(np.float16)
        layer.build(x.shape)
        with capture(layer, self.path):
            layer(x)
        captured = self.captured()
        self.check(captured.layers["norm"], [x])
        self.assertEqual(captured.entries["norm"]["dtypes"], ["float16"])

    def test_compiled_by_hand_is_refused(self):
        model = net()
        if BACKEND == "tensorflow":
            import tensorflow as tf

            compiled = tf.function(lambda x: model(x))
        elif BACKEND == "jax":
            import jax

            compiled = jax.jit(lambda x: model(x))
        else:
            self.skipTest("of TensorFlow and JAX")
        with self.assertRaisesRegex(RuntimeError, "'block1/norm1' was called inside compiled code"), capture(model, self.path):
            compiled(images(2))
        self.assertEqual(os.listdir(self.folder), [])

    def test_without_batch_norm(self):
        with self.assertRaisesRegex(ValueError, "there is no batch norm in keras"):
            capture(keras.Sequential([keras.Input((2,)), layers.Dense(2)]), self.path).__enter__()


if __name__ == "__main__":
    unittest.main()
