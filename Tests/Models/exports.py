"""What `export model` and `export layer` write, read back by others: exports.py PROGRAM; a line for each case.

NumPy, safetensors, PyTorch and Keras make the sources and open what became of them: PyTorch by load_state_dict(strict=True),
Keras by load_own_variables. Both have to infer what `show y` prints of the same layer and batch.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras  # noqa: E402
import numpy  # noqa: E402
import safetensors  # noqa: E402
import safetensors.numpy  # noqa: E402
import safetensors.torch  # noqa: E402
import torch  # noqa: E402

CHANNELS = 4
TEXTS = "__metadata__.json"
TORCH = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
KERAS = ["gamma", "beta", "moving_mean", "moving_variance"]

# A layer's output is a product of three rounded numbers and a sum: (x - mean) / sqrt(variance + epsilon) * gamma + beta.
# Libraries fold it as x * scale + shift, so that what is rounded has the size of the terms, not of their difference. Six
# roundings of float32 on each side, at 2^-24 of the largest term each.
ROUNDINGS = 12 * 2.0**-24


def inside(texts, layer, *words):
    """What the texts beside the arrays say of a layer under its library's word."""
    for word in words:
        for key in (f"{layer}.{word}", f"{layer}/{word}") if layer else (word,):
            if key in texts:
                return texts[key]
    raise KeyError(f"{layer}: {words}")


def read(path):
    """The arrays of a file and the texts beside them, by the format's own library."""
    if path.suffix == ".npz":
        with numpy.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files if name != TEXTS}
            return arrays, json.loads(file[TEXTS])
    with safetensors.safe_open(path, framework="pt") as file:
        texts = file.metadata()
    return safetensors.torch.load_file(path), texts


def module_of(names, make):
    """A PyTorch model whose modules have these paths."""
    root = torch.nn.Module()
    for name in names:
        place = root
        *parts, last = name.split(".")
        for part in parts:
            if part not in dict(place.named_children()):
                place.add_module(part, torch.nn.Module())
            place = getattr(place, part)
        place.add_module(last, make(name))
    return root


def layers_in(arrays, word, separator):
    return [name[: -len(separator + word)] for name in arrays if name.endswith(separator + word)]


def torch_outputs(path, batch):
    """What PyTorch infers with each layer of an exported file, and the numbers that it has then."""
    arrays, texts = read(path)
    state = {name: torch.as_tensor(array) for name, array in arrays.items()}
    names = layers_in(state, "running_var", ".")

    def make(name):
        return torch.nn.BatchNorm1d(
            CHANNELS, eps=float(inside(texts, name, "eps")), momentum=float(inside(texts, name, "momentum")),
            affine=f"{name}.weight" in state, dtype=torch.float32,
        )

    model = module_of(names, make)
    model.load_state_dict(state, strict=True)
    model.eval()
    with torch.no_grad():
        return {name: model.get_submodule(name)(torch.from_numpy(batch)).numpy() for name in names}


def keras_outputs(path, batch):
    """What Keras infers with each layer of an exported file."""
    arrays, texts = read(path)
    left = set(arrays)
    outputs = {}
    for name in layers_in(arrays, "moving_variance", "/"):
        layer = keras.layers.BatchNormalization(
            epsilon=float(inside(texts, name, "epsilon")), momentum=float(inside(texts, name, "momentum")),
            scale=f"{name}/gamma" in arrays, center=f"{name}/beta" in arrays,
        )
        layer.build((None, CHANNELS))
        paths = [f"{name}/{variable.name}" for variable in layer.weights]
        layer.load_own_variables({str(place): arrays[path] for place, path in enumerate(paths)})
        left -= set(paths)
        outputs[name] = layer(batch, training=False).detach().numpy()
    assert not left, f"Keras has no use for {sorted(left)}"
    return outputs


