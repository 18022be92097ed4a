"""Writes the models of this folder, but for those in known/.

With Python 3.11 and onnx==1.23.2: `python make_files.py`. Each holds the layer that KnownLayer.swift knows.
"""
import os
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

os.chdir(os.path.dirname(os.path.abspath(__file__)))
GAMMA, BETA, MEAN, VARIANCE = [0.5, 1, 1.5, 2], [-1, 0, 1, 2], [10, -2, .25, 1000], [4, .25, 1e-4, 9]
ROLES = {'scale': GAMMA, 'B': BETA, 'mean': MEAN, 'var': VARIANCE}
X = helper.make_tensor_value_info('x', TensorProto.FLOAT, [1, 4, 1, 1])
Y = helper.make_tensor_value_info('y', TensorProto.FLOAT, [1, 4, 1, 1])


def parameters(prefix='bn.', make=lambda name, value: numpy_helper.from_array(np.float32(value), name)):
    return [make(prefix + role, value) for role, value in ROLES.items()]


def batch_norm(prefix='bn.', output='y', **more):
    outputs = more.pop('outputs', [output])
    return helper.make_node('BatchNormalization', ['x'] + [prefix + role for role in ROLES], outputs, **more)


def save(name, nodes, initializers=(), opset=15, functions=(), inputs=(X,), **more):
    graph = helper.make_graph(nodes, 'g', list(inputs), [Y], list(initializers))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset), helper.make_opsetid('own', 1)],
                              functions=list(functions), producer_name='', **more)
    with open(name, 'wb') as file:
        file.write(model.SerializeToString())
    return model


# The versions of the operator.
save('opset1.onnx', [batch_norm(name='n', epsilon=1e-3, momentum=.97, is_test=1, spatial=1, consumed_inputs=[0, 0, 0, 1, 1])],
     parameters(), opset=1)
save('opset6_training.onnx', [batch_norm(name='n', is_test=0)], parameters(), opset=6)
wide = [numpy_helper.from_array(np.tile(np.float32(v)[:, None, None], (1, 2, 1)), 'bn.' + r) for r, v in ROLES.items()]
save('opset7_positions.onnx', [batch_norm(name='n', spatial=0)], wide, opset=7)
save('opset8_training.onnx', [batch_norm(name='n', outputs=['y', 'm', 'v', 'sm', 'sv'])], parameters(), opset=8)
save('opset14_training.onnx', [batch_norm(name='n', outputs=['y', 'm', 'v'], training_mode=1, epsilon=1e-3)],
     parameters(), opset=14)

# The types of numbers, in the fields made for them.
half = lambda name, value: helper.make_tensor(name, TensorProto.FLOAT16, [4], np.float16(value))
save('float16_typed.onnx', [batch_norm(name='n')], parameters(make=half))
double = lambda name, value: helper.make_tensor(name, TensorProto.DOUBLE, [4], value)
save('double_typed.onnx', [batch_norm(name='n')], parameters(make=double))
brain = lambda name, value: helper.make_tensor(
    name, TensorProto.BFLOAT16, [4], (np.float32(value).view(np.uint32) >> 16).astype(np.uint16).tobytes(), raw=True)
save('bfloat16_raw.onnx', [batch_norm(name='n')], parameters(make=brain))

# Where tensors lie.
constants = [helper.make_node('Constant', [], [t.name], value=t) for t in parameters()]
save('constants.onnx', constants + [batch_norm(name='')])
shared = parameters('shared.')
ties = [helper.make_node('Identity', ['shared.' + role], ['bn2.' + role]) for role in ROLES]
save('shared.onnx', [batch_norm('shared.', 'z', name='first')] + ties
     + [helper.make_node('BatchNormalization', ['z'] + ['bn2.' + role for role in ROLES], ['y'], name='second')], shared)
named = [helper.make_tensor_value_info(t.name, TensorProto.FLOAT, [4]) for t in parameters()]
save('inputs.onnx', [batch_norm(name='n')], parameters(), inputs=[X] + named, opset=8)


def outside(name, folder, location):
    external = []
    offset = 0
    os.makedirs(folder or '.', exist_ok=True)
    with open(location, 'wb') as data:
        for tensor in parameters():
            raw = tensor.raw_data
            tensor.ClearField('raw_data')
            tensor.data_location = TensorProto.EXTERNAL
            for key, value in [('location', location), ('offset', str(offset)), ('length', str(len(raw)))]:
                entry = tensor.external_data.add()
                entry.key, entry.value = key, value
            data.write(raw)
            offset += len(raw)
            external.append(tensor)
    save(name, [batch_norm(name='n')], external)


