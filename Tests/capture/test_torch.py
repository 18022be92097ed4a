"""PyTorch: what is captured of real layers, and that capturing changes nothing."""

import os
import random
import unittest
from unittest import mock

import numpy as np
from support import Captured, InFolder

import bn_capture
from bn_capture import capture

try:
    import torch
except ModuleNotFoundError:
    raise unittest.SkipTest("PyTorch is not installed") from None

from torch import nn

torch.set_num_threads(1)


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, x):
        return torch.relu_(self.bn(self.conv(x))) + x


class Net(nn.Module):
    """Blocks inside of blocks, one layer called twice, one never."""

    def __init__(self):
        super().__init__()
        self.unused = nn.BatchNorm2d(2)
        self.stem = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(inplace=True))
        self.blocks = nn.ModuleList([Block(4), Block(4)])
        self.twice = nn.BatchNorm1d(4, momentum=None, affine=False)
        self.head = nn.Linear(4, 3)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        x = self.twice(self.twice(x.mean((2, 3))) + 1)
        return self.head(self.drop(x))


NAMES = ["stem.1", "blocks.0.bn", "blocks.1.bn", "twice", "unused"]


def images(count, seed=0, channels=1):
    return torch.randn(count, channels, 7, 7, generator=torch.Generator().manual_seed(seed)) * 3 + 1


def net(seed=0):
    torch.manual_seed(seed)
    return Net()


def inputs_of(module):
    """What a layer is called with, by a hook of the test's own."""
    taken = []
    module.register_forward_pre_hook(lambda _, args: taken.append(args[0].detach().numpy().copy()))
    return taken


