"""Writes the models of this folder, and some more, but for those whose names begin with that of their library.

With Python 3.11 and equinox==0.13.8, flax==0.12.12, dm-haiku==0.0.17, optax: `python make_files.py`. It prints what the library computes of them.
"""
import jax, jax.numpy as jnp, numpy as np, equinox as eqx, os, warnings, json
warnings.simplefilter('ignore')
O=os.path.dirname(os.path.abspath(__file__))+'/'
G=jnp.array([.5,1,1.5,2]);B=jnp.array([-1,0,1,2.]);M=jnp.array([10,-2,.25,1000.]);V=jnp.array([4,.25,1e-4,9.])
def train(layer,state,n,seed=0):
    k=jax.random.PRNGKey(seed)
    for i in range(n):
        k,s=jax.random.split(k)
        x=jax.random.normal(s,(64,4))*jnp.array([2,.5,.01,3])+jnp.array([10,-2,.25,100.])
        _,state=jax.vmap(layer,axis_name='b',in_axes=(0,None),out_axes=(0,None))(x,state)
    return state
for mode,n in [('batch',5),('batch',0),('ema',3),('ema',0)]:
    l,s=eqx.nn.make_with_state(eqx.nn.BatchNorm)(4,'b',mode=mode)
    l=eqx.tree_at(lambda l:(l.weight,l.bias),l,(G,B))
    s=train(l,s,n)
    eqx.tree_serialise_leaves(O+f'{mode}{n}.eqx',(l,s))
    li=eqx.nn.inference_mode(l)
    y,_=li(jnp.array([1.,2,3,4]),s); print(mode,n,y)
l,s=eqx.nn.make_with_state(eqx.nn.BatchNorm)(4,'b',mode='ema',dtype=jnp.bfloat16)
l=eqx.tree_at(lambda l:(l.weight,l.bias),l,(jnp.array([.5,1,1.5,2],jnp.bfloat16),jnp.array([-1,0,1,2],jnp.bfloat16)))
s=s.set(l.ema_state_index,(jnp.array([10,-2,.25,1000],jnp.bfloat16),jnp.array([4,.25,1e-4,9],jnp.bfloat16)))
s=s.set(l.ema_first_time_index,jnp.array(False))
eqx.tree_serialise_leaves(O+'bf16.eqx',(l,s))
class Net(eqx.Module):
    c: eqx.nn.Linear; b1: eqx.nn.BatchNorm; ln: eqx.nn.LayerNorm; d: eqx.nn.Dropout; b2: eqx.nn.BatchNorm; b3: eqx.nn.BatchNorm; last: eqx.nn.LayerNorm
    def __init__(self,key, aff=True):
        self.c=eqx.nn.Linear(4,4,key=key); self.b1=eqx.nn.BatchNorm(4,'b',mode='batch'); self.ln=eqx.nn.LayerNorm(4); self.d=eqx.nn.Dropout(.5); self.b2=eqx.nn.BatchNorm(6,'b',mode='batch'); self.b3=eqx.nn.BatchNorm(4,'b',mode='batch',channelwise_affine=aff); self.last=eqx.nn.LayerNorm(4)
for aff in [True,False]:
    m,s=eqx.nn.make_with_state(Net)(jax.random.PRNGKey(0),aff)
    m=eqx.tree_at(lambda m:(m.b1.weight,m.b1.bias,m.b2.weight),m,(G,B,jnp.arange(6.)))
    s=train(m.b1,s,4)
    with open(O+f'net{aff}.eqx','wb') as f:
        f.write((json.dumps({'a':1})+'\n').encode()); eqx.tree_serialise_leaves(f,(m,s))
    y,_=eqx.nn.inference_mode(m).b1(jnp.array([1.,2,3,4]),s); print('net',aff,y)
eqx.tree_serialise_leaves(O+'statefirst.eqx',(s,m))
import flax, flax.linen as nn
from flax import serialization as fs
d={'params':{'bn':{'scale':G,'bias':B}},'batch_stats':{'bn':{'mean':M,'var':V}}}
open(O+'plain.msgpack','wb').write(fs.to_bytes(d))
open(O+'bf16.msgpack','wb').write(fs.to_bytes(jax.tree_util.tree_map(lambda a:a.astype(jnp.bfloat16),d)))
import flax.serialization as s2
old=s2.MAX_CHUNK_SIZE; s2.MAX_CHUNK_SIZE=8
open(O+'chunked.msgpack','wb').write(fs.to_bytes(jax.tree_util.tree_map(np.asarray,d))); s2.MAX_CHUNK_SIZE=old
class CNN(nn.Module):
    @nn.compact
    def __call__(self,x,train=True):
        x=nn.Conv(4,(1,1))(x); x=nn.BatchNorm(use_running_average=not train)(x); x=nn.LayerNorm()(x); x=nn.GroupNorm(2)(x)
        x=nn.BatchNorm(use_running_average=not train,use_bias=False,use_scale=False)(x)
        return nn.BatchNorm(use_running_average=not train,use_scale=False,name='noscale')(x)
v=CNN().init(jax.random.PRNGKey(0),jnp.ones((2,3,3,3)))
import optax
from flax.training import train_state
class TS(train_state.TrainState): batch_stats: dict=None
ts=TS.create(apply_fn=CNN().apply,params=v['params'],tx=optax.adam(1e-3),batch_stats=v['batch_stats'])
open(O+'trainstate.msgpack','wb').write(fs.to_bytes(ts))
from flax import nnx
class M2(nnx.Module):
    def __init__(self,rngs): self.bn=nnx.BatchNorm(4,rngs=rngs); self.l=nnx.Linear(4,4,rngs=rngs)
m=M2(nnx.Rngs(0)); st=nnx.state(m)
m.bn.scale[...]=G; m.bn.bias[...]=B; m.bn.mean[...]=M; m.bn.var[...]=V
st=nnx.state(m)
try: open(O+'nnx_pure.msgpack','wb').write(fs.to_bytes(nnx.to_pure_dict(st)))
except Exception as e: print(e)
try: open(O+'nnx_state.msgpack','wb').write(fs.to_bytes(st))
except Exception as e: print('nnx',e)
import haiku as hk
def f(x,t):
    x=hk.BatchNorm(True,True,0.9)(x,t); x=hk.Linear(4)(x); x=hk.BatchNorm(False,True,0.9,name='second')(x,t); return hk.LayerNorm(-1,True,True)(x)
h=hk.transform_with_state(f); p,s=h.init(jax.random.PRNGKey(0),jnp.ones((8,4)),True)
p=dict(p); p['batch_norm']={'scale':G[None],'offset':B[None]}
for i in range(3):
    _,s=h.apply(p,s,None,np.random.RandomState(i).randn(8,4)*3+5,True)
flat={}
for pre,t in [('params',p),('state',s)]:
    for mod,d in t.items():
        for k,a in d.items(): flat[f'{pre}/{mod}/{k}']=np.asarray(a)
np.savez(O+'hk1.npz',**flat)
np.savez(O+'hk2.npz',**{k.split('/',1)[1]:v for k,v in flat.items()})
np.savez(O+'hk3.npz',**{k.replace('/','.'):v for k,v in flat.items()})
np.savez(O+'hk4.npz',**{k.split('/',1)[1].replace('/~/','/'):v for k,v in flat.items()})
print({k:v.shape for k,v in flat.items()}); print(flat['state/batch_norm/~/mean_ema/average'],flat['state/batch_norm/~/mean_ema/hidden'])
