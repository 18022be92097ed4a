"""Keras 2, as the package tf_keras has it."""

import os
import unittest

import numpy as np
from support import InFolder

from bn_capture import capture

if os.environ.get("KERAS_BACKEND") != "tensorflow":
    raise unittest.SkipTest("of TensorFlow")
try:
    import tf_keras
except ModuleNotFoundError:
    raise unittest.SkipTest("tf_keras is not installed") from None


def net():
    tf_keras.utils.set_random_seed(2)
    inner = tf_keras.Sequential(
        [tf_keras.layers.Conv2D(3, 3), tf_keras.layers.BatchNormalization(name="norm", momentum=0.8)], name="inner"
    )
    inputs = tf_keras.Input((6, 6, 2))
    x = tf_keras.layers.Flatten()(inner(inputs))
    return tf_keras.Model(inputs, tf_keras.layers.Dense(2)(tf_keras.layers.BatchNormalization(name="last")(x)))


class KerasTwoTests(InFolder):
    def test_predict_and_fit(self):
        model = net()
        model.compile("sgd", loss="mse")
        x = np.random.default_rng(0).normal(1, 3, (20, 6, 6, 2)).astype(np.float32)
        y = np.zeros((20, 2), np.float32)
        expected = model.predict(x, batch_size=8, verbose=0)
        with capture(model, self.path):
            again = model.predict(x, batch_size=8, verbose=0)
        # Kernels of a graph and of single calls may add in another order.
        np.testing.assert_allclose(again, expected, rtol=1e-5, atol=1e-5)
        captured = self.captured()
        self.assertEqual((captured.about["framework"], captured.about["forwards"]), ("tf_keras", 3))
        self.assertEqual(captured.names, ["inner/norm", "last"])
        entry, arrays = captured.entries["inner/norm"], captured.layers["inner/norm"]
        self.assertEqual((entry["calls"], entry["examples"], entry["mode"], entry["variance"]), (3, 20, "evaluation", "unbiased"))
        self.check(arrays, [np.asarray(model.get_layer("inner").layers[0](x))], axis=3, tolerance=3e-5)
        with capture(model, self.path):
            model.fit(x, y, batch_size=20, verbose=0)
        arrays = self.captured().layers["inner/norm"]
        unbiased = arrays["m2"] / (arrays["count"] - 1)
        np.testing.assert_allclose(arrays["stored_variance_end"], 0.8 + 0.2 * unbiased, rtol=3e-5)
        self.assertFalse(model.run_eagerly)
        np.testing.assert_array_equal(model.predict(x, verbose=0).shape, (20, 2))


if __name__ == "__main__":
    unittest.main()