class TorchTests(InFolder):
    def test_moments_of_input_and_output(self):
        model = net().eval()
        modules = dict(model.named_modules())
        taken = {name: inputs_of(modules[name]) for name in NAMES}
        outputs = {name: [] for name in NAMES}
        for name in NAMES:
            modules[name].register_forward_hook(lambda _, a, y, name=name: outputs[name].append(y.detach().numpy().copy()))
        with capture(model, self.path):
            for seed in range(3):
                model(images(4 + seed, seed))
        captured = self.captured()
        self.assertEqual(captured.names, NAMES)
        for name in NAMES[:-1]:
            self.check(captured.layers[name], taken[name])
            self.check_output(captured.layers[name], outputs[name])
            rows = np.concatenate([np.moveaxis(x, 1, -1).reshape(-1, 4) for x in taken[name]])
            self.assertLessEqual(set(map(tuple, captured.layers[name]["sample"])), set(map(tuple, rows)))

    def test_what_is_said_of_layers(self):
        model = net().eval()
        with capture(model, self.path):
            model(images(4))
            model.stem(images(2))
        captured = self.captured()
        self.assertEqual((captured.about["framework"], captured.about["forwards"], captured.about["ranks"]), ("torch", 1, 1))
        stem, twice, unused = (captured.entries[name] for name in ("stem.1", "twice", "unused"))
        self.assertEqual((stem["calls"], stem["examples"], stem["batch_min"], stem["batch_max"]), (2, 6, 2, 4))
        self.assertEqual((stem["shape"], stem["axis"], stem["channels"]), ([4, 5, 5], 1, 4))
        self.assertEqual((stem["epsilon"], stem["momentum"], stem["momentum_share_of_old"]), (1e-5, 0.1, 0.9))
        self.assertEqual((stem["class"], stem["affine"]), ("torch.nn.modules.batchnorm.BatchNorm2d", True))
        self.assertEqual((twice["calls"], twice["calls_per_forward"], twice["examples"]), (2, 2, 8))
        self.assertEqual((twice["momentum"], twice["momentum_share_of_old"], twice["affine"]), (None, None, False))
        self.assertEqual((unused["calls"], unused["order"], unused["mode"], unused["channels"]), (0, None, None, 2))
        self.assertEqual(set(captured.layers["unused"]), set(bn_capture.STORED) | {"gamma", "beta"} | {
            f"{part}_end" for part in bn_capture.STORED})
        self.assertNotIn("gamma", captured.layers["twice"])

    def test_all_modes(self):
        model = net()
        for modes, expected in (([True], "training"), ([False], "evaluation"), ([True, False, False], "mixed")):
            with capture(model, self.path):
                for training in modes:
                    model.train(training)
                    model(images(4))
            entry = self.captured().entries["stem.1"]
            self.assertEqual(entry["mode"], expected)
            self.assertEqual((entry["calls_training"], entry["calls_evaluation"]), (sum(modes), len(modes) - sum(modes)))
            self.assertEqual(entry["calls_batch"], sum(modes))

    def test_update_bn_stores_what_was_captured(self):
        """torch.optim.swa_utils.update_bn averages the batches' means and unbiased variances, in float32."""
        model = net()
        batches = [images(8, seed) for seed in range(5)]
        with capture(model, self.path):
            torch.optim.swa_utils.update_bn(batches, model)
        captured = self.captured()
        for name in NAMES[:3]:
            arrays, entry = captured.layers[name], captured.entries[name]
            # Batches of one size: the mean of their means is the mean.
            np.testing.assert_allclose(arrays["stored_mean_end"], arrays["mean"], rtol=2e-6, atol=2e-6)
            between = np.var([x.mean((0, 2, 3)) for x in self.again(model, name, batches)], axis=0)
            n = arrays["count"] / 5
            variance = (arrays["m2"] / arrays["count"] - between) * n / (n - 1)
            np.testing.assert_allclose(arrays["stored_variance_end"], variance, rtol=5e-6)
            self.assertEqual((entry["updates_start"], entry["updates_end"]), (0, 5))
            self.assertTrue((arrays["stored_mean"] == 0).all() and (arrays["stored_variance"] == 1).all())
        # One batch: nothing between batches, and float32's rounding alone.
        with capture(model, self.path):
            torch.optim.swa_utils.update_bn(batches[:1], model)
        for name, arrays in self.captured().layers.items():
            if name != "unused" and name != "twice":
                np.testing.assert_allclose(arrays["stored_mean_end"], arrays["mean"], rtol=1e-6, atol=1e-6)
                unbiased = arrays["m2"] / (arrays["count"] - 1)
                np.testing.assert_allclose(arrays["stored_variance_end"], unbiased, rtol=2e-6)

    def again(self, model, name, batches):
        taken = inputs_of(dict(model.named_modules())[name])
        model.train()
        for batch in batches:
            model(batch)
        return taken

    def test_nothing_changes(self):
        """Outputs, gradients, buffers, modes, random numbers: bit for bit what they are without a capture."""
        results = []
        for watched in (False, True):
            model, optimizer_steps = net(), []
            model.blocks[1].eval()
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            torch.manual_seed(1), np.random.seed(1), random.seed(1)
            with capture(model, self.path) if watched else mock.MagicMock():
                for seed in range(3):
                    optimizer.zero_grad()
                    loss = model(images(6, seed)).square().mean()
                    loss.backward()
                    optimizer.step()
                    optimizer_steps.append(loss.detach().clone())
            state = list(model.state_dict().values()) + [p.grad for p in model.parameters() if p.grad is not None]
            modes = [module.training for module in model.modules()]
            numbers = torch.get_rng_state(), np.random.get_state()[1], random.getstate()
            results.append((state + optimizer_steps, modes, numbers))
        (plain, modes, numbers), (captured, captured_modes, captured_numbers) = results
        self.assertTrue(all(torch.equal(a, b) for a, b in zip(plain, captured)))
        self.assertEqual(modes, captured_modes)
        self.assertTrue(torch.equal(numbers[0], captured_numbers[0]) and (numbers[1] == captured_numbers[1]).all())
        self.assertEqual(numbers[2], captured_numbers[2])

    def hooks(self, model):
        return [
            (len(m._forward_hooks), len(m._forward_pre_hooks), len(m._backward_hooks), sorted(m.__dict__)) for m in model.modules()
        ]

    def test_hooks_are_gone(self):
        model = net()
        before = self.hooks(model)
        with capture(model, self.path):
            model(images(2))
            self.assertNotEqual(self.hooks(model), before)
        self.assertEqual(self.hooks(model), before)
        with self.assertRaises(ZeroDivisionError), capture(model, self.path):
            model(images(2))
            1 / 0
        self.assertEqual(self.hooks(model), before)

    def test_no_graph_is_kept(self):
        model = net()
        with capture(model, self.path) as run:
            model(images(2))
            kept = [v for layer in run.watched.layers if layer.moments for v in layer.moments.values()]
            self.assertTrue(kept and all(isinstance(v, np.ndarray) for v in kept))
        with torch.no_grad(), capture(model, self.path):
            self.assertFalse(model(images(2)).requires_grad)

    def test_an_exception_writes_nothing(self):
        model = net()
        with self.assertRaisesRegex(RuntimeError, "mine"), capture(model, self.path):
            model(images(2))
            raise RuntimeError("mine")
        self.assertEqual(os.listdir(self.folder), [])
        with capture(model, self.path):
            model(images(2))
        with open(self.path, "rb") as file:
            first = file.read()
        with self.assertRaises(RuntimeError), capture(model, self.path):
            model(images(2)), model(images(2, channels=3))
        with mock.patch("os.replace", side_effect=OSError("no space")), self.assertRaisesRegex(OSError, "no space"):
            with capture(model, self.path):
                model(images(3))
        self.assertEqual(os.listdir(self.folder), ["run.npz"])
        with open(self.path, "rb") as file:
            self.assertEqual(file.read(), first)

    def test_the_same_run_gives_the_same_bytes(self):
        files = []
        for _ in range(2):
            with capture(net().eval(), self.path) as run:
                run.model(images(40))
            with open(self.path, "rb") as file:
                files.append(file.read())
        self.assertEqual(*files)

    def test_halves_and_autocast(self):
        layer = nn.BatchNorm1d(3).eval()
        x = torch.randn(50, 3) * 300
        with capture(layer, self.path), torch.autocast("cpu", dtype=torch.bfloat16):
            layer(x.bfloat16())
        captured = self.captured()
        self.check(captured.layers[""], [x.bfloat16().double().numpy()])
        self.assertEqual(captured.entries[""]["dtypes"], ["bfloat16"])

    def test_values_that_are_not_finite(self):
        layer = nn.BatchNorm2d(2).eval()
        x = images(6, channels=2)
        x[0, 0, 0, 0], x[1, 1, 2] = float("inf"), float("nan")
        with capture(layer, self.path):
            layer(x)
        self.check(self.captured().layers[""], [x.numpy()])

    def test_checkpointing_is_counted_once(self):
        from torch.utils.checkpoint import checkpoint

        for reentrant in (False, True):
            model = Block(2)
            x = images(4, channels=2).requires_grad_()
            with capture(model, self.path):
                checkpoint(model, x, use_reentrant=reentrant).sum().backward()
            entry = self.captured().entries["bn"]
            self.assertEqual((entry["calls"], entry["examples"], entry["calls_recomputed"]), (1, 4, 1))


