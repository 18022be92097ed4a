"""Writes the checkpoints and graphs of this folder, but for those in known/.

With Python 3.11, tensorflow-cpu==2.15.1 and keras==2.15.0: `python make_files.py`. Each holds the layer that
KnownLayer.swift knows. Graphs in the style of TensorFlow 1 need its behaviour, so the script runs itself once more.
"""
import gzip, os, shutil, subprocess, sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
GAMMA, BETA, MEAN, VARIANCE = [0.5, 1, 1.5, 2], [-1, 0, 1, 2], [10, -2, .25, 1000], [4, .25, 1e-4, 9]
ROLES = {'gamma': GAMMA, 'beta': BETA, 'moving_mean': MEAN, 'moving_variance': VARIANCE}


def fresh(name):
    shutil.rmtree(name, ignore_errors=True)
    os.makedirs(name)


def pack(path):
    """The larger files are kept packed."""
    with open(path, 'rb') as file, open(path + '.gz', 'wb') as packed:
        with gzip.GzipFile('', 'wb', fileobj=packed, mtime=0) as out:
            out.write(file.read())
    os.remove(path)


# Variables that are no layer's, with what they are to hold.
LATER = []


def set_layers(session):
    while LATER:
        variable, value = LATER.pop()
        variable.load(value, session)
    for variable in tf1.global_variables():
        parts = variable.op.name.split('/')
        if parts[-1] in ROLES:
            variable.load(ROLES[parts[-1]], session)
        elif len(parts) > 1 and parts[-2] in ROLES:
            first = 2 * int(parts[-1].split('_')[-1])
            variable.load(ROLES[parts[-2]][first:first + 2], session)


def graph(name, build, version=tf1.train.SaverDef.V2, partitioner=None, resource=False):
    fresh(name)
    with tf1.Graph().as_default() as whole, tf1.Session() as session:
        with tf1.variable_scope('', use_resource=resource, partitioner=partitioner):
            result = tf.identity(build(tf1.placeholder_with_default(False, [], name='training')), name='out')
        session.run(tf1.global_variables_initializer())
        set_layers(session)
        tf1.train.Saver(write_version=version).save(session, name + '/model.ckpt')
        frozen = tf1.graph_util.convert_variables_to_constants(session, whole.as_graph_def(), ['out'])
        with open(name + '/frozen.pb', 'wb') as file:
            file.write(frozen.SerializeToString())
    pack(name + '/model.ckpt.meta')
    # It would hold the path of the folder where this ran.
    with open(name + '/checkpoint', 'w') as file:
        file.write('model_checkpoint_path: "/somewhere/else/model.ckpt"\n')


def x4():
    return tf1.placeholder(tf.float32, [None, 3, 3, 4], name='x')


def x2():
    return tf1.placeholder(tf.float32, [None, 4], name='x')


def partitioned(training):
    table = tf1.get_variable('table', [2, 6], initializer=tf1.random_uniform_initializer(),
                             partitioner=tf1.fixed_size_partitioner(3, axis=1))
    for place, part in enumerate(table):
        LATER.append((part, np.arange(12).reshape(2, 6)[:, 2 * place:2 * place + 2]))
    y = tf1.layers.batch_normalization(x4(), training=training, name='net/bn')
    return y + tf1.reduce_sum(tf1.convert_to_tensor(table))


def first():
    layer = tf1.layers.batch_normalization
    graph('cond', lambda t: layer(x4(), training=t, momentum=0.95, epsilon=2e-3, name='bn'))
    graph('dense', lambda t: layer(x2(), training=t, momentum=0.95, epsilon=2e-3, name='bn'))
    graph('v1', lambda t: layer(x4(), training=t, name='bn'), version=tf1.train.SaverDef.V1)
    graph('training', lambda t: layer(x4(), training=True, name='a/bn'))
    graph('plain', lambda t: layer(layer(x2(), name='a/bn'), scale=False, center=False, name='b/bn'))
    graph('nchw', lambda t: layer(tf1.placeholder(tf.float32, [None, 4, 3, 3]), axis=1, scale=False, name='bn'))
    graph('renorm', lambda t: layer(x4(), training=t, renorm=True, name='bn'), resource=True)
    graph('parts', partitioned, partitioner=tf1.fixed_size_partitioner(2))


