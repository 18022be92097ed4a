"""Writes the models of Core ML in this folder, but for those that begin with coreml_.

With Python 3.11 and coremltools==9.0: `python make_files.py`.
"""
import os
import shutil
import numpy as np
import coremltools as ct
from coremltools.converters.mil import Builder as mb
from coremltools.models.neural_network import NeuralNetworkBuilder
from coremltools.models import datatypes

O = os.path.dirname(os.path.abspath(__file__)) + '/'
G, B, M, V = (np.array(a, 'f') for a in ([.5, 1, 1.5, 2], [-1, 0, 1, 2], [10, -2, .25, 1000], [4, .25, 1e-4, 9]))


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 4, 1, 1))])
def prog(x):
    x = mb.conv(x=x, weight=np.eye(4, dtype='f').reshape(4, 4, 1, 1), name='conv')
    x = mb.relu(x=x, name='relu')
    x = mb.batch_norm(x=x, mean=M, variance=V, gamma=G, beta=B, epsilon=np.float32(1e-3), name='bn_a')
    x = mb.relu(x=x, name='relu2')
    x = mb.batch_norm(x=x, mean=M, variance=V, name='bn_plain')
    x = mb.relu(x=x, name='relu3')
    x = mb.conv(x=x, weight=np.ones((12, 4, 1, 1), 'f'), name='widen')
    x = mb.relu(x=x, name='relu4')
    # From ten numbers on constants go into the file of weights.
    x = mb.batch_norm(x=x, mean=np.tile(M, 3), variance=np.tile(V, 3), gamma=np.tile(G, 3), beta=np.tile(B, 3), name='bn_wide')
    return mb.instance_norm(x=x, name='inorm')


def package(name, precision):
    m = ct.convert(prog, convert_to='mlprogram', compute_precision=precision, minimum_deployment_target=ct.target.iOS15)
    spec = m.get_spec()
    return m, spec


# A neural network by its builder: a batch norm, one that computes its statistics, an instance norm.
b = NeuralNetworkBuilder([('x', datatypes.Array(4, 1, 1))], [('y', datatypes.Array(4, 1, 1))], disable_rank5_shape_mapping=True)
b.add_batchnorm('bn', 4, G, B, M, V, input_name='x', output_name='a', epsilon=2e-3)
b.add_batchnorm('inst', 4, G, B, input_name='a', output_name='b', compute_mean_var=True, instance_normalization=True)
b.add_batchnorm('noeps', 4, G, B, M, V, input_name='b', output_name='y', epsilon=0)
ct.models.utils.save_spec(b.spec, O + 'builder.mlmodel')
from coremltools.models.neural_network.quantization_utils import quantize_weights
half = ct.models.utils.load_spec(O + 'builder.mlmodel')
for layer in half.neuralNetwork.layers:
    for role in ('gamma', 'beta', 'mean', 'variance'):
        w = getattr(layer.batchnorm, role)
        if len(w.floatValue):
            v = np.array(w.floatValue, 'f2').tobytes()
            w.ClearField('floatValue'); w.float16Value = v
ct.models.utils.save_spec(half, O + 'half.mlmodel')
# The chain of two models.
p = ct.proto.Model_pb2.Model()
p.specificationVersion = 4
p.description.metadata.author = 'a'
p.pipelineClassifier.pipeline.models.add().CopyFrom(b.spec)
open(O + 'chain.mlmodel', 'wb').write(p.SerializeToString())
try:
    m = ct.convert(prog, convert_to='mlprogram', compute_precision=ct.precision.FLOAT16, minimum_deployment_target=ct.target.iOS15, skip_model_load=True)
    m.save(O + 'program16.mlpackage')
except Exception as e:
    print('program', repr(e)[:300])


# One variance is beyond what half precision holds: that layer alone stays single.
@mb.program(input_specs=[mb.TensorSpec(shape=(1, 4, 2, 2))], opset_version=ct.target.iOS15)
def mixed(x):
    x = mb.batch_norm(x=x, gamma=G, beta=B, mean=M, variance=V, epsilon=np.float32(1e-5), name='half')
    wide = np.append(V[:3], np.float32(70000))
    return mb.batch_norm(x=x, gamma=G, beta=B, mean=M, variance=wide, epsilon=np.float32(1e-5), name='single')
m = ct.convert(mixed, convert_to='mlprogram', minimum_deployment_target=ct.target.iOS15, skip_model_load=True)
m.save(O + 'mixed.mlpackage')