class NamesTests(InFolder):
    def names_of(self, model, run=None):
        with capture(model, self.path):
            (run or model)(images(4))
        return self.captured()

    def test_names_are_those_of_the_state_dict(self):
        model = net()
        keys = {name.rpartition(".")[0] for name in model.state_dict() if name.endswith("running_mean")}
        self.assertEqual(set(self.names_of(model).names), keys)

    def test_wrappers_have_no_name(self):
        for wrap in (nn.DataParallel, torch.optim.swa_utils.AveragedModel):
            model = wrap(net())
            captured = self.names_of(model)
            self.assertEqual(captured.names, NAMES)
            keys = {name.rpartition(".")[0] for name in model.state_dict() if name.endswith("running_mean")}
            self.assertEqual({entry["names"][1] for entry in captured.entries.values()}, keys)
            self.assertEqual(captured.about["forwards"], 1)

    def test_a_child_called_module_keeps_its_name(self):
        model = nn.ModuleDict({"module": Block(1)})
        self.assertEqual(self.names_of(model, model["module"]).names, ["module.bn"])

    def test_compiled_models_run_eagerly_meanwhile(self):
        def never(graph, example):
            raise AssertionError("compiled")

        seen = []

        def backend(graph, example):
            seen.append(graph)
            return graph.forward

        model = net().eval()
        compiled = torch.compile(model, backend=backend)
        expected = compiled(images(4))
        self.assertTrue(seen, "it does compile")
        captured = self.names_of(compiled)
        self.assertEqual(captured.names, NAMES)
        self.assertEqual(captured.entries["stem.1"]["calls"], 1)
        self.assertEqual(captured.entries["stem.1"]["names"], ["stem.1", "_orig_mod.stem.1"])
        count = len(seen)
        self.assertTrue(torch.equal(compiled(images(4)), expected))
        self.assertEqual(len(seen), count, "and still compiled afterwards, without being compiled again")
        in_place = net().eval()
        in_place.compile(backend=never)
        self.assertEqual(self.names_of(in_place).entries["stem.1"]["calls"], 1)
        self.assertIsNotNone(in_place._compiled_call_impl)

    def test_older_compilers_too(self):
        """PyTorch before 2.6 has no set_stance."""
        compiled = torch.compile(net().eval(), backend=lambda graph, example: graph.forward)
        compiled(images(4))
        with mock.patch.object(torch.compiler, "set_stance", new=None):
            del torch.compiler.set_stance
            self.assertEqual(self.names_of(compiled).entries["stem.1"]["calls"], 1)

    def test_one_layer_at_two_places(self):
        shared = nn.BatchNorm2d(1)
        entry = self.names_of(nn.ModuleDict({"a": shared, "b": shared}), shared).entries["a"]
        self.assertEqual((entry["names"], entry["calls"]), (["a", "b"], 1))