def folded():
    """What TensorFlow's own tool makes of a convolution with a batch norm behind it."""
    from tensorflow.python.tools import optimize_for_inference_lib
    with tf1.Graph().as_default() as whole, tf1.Session() as session:
        x = tf1.placeholder(tf.float32, [None, 3, 3, 4], name='x')
        y = tf1.layers.conv2d(x, 4, 1, use_bias=False, name='conv')
        tf.identity(tf1.layers.batch_normalization(y, name='bn'), name='out')
        session.run(tf1.global_variables_initializer())
        frozen = tf1.graph_util.convert_variables_to_constants(session, whole.as_graph_def(), ['out'])
    small = optimize_for_inference_lib.optimize_for_inference(frozen, ['x'], ['out'], tf.float32.as_datatype_enum)
    with open('folded.pb', 'wb') as file:
        file.write(small.SerializeToString())


class Module(tf.Module):
    """A SavedModel without Keras: one fused layer, one that is spelled out."""

    def __init__(self):
        super().__init__()
        self.roles = {role: tf.Variable(np.float32(value), name='bn/' + role) for role, value in ROLES.items()}

    @tf.function(input_signature=[tf.TensorSpec([None, 2, 2, 4])])
    def __call__(self, x):
        r = self.roles
        return tf1.nn.fused_batch_norm(x, r['gamma'], r['beta'], r['moving_mean'], r['moving_variance'], epsilon=2e-3,
                                       is_training=False)[0]


def filled(model):
    for layer in model.layers:
        if isinstance(layer, tf.keras.Model):
            filled(layer)
        elif isinstance(layer, tf.keras.layers.BatchNormalization):
            layer.set_weights([np.float32(a) for a in ([GAMMA] if layer.scale else []) + [BETA, MEAN, VARIANCE]])
    return model


def second():
    layers = tf.keras.layers
    module = Module()
    tf.saved_model.save(module, 'module', signatures=module.__call__)
    inner = tf.keras.Sequential([layers.Input((2, 2, 4)), layers.BatchNormalization(
        name='inner', epsilon=2e-3, momentum=.9)], name='enc')
    model = filled(tf.keras.Sequential([layers.Input((2, 2, 4)), inner, layers.LayerNormalization(name='ln'),
                                        layers.BatchNormalization(name='outer', scale=False)]))
    model.save('keras', save_format='tf', include_optimizer=False)
    for name in ['saved_model.pb', 'keras_metadata.pb']:
        pack('keras/' + name)
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
    call = tf.function(lambda x: model(x, training=False)).get_concrete_function(tf.TensorSpec([None, 2, 2, 4]))
    with open('frozen2.pb', 'wb') as file:
        file.write(convert_variables_to_constants_v2(call).graph.as_graph_def().SerializeToString())
    fresh('objects')
    single = filled(tf.keras.Sequential([layers.Input((4,)), layers.BatchNormalization(name='bn')]))
    single.compile(tf.keras.optimizers.legacy.Adam(), 'mse')
    single.fit(np.zeros((2, 4)), np.zeros((2, 4)), verbose=0)
    filled(single)
    tf.train.Checkpoint(model=single, optimizer=single.optimizer).write('objects/ck')
    fresh('twins')
    twin = lambda: tf.keras.Sequential([layers.Input((4,)), layers.BatchNormalization(name='bn')])
    tf.train.Checkpoint(a=twin(), b=twin()).write('twins/ck')
    fresh('types')
    values = [1.5, 2.25, -0.125]
    tf.train.Checkpoint(**{t: tf.Variable(tf.constant(values, t)) for t in ['bfloat16', 'float16', 'float64']},
                        int64=tf.Variable(tf.constant([1, -2, 3], 'int64')), text=tf.Variable('abc')).write('types/ck')


if len(sys.argv) > 1:
    tf1.disable_v2_behavior()
    first()
    folded()
else:
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    for name in ['module', 'keras']:
        fresh(name)
    second()
    subprocess.check_call([sys.executable, os.path.basename(__file__), 'first'])
