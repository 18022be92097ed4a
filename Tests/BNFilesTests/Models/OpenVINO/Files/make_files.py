"""Writes the intermediate representations of this folder, but for those whose names begin with b_.

With Python 3.11, openvino==2026.4.1 and onnx==1.23.2: `python make_files.py`. It prints what the library computes of them.
"""
import os
import numpy as np
import onnx
import openvino as ov
from onnx import TensorProto as T, helper as h, numpy_helper as n

O = os.path.dirname(os.path.abspath(__file__)) + '/'
L = {'scale': [.5, 1, 1.5, 2], 'B': [-1, 0, 1, 2], 'mean': [10, -2, .25, 1000], 'var': [4, .25, 1e-4, 9]}
X = np.array([1, 2, 3, 4], 'f').reshape(1, 4, 1, 1)


def model(nodes, tensors, path='m.onnx'):
    g = h.make_graph(nodes, 'g', [h.make_tensor_value_info('x', T.FLOAT, [1, 4, 1, 1])], [h.make_tensor_value_info('y', T.FLOAT, None)],
                     [n.from_array(np.float32(v), k) for k, v in tensors.items()])
    onnx.save(h.make_model(g, opset_imports=[h.make_opsetid('', 15)], ir_version=8), path)
    return path


def bn(i, o, p='bn.', **kw): return h.make_node('BatchNormalization', [i] + [p + r for r in L], [o], name=o, **kw)


def known(p='bn.'): return {p + k: v for k, v in L.items()}


def run(name):
    m = ov.Core().compile_model(O + name + '.xml', 'CPU')
    print(name, m(X)[0].ravel())


core = ov.Core()
path = model([bn('x', 'y', epsilon=2e-3)], known())
ov.save_model(core.read_model(path), O + 'half.xml'); run('half')
# Numbers as names, and two layers, one behind a convolution.
w = {'w': np.eye(4).reshape(4, 4, 1, 1)}
path = model([h.make_node('Conv', ['x', 'w'], ['1']), bn('1', '2', '5.'), h.make_node('Relu', ['2'], ['3']), bn('3', 'y', '7.')], {**w, **known('5.'), **known('7.')})
ov.save_model(core.read_model(path), O + 'two.xml', compress_to_fp16=False); run('two')
ov.save_model(ov.convert_model(path), O + 'two_converted.xml', compress_to_fp16=False); run('two_converted')
path = model([h.make_node('LayerNormalization', ['x', 'bn.scale', 'bn.B'], ['y'], axis=1)] if False else [h.make_node('InstanceNormalization', ['x', 'bn.scale', 'bn.B'], ['a']), h.make_node('Add', ['a', 'c'], ['y'])], {**{k: v for k, v in known().items() if k[3:] in ('scale', 'B')}, 'c': np.ones((1, 4, 1, 1))})
ov.save_model(core.read_model(path), O + 'other.xml'); run('other')
