"""Writes the models of this folder, and some more, but for those whose names begin with that of their library.

With Python 3.11 and ncnn==1.0.20261020: `python make_files.py`. It prints what the library computes of them.
"""
import numpy as np, ncnn, os, struct
O=os.path.dirname(os.path.abspath(__file__))+'/'
g=np.array([.5,1,1.5,2],'f');b=np.array([-1,0,1,2],'f');m=np.array([10,-2,.25,1000],'f');v=np.array([4,.25,1e-4,9],'f')
def write(name,lines,data,blobs):
    open(O+name+'.param','w').write('7767517\n%d %d\n'%(len(lines),blobs)+'\n'.join(lines)+'\n'); open(O+name+'.bin','wb').write(data)
def run(name,out='out'):
    net=ncnn.Net(); net.opt.use_fp16_storage=False; net.opt.use_fp16_arithmetic=False; net.opt.use_fp16_packed=False; net.opt.use_packing_layout=False
    print(name, net.load_param(O+name+'.param'), net.load_model(O+name+'.bin'))
    ex=net.create_extractor(); x=np.array([1,2,3,4],'f').reshape(4,1,1); ex.input('in0',ncnn.Mat(x).clone()); r,o=ex.extract(out); print(name, np.array(o).ravel())
def flag(f): return struct.pack('<I',f)
def f16(a): 
    d=a.astype('<f2').tobytes(); return flag(0x01306B47)+d+b'\0'*(-len(d)%4)
eye=np.eye(4,dtype='f')
bn=g.tobytes()+m.tobytes()+v.tobytes()+b.tobytes()
write('noeps',['Input in0 0 1 in0','BatchNorm bn 1 1 in0 out 0=4'],bn,2); run('noeps')
write('conv16',['Input in0 0 1 in0','Convolution c 1 1 in0 a 0=4 1=1 5=1 6=16','BatchNorm bn 1 1 a out 0=4 1=1.000000e-3'],f16(eye)+np.zeros(4,'f').tobytes()+bn,3); run('conv16')
write('conv32',['Input in0 0 1 in0','Convolution c 1 1 in0 a 0=4 1=1 5=0 6=16','ConvolutionDepthWise d 1 1 a e 0=4 1=1 5=1 6=4 7=4','BatchNorm bn 1 1 e f 0=4 1=1e-05','Scale s 1 1 f h 0=4 1=1','PReLU p 1 1 h i 0=1','InnerProduct ip 1 1 i out 0=3 1=1 2=12'],flag(0)+eye.tobytes()+flag(0)+np.ones(4,'f').tobytes()+np.zeros(4,'f').tobytes()+bn+g.tobytes()+b.tobytes()+np.ones(1,'f').tobytes()+flag(0)+np.ones(12,'f').tobytes()+np.zeros(3,'f').tobytes(),7); run('conv32')
# odd number of halves -> padding
write('odd16',['Input in0 0 1 in0','InstanceNorm n 1 1 in0 z 0=4 1=1e-5','Convolution c 1 1 z a 0=1 1=1 5=0 6=5','BatchNorm bn 1 1 a out 0=4 1=1.000000e-3'],np.ones(8,'f').tobytes()+f16(np.ones(5,'f'))+bn,3)
write('int8',['Input in0 0 1 in0','Convolution c 1 1 in0 a 0=4 1=1 5=1 6=16 8=2','BatchNorm bn 1 1 a out 0=4 1=1.000000e-5'],flag(0x000D4B38)+(eye*127).astype('i1').tobytes()+np.zeros(4,'f').tobytes()+np.full(4,127,'f').tobytes()+np.ones(1,'f').tobytes()+bn,3); run('int8')
write('table',['Input in0 0 1 in0','Convolution c 1 1 in0 a 0=4 1=1 5=0 6=16','BatchNorm bn 1 1 a out 0=4 1=1.000000e-5'],flag(1)+np.arange(256,dtype='f').tobytes()+eye.astype('u1').tobytes()+bn,3); run('table')
write('lstm',['Input in0 0 1 in0','LSTM l 1 1 in0 a 0=3 1=48 2=0','MemoryData md 0 1 q 0=4 1=2','BatchNorm bn 1 1 in0 out 0=4 1=1.000000e-5'],flag(0)+np.zeros(48,'f').tobytes()+flag(0)+np.zeros(12,'f').tobytes()+flag(0)+np.zeros(36,'f').tobytes()+np.zeros(8,'f').tobytes()+bn,4); run('lstm')
write('mha',['Input in0 0 1 in0','MultiHeadAttention l 1 1 in0 a 0=4 1=2 2=16','LayerNorm ln 1 1 a q 0=4','GroupNorm gn 1 1 q w 0=2 1=4','Gemm ge 1 1 w r 5=1 8=4 9=4 6=1 10=4','BatchNorm bn 1 1 in0 out 0=4 1=1.000000e-5'],(flag(0)+np.zeros(16,'f').tobytes()+np.zeros(4,'f').tobytes())*4+np.ones(8,'f').tobytes()+np.ones(8,'f').tobytes()+flag(0)+np.zeros(16,'f').tobytes()+flag(0)+np.zeros(4,'f').tobytes()+bn,7); run('mha')
# binary param of conv16
i=lambda *a: struct.pack('<%di'%len(a),*a)
fl=lambda x: struct.pack('<f',x)
d=i(7767517,3,3)+i(16,0,1,0)+i(-233)+i(6,1,1,0,1, 0,4,1,1,5,1,6,16)+i(-233)+i(2,1,1,1,2,0,4,1)+fl(1e-3)+i(-233)
open(O+'bin16.param.bin','wb').write(d); open(O+'bin16.bin','wb').write(f16(eye)+np.zeros(4,'f').tobytes()+bn)
net=ncnn.Net(); net.opt.use_fp16_storage=False; net.opt.use_fp16_arithmetic=False; net.opt.use_fp16_packed=False; print('bin16',net.load_param_bin(O+'bin16.param.bin'),net.load_model(O+'bin16.bin'))
ex=net.create_extractor(); x=np.array([1,2,3,4],'f').reshape(4,1,1); ex.input(0,ncnn.Mat(x).clone()); r,o=ex.extract(2); print(np.array(o).ravel())