class Case:
    """A source, and what is to become of it."""

    def __init__(self, folder, program):
        self.folder, self.program = folder, program
        random = numpy.random.default_rng(11)
        self.batch = (5 * random.standard_normal((8, CHANNELS)) + [10, -2, 0.25, 100]).astype("float32")
        self.random = random

    def run(self, *lines):
        """Runs a script; what it shows, flat."""
        literal = json.dumps([[float(number) for number in row] for row in self.batch])
        script = self.folder / "script.bn"
        script.write_text("\n".join([f"batch {literal}", *lines]) + "\n")
        done = subprocess.run(
            [self.program, "run", script.name, "--json"], cwd=self.folder, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        shown = [json.loads(line) for line in done.stdout.splitlines()]
        return [numpy.array(line["value"], "float64").reshape(line["shape"]) for line in shown if "value" in line]

    def weights(self):
        """Gamma, beta, mean and variance that differ in every channel."""
        draw = self.random
        return [
            (1 + 0.3 * draw.standard_normal(CHANNELS)).astype("float32"),
            draw.standard_normal(CHANNELS).astype("float32"),
            (numpy.array([10, -2, 0.25, 100]) + draw.standard_normal(CHANNELS)).astype("float32"),
            numpy.abs(draw.standard_normal(CHANNELS) + [4, 0.25, 1e-4, 9]).astype("float32"),
        ]

    def same(self, found, shown, path, name):
        """Holds what a library infers against what was shown, by the size of what is rounded in it."""
        arrays, texts = read(path)
        separator = "." if texts["format"] == "pt" else "/"
        words = TORCH if texts["format"] == "pt" else KERAS
        parts = [
            numpy.asarray(torch.as_tensor(arrays.get(name + separator + word, unit)).double()) * numpy.ones(CHANNELS)
            for word, unit in zip(words, [1.0, 0.0, None, None])
        ]
        gamma, beta, mean, variance = parts
        epsilon = float(inside(texts, name, "eps", "epsilon"))
        scale = numpy.abs(gamma) / numpy.sqrt(variance + epsilon)
        allowed = ROUNDINGS * ((numpy.abs(self.batch) + numpy.abs(mean)) * scale + numpy.abs(beta))
        worst = numpy.max(numpy.abs(found - shown) / allowed)
        assert worst <= 1, f"{path.name}, {name}: {worst:.1f} times the rounding of float32 apart"
        return worst


def torch_state(case, convert=lambda module: module):
    """A PyTorch model that has seen batches, as a state dict on the disk."""
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.BatchNorm1d(CHANNELS, eps=2e-5, momentum=0.03), torch.nn.BatchNorm1d(CHANNELS))
    for _ in range(20):
        model(torch.from_numpy(case.batch) * torch.rand(CHANNELS) + torch.randn(CHANNELS))
    with torch.no_grad():
        for layer in model:
            layer.weight.copy_(torch.rand(CHANNELS) + 0.5)
            layer.bias.copy_(torch.randn(CHANNELS))
    convert(model)
    torch.save(model.state_dict(), case.folder / "source.pt")
    return model.eval()


def from_torch(case):
    """PyTorch to TensorFlow and back."""
    model = torch_state(case)
    worst = 0
    for ending in ["safetensors", "npz"]:
        shown = case.run(
            "open source.pt epsilon=2e-5 momentum=0.97", "layer 0", "infer", "show y",
            f"export model k.{ending} names=tensorflow", f"open k.{ending}", f"export model t.{ending} names=torch",
        )[0]
        path = case.folder / f"k.{ending}"
        found = keras_outputs(path, case.batch)
        assert list(found) == ["0", "1"]
        back = case.folder / f"t.{ending}"
        own = model[0](torch.from_numpy(case.batch)).detach().numpy()
        worst = max(
            worst, case.same(found["0"], shown, path, "0"), case.same(own, shown, path, "0"),
            case.same(torch_outputs(back, case.batch)["0"], shown, back, "0"),
        )
        # What is not converted is the same to the bit; only the count of batches was nowhere to keep.
        arrays = read(back)[0]
        for name, tensor in model.state_dict().items():
            expected = torch.zeros(()) if name.endswith("tracked") else tensor
            assert torch.equal(torch.as_tensor(arrays[name]), expected.to(tensor.dtype)), name
        assert read(back)[1]["0.momentum"] == "0.03"
    return worst


def into_its_own_model(case):
    """PyTorch to PyTorch: a Sequential of the same form takes the file with strict=True, the count of batches too."""
    model = torch_state(case)
    shown = case.run("open source.pt epsilon=2e-5", "layer 0", "infer", "show y", "export model t.safetensors")[0]
    path = case.folder / "t.safetensors"
    fresh = torch.nn.Sequential(torch.nn.BatchNorm1d(CHANNELS, eps=2e-5), torch.nn.BatchNorm1d(CHANNELS)).eval()
    state = safetensors.torch.load_file(path)
    fresh.load_state_dict(state, strict=True)
    assert int(fresh[0].num_batches_tracked) == 20
    assert all(torch.equal(tensor, state[name]) for name, tensor in model.state_dict().items())
    assert safetensors.numpy.load_file(path).keys() == state.keys()
    return case.same(fresh[0](torch.from_numpy(case.batch)).detach().numpy(), shown, path, "0")


