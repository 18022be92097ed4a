"""Writes the programs of this folder with their numbers.

With Python 3.11 and paddlepaddle==3.3.1: `python make_files.py`. It prints what the library computes of them.
"""
import os
import numpy as np
import paddle
from paddle import nn

O = os.path.dirname(os.path.abspath(__file__)) + '/'
L = [[.5, 1, 1.5, 2], [-1, 0, 1, 2], [10, -2, .25, 1000], [4, .25, 1e-4, 9]]


def known(bn):
    for p, v in zip([bn.weight, bn.bias, bn._mean, bn._variance], L):
        if p is not None: p.set_value(np.array(v, 'f'))


def save(name, net, shape, pir):
    net.eval()
    x = np.array([1, 2, 3, 4], 'f').reshape(shape)
    print(name, net(paddle.to_tensor(x)).numpy().ravel())
    paddle.set_flags({'FLAGS_enable_pir_api': pir})
    os.environ['FLAGS_enable_pir_api'] = str(int(pir))
    paddle.jit.save(net, O + name, input_spec=[paddle.static.InputSpec([None] + list(shape[1:]), 'float32')])


import sys
pir = sys.argv[1] == 'pir'
end = '_pir' if pir else '_old'
bn = nn.BatchNorm2D(4, momentum=.8, epsilon=8e-4); known(bn)
save('one' + end, nn.Sequential(bn), (1, 4, 1, 1), pir)
nets = [nn.BatchNorm2D(4) for _ in range(12)]
known(nets[2])
save('twelve' + end, nn.Sequential(nn.Conv2D(4, 4, 1, bias_attr=False), *nets, nn.LayerNorm([4, 1, 1])), (1, 4, 1, 1), pir)
bn = nn.BatchNorm1D(4, weight_attr=paddle.ParamAttr(name='stem_bn_scale'), bias_attr=paddle.ParamAttr(name='stem_bn_offset'), data_format='NLC'); known(bn)
save('named' + end, nn.Sequential(nn.Linear(4, 4), bn), (1, 1, 4), pir)
bn = nn.BatchNorm1D(4, use_global_stats=False, weight_attr=False, bias_attr=False); known(bn)
save('global' + end, nn.Sequential(bn), (1, 4), pir)