outside('outside.onnx', 'weights', 'weights/all.bin')
# As PyTorch's exporter lays it beside every model, empty when all tensors are small.
save('inside.onnx', [batch_norm(name='n')], parameters())
open('inside.onnx.data', 'wb').close()

# Graphs in graphs.
then = helper.make_graph(constants + [batch_norm(output='t', name='then/bn')], 'then', [], [helper.make_tensor_value_info(
    't', TensorProto.FLOAT, None)])
other = helper.make_graph([helper.make_node('Identity', ['x'], ['e'])], 'else', [], [helper.make_tensor_value_info(
    'e', TensorProto.FLOAT, None)])
flag = numpy_helper.from_array(np.array(True), 'flag')
save('branches.onnx', [helper.make_node('If', ['flag'], ['y'], then_branch=then, else_branch=other)], [flag])
body = helper.make_graph([
    helper.make_node('BatchNormalization', ['s'] + ['bn.' + role for role in ROLES], ['so'], name='loop/bn', epsilon=2e-3),
    helper.make_node('Identity', ['c'], ['co'])], 'body',
    [helper.make_tensor_value_info('i', TensorProto.INT64, []), helper.make_tensor_value_info('c', TensorProto.BOOL, []),
     helper.make_tensor_value_info('s', TensorProto.FLOAT, None)],
    [helper.make_tensor_value_info('co', TensorProto.BOOL, []), helper.make_tensor_value_info('so', TensorProto.FLOAT, None)])
save('loop.onnx', [helper.make_node('Loop', ['n', 'flag', 'x'], ['y'], body=body)],
     parameters() + [flag, numpy_helper.from_array(np.array(2), 'n')])
node = helper.make_node('BatchNormalization', ['a', 's', 'b', 'm', 'v'], ['o'], name='norm')
attribute = node.attribute.add()
attribute.name, attribute.ref_attr_name, attribute.type = 'epsilon', 'eps', onnx.AttributeProto.FLOAT
function = helper.make_function('own', 'Norm', ['a', 's', 'b', 'm', 'v'], ['o'], [node],
                                [helper.make_opsetid('', 15)], attributes=['eps'])
call = lambda source, target, name, eps: helper.make_node(
    'Norm', [source] + ['bn.' + role for role in ROLES], [target], name=name, domain='own', eps=eps)
save('function.onnx', [call('x', 'z', 'one', 1e-3), call('z', 'y', 'two', 2e-3)], parameters(), functions=[function])

# What is no layer any more, and what never was one.
vector = lambda name, value: numpy_helper.from_array(np.float32(value).reshape(1, 4, 1, 1), name)
spelled = [vector(role, value) for role, value in ROLES.items()] + [numpy_helper.from_array(np.float32(1e-3), 'eps')]
save('spelled.onnx', [
    helper.make_node('Sub', ['x', 'mean'], ['c']), helper.make_node('Add', ['var', 'eps'], ['ve']),
    helper.make_node('Sqrt', ['ve'], ['d'], name='root'), helper.make_node('Div', ['c', 'd'], ['n']),
    helper.make_node('Mul', ['n', 'scale'], ['g']), helper.make_node('Add', ['g', 'B'], ['y'])], spelled)
save('layer_norm.onnx', [helper.make_node('LayerNormalization', ['x', 'bn.scale', 'bn.B'], ['y'], name='ln')],
     parameters()[:2], opset=17)
save('moments.onnx', [
    helper.make_node('ReduceMean', ['x'], ['m'], name='ln/moments/mean', axes=[1]),
    helper.make_node('Sub', ['x', 'm'], ['c'], name='ln/sub'), helper.make_node('Mul', ['c', 'c'], ['q']),
    helper.make_node('ReduceMean', ['q'], ['v'], name='ln/moments/variance', axes=[1]),
    helper.make_node('Add', ['v', 'eps'], ['ve'], name='ln/batchnorm/add'),
    helper.make_node('Sqrt', ['ve'], ['d'], name='ln/batchnorm/Rsqrt'),
    helper.make_node('Div', ['c', 'd'], ['n']),
    helper.make_node('Mul', ['n', 'scale'], ['g'], name='ln/batchnorm/mul'),
    helper.make_node('Add', ['g', 'B'], ['y'], name='ln/batchnorm/add_1')], spelled)
weights = numpy_helper.from_array(np.zeros((4, 1, 1, 1), np.float32), 'conv.weight')
save('conv.onnx', [helper.make_node('Conv', ['x', 'conv.weight'], ['y'], group=4)], [weights])