def from_keras(case):
    """Keras to PyTorch, with a layer of each half of gamma and beta and one of neither."""
    switches = {"whole": (True, True), "no_scale": (False, True), "no_center": (True, False), "bare": (False, False)}
    layers = [
        keras.layers.BatchNormalization(name=name, epsilon=0.004, momentum=0.95, scale=scale, center=center)
        for name, (scale, center) in switches.items()
    ]
    model = keras.Sequential([keras.layers.Input((CHANNELS,)), *layers])
    for layer in layers:
        numbers = dict(zip(KERAS, case.weights()))
        layer.set_weights([numbers[variable.name] for variable in layer.weights])
    model.save(case.folder / "source.keras")
    worst = 0
    for layer in layers:
        shown = case.run(
            "open source.keras", f"layer {layer.name}", "infer", "show y", "export model t.npz names=torch",
            "export model k.safetensors",
        )[0]
        for name, outputs in [("t.npz", torch_outputs), ("k.safetensors", keras_outputs)]:
            found = outputs(case.folder / name, case.batch)
            assert set(found) == set(switches), found.keys()
            worst = max(worst, case.same(found[layer.name], shown, case.folder / name, layer.name))
        own = layer(case.batch, training=False).detach().numpy()
        worst = max(worst, case.same(own, shown, case.folder / "t.npz", layer.name))
    return worst


def from_inverse(case):
    """madmom's 1 / sqrt(variance + epsilon) to both."""
    gamma, beta, mean, variance = case.weights()
    inverse = (1 / numpy.sqrt(variance + 1e-4)).astype("float32")
    numpy.savez(case.folder / "source.npz", **{
        "net/gamma": gamma, "net/beta": beta, "net/mean": mean, "net/inv_std": inverse,
    })
    shown = case.run(
        "open source.npz", "layer net", "infer", "show y", "export model t.safetensors names=torch",
        "export model k.npz names=tensorflow",
    )[0]
    arrays = read(case.folder / "k.npz")[0]
    assert arrays["net/moving_variance"].dtype == "float64" and arrays["net/moving_mean"].dtype == "float32"
    own = (case.batch.astype("float64") - mean) * inverse * gamma + beta
    return max(
        case.same(torch_outputs(case.folder / "t.safetensors", case.batch)["net"], shown, case.folder / "t.safetensors", "net"),
        case.same(keras_outputs(case.folder / "k.npz", case.batch)["net"], shown, case.folder / "k.npz", "net"),
        case.same(own, shown, case.folder / "k.npz", "net"),
    )


def from_halves(case):
    """float16 and bfloat16 keep their type where the format has it."""
    worst = 0
    for convert, dtype, in_numpy in [
        (lambda model: model.half(), torch.float16, "float16"), (lambda model: model.bfloat16(), torch.bfloat16, "float32"),
    ]:
        model = torch_state(case, convert)
        shown = case.run(
            "open source.pt epsilon=2e-5", "layer 0", "infer", "show y", "export model t.safetensors",
            "export model t.npz", "export layer one.safetensors",
        )[0]
        state = safetensors.torch.load_file(case.folder / "t.safetensors")
        assert all(torch.equal(tensor, state[name]) and tensor.dtype == state[name].dtype
                   for name, tensor in model.state_dict().items())
        assert state["1.bias"].dtype == dtype
        assert safetensors.torch.load_file(case.folder / "one.safetensors")["0.bias"].dtype == dtype
        arrays = read(case.folder / "t.npz")[0]
        assert arrays["0.weight"].dtype == in_numpy
        for name in ["t.safetensors", "t.npz"]:
            path = case.folder / name
            worst = max(worst, case.same(torch_outputs(path, case.batch)["0"], shown, path, "0"))
    return worst


def from_session(case):
    """A layer that was trained here, alone and in its model."""
    shown = case.run(
        "set momentum 0.5", "set epsilon 0.02", "train 5", "assign gamma [1, -2, 3, 0.5]", "infer", "show y",
        "export layer k.npz", "export layer t.safetensors names=torch",
    )[0]
    name = "batch_normalization"
    worst = max(
        case.same(keras_outputs(case.folder / "k.npz", case.batch)[name], shown, case.folder / "k.npz", name),
        case.same(torch_outputs(case.folder / "t.safetensors", case.batch)[name], shown, case.folder / "t.safetensors", name),
    )
    model = torch_state(case)
    shown = case.run(
        "open source.pt epsilon=2e-5", "layer 1", "train 3", "assign beta [1, 2, 3, 4]", "infer", "show y",
        "export model m.npz",
    )[0]
    path = case.folder / "m.npz"
    arrays = read(path)[0]
    assert (arrays["0.running_mean"] == model[0].running_mean.numpy()).all(), "the other layer is the file's"
    assert (arrays["1.running_mean"] != model[1].running_mean.numpy()).all() and arrays["1.bias"].tolist() == [1, 2, 3, 4]
    return max(worst, case.same(torch_outputs(path, case.batch)["1"], shown, path, "1"))


def main(program):
    failures = 0
    for work in [from_torch, into_its_own_model, from_keras, from_inverse, from_halves, from_session]:
        with tempfile.TemporaryDirectory() as folder:
            try:
                result = f"ok      {work.__doc__} {work(Case(Path(folder), program)):.2f} of the tolerance"
            except (AssertionError, KeyError, RuntimeError, ValueError) as error:
                failures += 1
                result = f"FAILED  {work.__doc__} {type(error).__name__}: {error}"
        print(result, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
