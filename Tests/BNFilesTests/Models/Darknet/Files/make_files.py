"""Writes the models of Darknet in this folder, but for darknet_bn.*; OpenCV 4.14 runs them where it can.

With Python 3.11, numpy and opencv-python-headless: `python make_files.py`.
"""
import os, struct
import numpy as np
O = os.path.dirname(os.path.abspath(__file__)) + '/'
G, B, M, V = (np.array(a, 'f') for a in ([.5, 1, 1.5, 2], [-1, 0, 1, 2], [10, -2, .25, 1000], [4, .25, 1e-4, 9]))
NET = '[net]\nwidth={w}\nheight={w}\nchannels={c}\nbatch=1\n\n'
KNOWN = [B, G, M, V]
eye = np.eye(4, dtype='f')
ones, zeros = np.ones, np.zeros


def write(name, cfg, parts, header=struct.pack('<iiiq', 0, 2, 0, 0)):
    open(O + name + '.cfg', 'w').write(cfg)
    open(O + name + '.weights', 'wb').write(header + b''.join(np.asarray(p, 'f').tobytes() for p in parts))


def run(name, x):
    import cv2
    net = cv2.dnn.readNetFromDarknet(O + name + '.cfg', O + name + '.weights')
    net.setInput(x)
    print(name, net.forward().ravel())


X = np.array([1, 2, 3, 4], 'f').reshape(1, 4, 1, 1)
# A grouped convolution without batch norm, then the known layer behind a grouped one.
write('groups', NET.format(w=1, c=4) + '# what goes in\n[convolutional]\nfilters=4\nsize=3\npad=1\ngroups=2\nactivation=linear\n\n'
      '[convolutional]\nbatch_normalize=1\nfilters = 4\ngroups = 4\nsize=1\nactivation=linear\n',
      [zeros(4), np.stack([np.pad(np.eye(2, dtype='f')[i % 2].reshape(2, 1, 1), ((0, 0), (1, 1), (1, 1))) for i in range(4)]),
       *KNOWN, ones(4)])
run('groups', X)
# Sizes go through pooling, a route of two layers and one of a half, upsampling and a shortcut.
write('sizes', NET.format(w=4, c=2) + '[convolutional]\nbatch_normalize=1\nfilters=2\nsize=1\nactivation=linear\n\n[maxpool]\nsize=2\nstride=2\n\n'
      '[convolutional]\nfilters=2\nsize=1\nactivation=linear\n\n[upsample]\nstride=2\n\n[route]\nlayers=-1,0\n\n[route]\nlayers=-1\ngroups=2\ngroup_id=1\n\n'
      '[shortcut]\nfrom=-3\nactivation=linear\n\n[route]\nlayers=-3\n\n[convolutional]\nbatch_normalize=1\nfilters=4\nsize=1\nactivation=linear\n',
      [zeros(2), ones(2), zeros(2), ones(2), ones(4), zeros(2), ones(4), *KNOWN, eye])
run('sizes', np.ones((1, 2, 4, 4), 'f'))
# The older header, with a number of images of 4 bytes; a full connection, whose batch norm stands behind its weights.
write('connected', NET.format(w=1, c=4) + '[connected]\noutput=4\nbatch_normalize=1\nactivation=linear\n',
      [B, eye, G, M, V], struct.pack('<iiii', 0, 1, 0, 0))
# A batch norm by itself: one branch of Darknet writes beta, the other does not.
write('batchnorm', NET.format(w=1, c=4) + '[batchnorm]\n', KNOWN)
write('batchnorm_without', NET.format(w=1, c=4) + '[batchnorm]\n', [G, M, V])
