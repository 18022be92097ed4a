"""Writes keras3/ and keras3_export/: what Keras 3 keeps in TensorFlow's files.

With Python 3.11, tensorflow-cpu==2.21.0 and keras==3.15.1: `python make_keras3.py`. Each holds the layer that
KnownLayer.swift knows. In a compiled model gamma and beta are kept under the optimizer's path, which is the shorter one.
"""
import gzip, os, shutil

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras
import numpy as np
import tensorflow as tf

os.chdir(os.path.dirname(os.path.abspath(__file__)))
layers = keras.layers
model = keras.Sequential([layers.Input((2, 2, 4)), layers.BatchNormalization(name='bn', epsilon=2e-3)], name='net')
known = [np.float32(a) for a in [[0.5, 1, 1.5, 2], [-1, 0, 1, 2], [10, -2, .25, 1000], [4, .25, 1e-4, 9]]]
model.compile('adam', 'mse')
model.fit(np.zeros((2, 2, 2, 4)), np.zeros((2, 2, 2, 4)), verbose=0)
model.layers[0].set_weights(known)
for name in ['keras3', 'keras3_export']:
    shutil.rmtree(name, ignore_errors=True)
os.makedirs('keras3')
tf.train.Checkpoint(model=model).write('keras3/ck')
model.export('keras3_export', verbose=False)
shutil.rmtree('keras3_export/assets')
with open('keras3_export/saved_model.pb', 'rb') as file, gzip.GzipFile('keras3_export/saved_model.pb.gz', 'wb', mtime=0) as out:
    out.write(file.read())
os.remove('keras3_export/saved_model.pb')
