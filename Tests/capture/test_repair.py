"""bnexplorer recalibrate on networks with planted faults: the output is never further off than before, and as near as update_bn's.

Needs PyTorch, and BNEXPLORER, which names the program.
"""

import copy
import json
import os
import subprocess
import unittest

import numpy as np
from support import InFolder

try:
    import torch
except ModuleNotFoundError:
    raise unittest.SkipTest("PyTorch is not installed") from None
if "BNEXPLORER" not in os.environ:
    raise unittest.SkipTest("BNEXPLORER does not name the program")

import safetensors.torch
from make_captures import FAULTS, NETS, TRAINING, captured, digits, error, trained
from torch.optim.swa_utils import update_bn

# How much further off a repaired network's output may be than before, in deviations of the output: nothing but the rounding of its
# float32 numbers, 2^-24 each, through at most nine layers.
ROUNDING = 1e-5
IMAGES, BATCH = 256, 16


def layers(model):
    return [(n, m) for n, m in model.named_modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]


class Repair(InFolder):
    @classmethod
    def setUpClass(cls):
        images, labels = digits()
        cls.images, cls.test = images[TRAINING:TRAINING + IMAGES], images[TRAINING + IMAGES:]
        cls.nets = {name: trained(make, images, labels) for name, make in NETS.items()}

    def broken(self, net, *faults):
        model = copy.deepcopy(self.nets[net])
        with torch.no_grad():
            for layer, fault in faults:
                FAULTS[fault][0](dict(model.named_modules())[layer], np.random.default_rng(2))
        return model

    def place(self, name):
        return os.path.join(self.folder, name)

    def repaired(self, model, recorded, *options):
        """What recalibrate makes of a model and a copy of it that was recorded, and its summary."""
        safetensors.torch.save_file(model.state_dict(), self.place("model.safetensors"))
        captured(recorded, self.images, self.path, BATCH)
        out = self.place("repaired.safetensors")
        if os.path.exists(out):
            os.remove(out)
        run = subprocess.run(
            [os.environ["BNEXPLORER"], "recalibrate", self.place("model.safetensors"), "--captured", self.path, "--out", out,
             "--json", *options],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.assertEqual(run.returncode == 0, os.path.exists(out))
        result = copy.deepcopy(model)
        if run.returncode == 0:
            _, unexpected = result.load_state_dict(safetensors.torch.load_file(out), strict=False)
            self.assertEqual(unexpected, [])
        return result.eval(), json.loads(run.stdout.splitlines()[-1])

    def off(self, net, model):
        """How far the output is off for images that nothing was recorded of."""
        with torch.no_grad():
            return error(model.eval()(self.test), self.nets[net](self.test))

    def worst(self, recorded_in, check):
        """All nets, layers and faults; prints what was mended."""
        rows = []
        for net in NETS:
            for layer, _ in layers(self.nets[net]):
                for fault in FAULTS:
                    model = self.broken(net, (layer, fault))
                    recorded = copy.deepcopy(model).train(recorded_in == "training")
                    result, summary = self.repaired(model, recorded)
                    before, after = self.off(net, model), self.off(net, result)
                    rows.append((net, layer, fault, before, after, summary))
                    if os.environ.get("VERBOSE"):
                        print(f"{net:10} {layer:20} {fault:15} {before:8.3f} {after:8.3f} {summary['plan']} {summary['layers']} {summary['obstacle'] or ''}")
                    check(net, layer, fault, before, after, model)
        mended = [row for row in rows if row[5]["layers"]]
        strong = [row for row in rows if row[3] > 0.2]
        print(
            f"{recorded_in}: {len(rows)} faults, {len(mended)} repaired; of {len(strong)} that move the output by more than 0.2"
            f" {sum(row[5]['layers'] > 0 for row in strong)}; median left {np.median([row[4] / row[3] for row in mended]):.3f} of before"
        )

    def never_worse(self, net, layer, fault, before, after, model):
        with self.subTest(net=net, layer=layer, fault=fault):
            self.assertLessEqual(after, before + ROUNDING)

    def test_recorded_in_evaluation_mode(self):
        self.worst("evaluation", self.never_worse)

    def test_recorded_in_training_mode(self):
        def check(net, layer, fault, before, after, model):
            self.never_worse(net, layer, fault, before, after, model)
            if after == before:
                return  # gamma is wrong, or too little to be told from healthy
            # update_bn sets every layer by the same batches, healthy ones, too, and so does more harm than one layer's noise.
            other = copy.deepcopy(model)
            update_bn(self.images.split(BATCH), other)
            with self.subTest(net=net, layer=layer, fault=fault):
                self.assertLessEqual(after, 1.2 * self.off(net, other))

        self.worst("training", check)


if __name__ == "__main__":
    unittest.main()
