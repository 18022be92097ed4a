"""How long the same files take each way, as a table: measure.py PROGRAM PYTHON_WITH_PYSPARK, with a Python that has torch.

The sizes are those of docs/scale.md; FILES=8x256M,1000x64K in the environment sets others.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
CHANNELS, ROUNDS = 64, 3


def make(folder, count, size):
    """Files of normal numbers, of float32."""
    numbers = np.random.default_rng(1).normal(3, 2, (size // 4 // CHANNELS, CHANNELS)).astype("f4")
    for number in range(count):
        np.save(os.path.join(folder, f"{number}.npy"), numbers + np.float32(number / count))


def paths_of(folder):
    return sorted(str(path) for path in Path(folder).glob("*.npy"))


def timed(*commands):
    """Seconds that commands side by side take."""
    start = time.perf_counter()
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for command in commands]
    outputs = [run.communicate(timeout=1800) for run in runs]
    taken = time.perf_counter() - start
    for run, (_, err) in zip(runs, outputs):
        if run.returncode:
            sys.exit(f"{' '.join(run.args[:4])} ...: {err}")
    return taken, outputs[0][0]


def one_process(program, folder):
    return timed([program, "moments", *paths_of(folder), "--json", "--out", f"{folder}/all.part"])[0]


def two_processes(program, folder):
    paths, parts = paths_of(folder), [f"{folder}/{half}.part" for half in "ab"]
    both = timed(*([program, "moments", *paths[half::2], "--json", "--out", part] for half, part in enumerate(parts)))[0]
    return both + timed([program, "merge", *parts, "--json", "--out", f"{folder}/all.part"])[0]


def on_spark(program, folder, python):
    """With the start of Spark, and a second time on the one that runs."""
    first, output = timed([python, __file__, "spark-job", program, folder])
    second = json.loads(output.splitlines()[-1])
    return first - second, second


def spark_job(program, folder):
    sys.path.insert(0, str(ROOT / "Examples/spark"))
    import pyspark
    from bn_moments_spark import moments

    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", SPARK_WORKER_DIR=folder)
    settings = pyspark.SparkConf().setMaster("local-cluster[2,1,1024]").set("spark.ui.enabled", "false")
    with pyspark.SparkContext(conf=settings) as spark:
        moments(spark, paths_of(folder), program)
        start = time.perf_counter()
        moments(spark, paths_of(folder), program)
        print(json.dumps(time.perf_counter() - start))


def captured(folder, ranks):
    job = [__file__, "capture-job", f"{folder}/run.npz", folder]
    if ranks == 1:
        return timed([sys.executable, *job])[0]
    torchrun = ["-m", "torch.distributed.run", f"--nproc-per-node={ranks}", "--master-addr=127.0.0.1", "--master-port=29533"]
    return timed([sys.executable, *torchrun, *job])[0]


def capture_job(path, folder):
    """The files as what comes into a batch norm, 4096 rows at a time."""
    sys.path.insert(0, str(ROOT / "Examples/capture"))
    import torch
    from bn_capture import capture

    rank, size = 0, 1
    if "RANK" in os.environ:
        torch.distributed.init_process_group("gloo")
        rank, size = torch.distributed.get_rank(), torch.distributed.get_world_size()
    model = torch.nn.BatchNorm1d(CHANNELS).eval()
    with torch.no_grad(), capture(model, path):
        for file in paths_of(folder)[rank::size]:
            for batch in torch.from_numpy(np.load(file)).split(4096):
                model(batch)


def measure(program, python, count, size):
    ways = {}
    with tempfile.TemporaryDirectory() as folder:
        make(folder, count, size)
        one_process(program, folder)
        # In turn, so that what else the machine does meets all.
        for _ in range(ROUNDS):
            first, second = on_spark(program, folder, python)
            for way, taken in {
                "`moments`, one process": one_process(program, folder),
                "`moments`, two processes, and `merge`": two_processes(program, folder),
                "Spark, two workers, with its start": first,
                "Spark that runs already": second,
                "`capture`, one process": captured(folder, 1),
                "`capture`, two ranks": captured(folder, 2),
            }.items():
                ways.setdefault(way, []).append(taken)
    return {way: statistics.median(taken) for way, taken in ways.items()}


def main(program, python):
    units = {"K": 2**10, "M": 2**20}
    titles = os.environ.get("FILES", "8x256M,1000x64K").split(",")
    columns = []
    for title in titles:
        count, size, unit = re.fullmatch(r"(\d+)x(\d+)([KM])", title).groups()
        columns.append((f"{count} files of {size} {unit}iB", measure(program, python, int(count), int(size) * units[unit])))
    print("| way | " + " | ".join(title for title, _ in columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for way in columns[0][1]:
        print(f"| {way} | " + " | ".join(f"{taken[way]:.2f} s" for _, taken in columns) + " |")


JOBS = {"spark-job": spark_job, "capture-job": capture_job}
if sys.argv[1] in JOBS:
    JOBS[sys.argv[1]](*sys.argv[2:])
else:
    main(*sys.argv[1:])
