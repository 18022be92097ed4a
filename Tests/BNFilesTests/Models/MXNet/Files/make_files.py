"""Writes the models of this folder, and some more, but for those whose names begin with that of their library.

With Python 3.11 and mxnet==1.9.1, numpy==1.23.5: `python make_files.py`. It prints what the library computes of them.
"""
import mxnet as mx, numpy as np, os
from mxnet import nd, gluon, sym
import sys
O=os.path.dirname(os.path.abspath(__file__))+'/'
g=nd.array([.5,1,1.5,2]); b=nd.array([-1,0,1,2]); m=nd.array([10,-2,.25,1000]); v=nd.array([4,.25,1e-4,9])
def setp(net):
    for k,p in net.collect_params().items():
        if k.endswith('gamma'): p.set_data(g.astype(p.dtype))
        if k.endswith('beta'): p.set_data(b.astype(p.dtype))
        if k.endswith('running_mean'): p.set_data(m.astype(p.dtype))
        if k.endswith('running_var'): p.set_data(v.astype(p.dtype))
def run(name, net, x, dtype=None):
    net.initialize()
    if dtype: net.cast(dtype)
    net.hybridize(); net(x); setp(net); y=net(x)
    net.export(O+name); print(name, y.asnumpy().ravel()[:8])
    net.save_parameters(O+name+'_gluon.params')
x=nd.array([[1,2,3,4]])
net=gluon.nn.HybridSequential(); net.add(gluon.nn.BatchNorm(epsilon=2e-3,momentum=.95)); run('eps',net,x)
net=gluon.nn.HybridSequential(); net.add(gluon.nn.BatchNorm(scale=False)); run('noscale',net,x)
net=gluon.nn.HybridSequential(); net.add(gluon.nn.BatchNorm(center=False)); run('nocenter',net,x)
net=gluon.nn.HybridSequential(); net.add(gluon.nn.BatchNorm(axis=-1, use_global_stats=True)); run('axis',net,x)
net=gluon.nn.HybridSequential(); net.add(gluon.nn.Conv2D(4,1,in_channels=4), gluon.nn.BatchNorm(), gluon.nn.LayerNorm(axis=1),gluon.nn.InstanceNorm()); run('conv',net,x.reshape((1,4,1,1)))
net=gluon.nn.HybridSequential(); net.add(gluon.nn.BatchNorm()); run('half',net,x.astype('float16'),'float16')
net=gluon.nn.HybridSequential(); net.add(gluon.nn.BatchNorm()); run('double',net,x.astype('float64'),'float64')
net=gluon.nn.HybridSequential(); net.add(gluon.contrib.nn.SyncBatchNorm(in_channels=4)); run('sync',net,x.reshape((1,4,1,1)))
# symbol default (fix_gamma on)
d=sym.var('data'); s=sym.BatchNorm(d,name='bn')
arg={'bn_gamma':g,'bn_beta':b}; aux={'bn_moving_mean':m,'bn_moving_var':v}
mx.model.save_checkpoint(O+'symdef',3,s,arg,aux)
ex=s.bind(mx.cpu(),dict(arg,data=x),aux_states=aux); print('symdef',ex.forward(is_train=False)[0].asnumpy())
# sparse beside, int, scalars
nd.save(O+'sparse.params',{'w':g.reshape((2,2)).tostype('row_sparse'),'c':g.reshape((2,2)).tostype('csr'),'bn_gamma':g,'bn_beta':b,'bn_moving_mean':m,'bn_moving_var':v,'i':nd.array([1,2],dtype='int64')})