class KindsTests(InFolder):
    def entry(self, layer, x, calls=1):
        with capture(layer, self.path):
            for _ in range(calls):
                layer(x)
        captured = self.captured()
        self.check(captured.layers[""], [x.numpy()] * calls)
        return captured.entries[""], captured.layers[""]

    def test_all_ranks_of_input(self):
        for kind, shape in (nn.BatchNorm1d, (5, 3)), (nn.BatchNorm1d, (5, 3, 6)), (nn.BatchNorm3d, (5, 3, 2, 3, 2)):
            self.assertEqual(self.entry(kind(3), torch.randn(shape))[0]["shape"], list(shape[1:]))
        strided = torch.randn(5, 3, 4, 6).to(memory_format=torch.channels_last)
        self.entry(nn.BatchNorm2d(3), strided)

    def test_keyword_argument(self):
        layer = nn.BatchNorm1d(3)
        with capture(layer, self.path):
            layer(input=torch.ones(4, 3))
        self.assertEqual(self.captured().entries[""]["examples"], 4)

    def test_without_statistics(self):
        entry, arrays = self.entry(nn.BatchNorm1d(3, track_running_stats=False).eval(), torch.randn(9, 3))
        self.assertEqual((entry["calls_batch"], entry["mode"], entry["updates_end"]), (1, "evaluation", None))
        self.assertNotIn("stored_mean", arrays)

    def test_synchronized(self):
        entry, _ = self.entry(nn.SyncBatchNorm(3).eval(), torch.randn(9, 3, 2))
        self.assertEqual(entry["class"], "torch.nn.modules.batchnorm.SyncBatchNorm")

    def test_lazy(self):
        entry, arrays = self.entry(nn.LazyBatchNorm2d(), images(5, channels=3), calls=2)
        self.assertEqual((entry["class"], entry["channels"]), ("torch.nn.modules.batchnorm.BatchNorm2d", 3))
        self.assertTrue((arrays["stored_mean"] == 0).all() and (arrays["stored_mean_end"] != 0).all())
        self.assertEqual((entry["updates_start"], entry["updates_end"]), (0, 2))
        with self.assertWarnsRegex(UserWarning, "no batch norm was called"), capture(nn.LazyBatchNorm2d(), self.path):
            pass
        entry = self.captured().entries[""]
        self.assertEqual((entry["channels"], entry["epsilon"], entry["calls"]), (None, None, 0))

    def test_frozen(self):
        """As torchvision and detectron2 have it: buffers, no parameters, a class of its own."""

        class FrozenBatchNorm2d(nn.Module):
            def __init__(self, channels, eps=1e-5):
                super().__init__()
                self.eps = eps
                for name, value in ("weight", 1.0), ("bias", 0.0), ("running_mean", 0.5), ("running_var", 2.0):
                    self.register_buffer(name, torch.full((channels,), value))

            def forward(self, x):
                scale = (self.weight / (self.running_var + self.eps).sqrt())[None, :, None, None]
                return (x - self.running_mean[None, :, None, None]) * scale + self.bias[None, :, None, None]

        entry, arrays = self.entry(FrozenBatchNorm2d(3).train(), images(5, channels=3))
        self.assertTrue(entry["frozen"])
        self.assertEqual((entry["calls_batch"], entry["momentum"], entry["variance"], entry["affine"]), (0, None, None, True))
        self.assertTrue((arrays["stored_variance"] == 2).all())

    def test_real_relatives(self):
        try:
            from timm.layers import BatchNormAct2d
            from torchvision.ops import FrozenBatchNorm2d
        # RuntimeError: PyPI's torchvision beside a PyTorch for processors alone.
        except (ModuleNotFoundError, RuntimeError) as error:
            self.skipTest(f"timm and torchvision cannot be used here: {error}")
        entry, arrays = self.entry(BatchNormAct2d(3), images(5, channels=3))
        self.assertEqual((entry["output"], entry["momentum"]), ("activated", 0.1))
        # After the ReLU: half a standard normal distribution has the mean 0.4.
        self.assertTrue((arrays["output_mean"] > 0.3).all())
        self.assertEqual(self.entry(BatchNormAct2d(3, apply_act=False), images(5, channels=3))[0]["output"], "normalized")
        self.assertTrue(self.entry(FrozenBatchNorm2d(3), images(5, channels=3))[0]["frozen"])

    def test_functional_transforms(self):
        layer = nn.BatchNorm1d(3).eval()
        x = torch.randn(9, 3)
        with capture(layer, self.path):
            torch.func.grad(lambda x: layer(x).sum())(x)
        self.check(self.captured().layers[""], [x.numpy()])
        with self.assertRaisesRegex(RuntimeError, "inside compiled code"), capture(layer, self.path):
            torch.func.vmap(layer)(torch.randn(2, 9, 3))

    def test_what_is_no_batch_norm(self):
        model = nn.Sequential(nn.InstanceNorm2d(3, track_running_stats=True), nn.GroupNorm(1, 3), nn.LayerNorm(7))
        with self.assertRaisesRegex(ValueError, "there is no batch norm in torch.nn.modules.container.Sequential"):
            capture(model, self.path).__enter__()
        with self.assertRaisesRegex(TypeError, "builtins.int is no torch.nn.Module and no Keras model"):
            capture(3, self.path).__enter__()
        with self.assertRaisesRegex(TypeError, "'0' is TorchScript, which calls no hooks"):
            capture(torch.jit.script(nn.Sequential(nn.BatchNorm2d(1))), self.path).__enter__()

    def test_wrong_use(self):
        model = net()
        with self.assertRaisesRegex(FileNotFoundError, "there is no folder"):
            capture(model, os.path.join(self.folder, "none", "run.npz")).__enter__()
        for wrong in (-1, 2.5, True):
            with self.assertRaisesRegex(ValueError, "expected a whole number of at least 0"):
                capture(model, self.path, rows=wrong)
        once = capture(model, self.path)
        with once:
            model(images(2))
        with self.assertRaisesRegex(RuntimeError, "for one block"):
            once.__enter__()
        with capture(model, self.path, rows=0):
            model(images(2))
        self.assertNotIn("sample", self.captured().layers["stem.1"])

    def test_one_inside_the_other(self):
        model, other = net(), os.path.join(self.folder, "inner.npz")
        with capture(model, self.path):
            model(images(2))
            with capture(model, other):
                model(images(3))
        self.assertEqual(Captured(other).entries["stem.1"]["examples"], 3)
        self.assertEqual(Captured(self.path).entries["stem.1"]["examples"], 5)

    def test_other_devices(self):
        """The code that a graphics card runs, in chunks of one example."""
        x = images(9, channels=3)
        odd = x.clone()
        odd[0, 0, 0, 0], odd[:, 2] = float("inf"), float("nan")
        for each in x, odd:
            with mock.patch.dict(bn_capture.CHUNK, cpu=1), mock.patch.object(bn_capture, "ON_DEVICE", {"cpu"}):
                self.entry(nn.BatchNorm2d(3).eval(), each)
        if torch.cuda.is_available():
            with capture(nn.BatchNorm2d(3).cuda(), self.path) as run:
                run.model(x.cuda())
            self.check(self.captured().layers[""], [x.numpy()])


if __name__ == "__main__":
    unittest.main()
