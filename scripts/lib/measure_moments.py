"""Measures bnexplorer moments; scripts/measure-moments calls it with the program, a folder and a size in gigabytes."""

import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np

PROGRAM, FOLDER, SIZE = sys.argv[1], sys.argv[2], int(float(sys.argv[3]) * 2**30)
CHANNELS, ROUNDS = 64, 5


def make(name, dtype, size):
    """A file of normal numbers, a block again and again."""
    path = os.path.join(FOLDER, name)
    rows = size // np.dtype(dtype).itemsize // CHANNELS
    numbers = np.random.default_rng(1).normal(3, 2, (65536, CHANNELS)).astype("f4")
    block = (numbers.view("u4") >> 16).astype("u2").view("V2") if dtype == "V2" else numbers.astype(dtype)
    array = np.lib.format.open_memmap(path, "w+", dtype, (rows, CHANNELS))
    for start in range(0, rows, len(block)):
        array[start : start + len(block)] = block[: rows - start]
    array.flush()
    return path


def plain_read(path):
    buffer = bytearray(1 << 20)
    start = time.perf_counter()
    with open(path, "rb", buffering=0) as file:
        while file.readinto(buffer):
            pass
    return time.perf_counter() - start


def moments(path, *options):
    start = time.perf_counter()
    subprocess.run([PROGRAM, "moments", path, "--json", *options], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def numpy_moments(path):
    array = np.load(path, mmap_mode="r")
    start = time.perf_counter()
    array.mean(0), array.var(0)
    return time.perf_counter() - start


def killed(path):
    """Kills a run once it has kept something, resumes it, and compares with a run in one go."""
    part, whole = os.path.join(FOLDER, "killed.part"), os.path.join(FOLDER, "whole.part")
    subprocess.run([PROGRAM, "moments", path, "--out", whole], check=True, stdout=subprocess.DEVNULL)
    # A processor that is shared out makes the run long enough.
    run = subprocess.Popen(["nice", "-n", "19", PROGRAM, "moments", path, "--out", part], stdout=subprocess.DEVNULL)
    while run.poll() is None and not os.path.exists(part):
        time.sleep(0.01)
    was_running = run.poll() is None
    run.kill()
    run.wait()
    if was_running:
        subprocess.run([PROGRAM, "moments", "--resume", part], check=True, stdout=subprocess.DEVNULL)
    same = json.load(open(part))["arrays"][0]["m2"] == json.load(open(whole))["arrays"][0]["m2"]
    print(f"killed and resumed: {'the same bits' if same else 'OTHER NUMBERS'}{'' if was_running else ' (it was done before)'}")


def memory(path):
    """The most that a run takes, in MB; asked by a small process, since a child begins with the size of the one that starts it."""
    ask = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    run = subprocess.run([sys.executable, "-S", "-c", ask, PROGRAM, "moments", path], check=True, capture_output=True)
    return int(run.stdout) / 1024


def main():
    wide = make("float32.npy", "f4", SIZE)
    plain_read(wide)
    numpy_time = numpy_moments(wide)
    for path, options in (
        (wide, ()), (make("float16.npy", "f2", SIZE // 4), ()), (make("bfloat16.npy", "V2", SIZE // 4), ("--dtype", "bfloat16")),
    ):  # fmt: skip
        plain_read(path)
        # In turn, so that what else the machine does meets both.
        rounds = [(plain_read(path), moments(path, *options)) for _ in range(ROUNDS)]
        ratio = statistics.median(read / taken for read, taken in rounds)
        rate = os.path.getsize(path) / min(taken for _, taken in rounds) / 1e9
        print(f"{os.path.basename(path)}: {rate:.2f} GB/s at best; {ratio:.2f} of a plain read (median of {ROUNDS} rounds)")
        if path == wide:
            print(f"  {numpy_time / statistics.median(taken for _, taken in rounds):.1f} times as fast as numpy's mean and var")
    print(f"most memory of a run: {memory(wide):.0f} MB")
    killed(wide)


main()
