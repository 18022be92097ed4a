"""Makes before.safetensors and after.npz: the batch norms of a small residual network, as two people have them.

    python3 make.py        needs numpy and safetensors; writes into the folder that it stands in

before.safetensors has PyTorch's names, after.npz TensorFlow's. The second is the first but for one layer, layer3.4.bn2,
three of whose sixteen channels have the variance of other data. In both, layer4.1.bn1 has four dead channels: their
gamma is as good as zero.
"""
import pathlib
import numpy
from safetensors.numpy import save_file

folder = pathlib.Path(__file__).parent
random = numpy.random.default_rng(7)
blocks = [(1, 3, 4), (2, 4, 8), (3, 6, 16), (4, 3, 32)]


def layers():
    yield "bn1", 4
    for stage, count, width in blocks:
        for block in range(count):
            yield f"layer{stage}.{block}.bn1", width
            yield f"layer{stage}.{block}.bn2", width
            yield f"layer{stage}.{block}.bn3", 4 * width
            if block == 0:
                yield f"layer{stage}.{block}.downsample.1", 4 * width


def numbers(name, channels):
    parts = {
        "gamma": random.normal(1, 0.2, channels),
        "beta": random.normal(0, 0.3, channels),
        "mean": random.normal(0, 0.8, channels),
        "variance": random.lognormal(-0.5, 0.7, channels),
    }
    if name == "layer4.1.bn1":
        parts["gamma"][[3, 9, 17, 30]] = random.normal(0, 1e-9, 4)
    return {part: values.astype("float32") for part, values in parts.items()}


TORCH = {"gamma": "weight", "beta": "bias", "mean": "running_mean", "variance": "running_var"}
TENSORFLOW = {"gamma": "gamma", "beta": "beta", "mean": "moving_mean", "variance": "moving_variance"}
model = {name: numbers(name, channels) for name, channels in layers()}
before = {f"{name}.{TORCH[part]}": values for name, parts in model.items() for part, values in parts.items()}
save_file(before, folder / "before.safetensors", metadata={"eps": "1e-05"})
model["layer3.4.bn2"]["variance"][[2, 5, 11]] *= numpy.float32([9, 25, 4])
after = {
    f"{name.replace('.', '/')}/{TENSORFLOW[part]}": values
    for name, parts in model.items()
    for part, values in parts.items()
}
after |= {f"{name.replace('.', '/')}/epsilon": numpy.float32(1e-5) for name in model}
numpy.savez(folder / "after.npz", **after)
