"""Writes the models of this folder: one of Keras' layers, one a graph, as tensorflowjs 4.22.0 converts them.

With Python 3.11 and tensorflow-cpu==2.15.1, then without what they ask for tensorflowjs==4.22.0, tf_keras==2.15.1 and
tensorflow_hub==0.16.1: `python make_files.py`.
"""
import shutil
import sys
from pathlib import Path
from unittest.mock import MagicMock

# What converting these two does not need, and would take a gigabyte.
for name in ["tensorflow_decision_forests", "jax", "jax.experimental", "jax.experimental.jax2tf"]:
    sys.modules[name] = MagicMock()

import numpy as np
import tensorflow as tf
import tensorflowjs as tfjs

here = Path(__file__).parent
known = [[0.5, 1, 1.5, 2], [-1, 0, 1, 2], [10, -2, 0.25, 1000], [4, 0.25, 1e-4, 9]]
inputs = tf.keras.Input((2, 2, 4))
norm = tf.keras.layers.BatchNormalization(name="bn", epsilon=2e-3, momentum=0.95)
model = tf.keras.Model(inputs, tf.keras.layers.ReLU()(norm(inputs)))
norm.set_weights([np.float32(numbers) for numbers in known])
tfjs.converters.save_keras_model(model, here / "layers")
model.export(here / "saved") if hasattr(model, "export") else tf.saved_model.save(model, str(here / "saved"))
tfjs.converters.convert_tf_saved_model(str(here / "saved"), str(here / "graph"), skip_op_check=True)
shutil.rmtree(here / "saved")
