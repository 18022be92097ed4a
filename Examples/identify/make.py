"""Makes the files of this folder: one batch, what several layers made of it, and what is known of them.

    python3 make.py        needs numpy; writes into the folder that it stands in

x.npy       32 examples of 4 channels; the first one hardly varies, which is what shows an epsilon
state.npz   gamma, beta, moving_mean and moving_variance of the layer before the step
a.npy       training as PyTorch has it: the batch's own moments, epsilon 1e-5
b.npy       inference by somebody who took the mean for the variance and the variance for the mean
c.npz       the statistics after a step with momentum 0.1 in PyTorch's sense
d.npy       training by moments of which one took n - 1
e.npy       the gradient of a.npy's mean with weights, without the term that goes through the variance
wide.npy    the batch without its first channel
f.csv       training of that without gamma and beta, epsilon 1e-5, in four decimals
upstream.npz  gamma, and those weights as grad_output
"""
import pathlib
import numpy

folder = pathlib.Path(__file__).parent
random = numpy.random.default_rng(11)
f = numpy.float32

x = (random.normal(size=(32, 4)) * [0.02, 1, 3, 0.5] + [0, 5, -2, 1]).astype(f)
gamma = random.normal(1, 0.3, 4).astype(f)
beta = random.normal(0, 1, 4).astype(f)
moving_mean = numpy.abs(random.normal(0, 1, 4)).astype(f)
moving_variance = random.lognormal(0, 0.5, 4).astype(f)
mean, variance = x.mean(0), x.var(0)


def normalized(mean, variance, epsilon):
    return (x - mean) / numpy.sqrt(variance + f(epsilon))


def layer(mean, variance, epsilon):
    return (normalized(mean, variance, epsilon) * gamma + beta).astype(f)


def moved(old, new):
    return (f(0.9) * old + f(0.1) * new).astype(f)


numpy.save(folder / "x.npy", x)
numpy.savez(
    folder / "state.npz", gamma=gamma, beta=beta, moving_mean=moving_mean, moving_variance=moving_variance
)
numpy.save(folder / "a.npy", layer(mean, variance, 1e-5))
numpy.save(folder / "b.npy", layer(moving_variance, moving_mean, 1e-3))
numpy.savez(
    folder / "c.npz",
    running_mean=moved(moving_mean, mean),
    running_var=moved(moving_variance, x.var(0, ddof=1)),
)
numpy.save(folder / "d.npy", layer(mean, x.var(0, ddof=1), 1e-5))
numpy.save(folder / "wide.npy", x[:, 1:].copy())
numpy.savetxt(folder / "f.csv", normalized(mean, variance, 1e-5)[:, 1:], fmt="%.4f", delimiter=",")
upstream = random.normal(size=x.shape).astype(f)
factor = gamma / numpy.sqrt(variance + f(1e-5))
numpy.save(folder / "e.npy", (factor * (upstream - upstream.mean(0))).astype(f))
numpy.savez(folder / "upstream.npz", gamma=gamma, grad_output=upstream)
