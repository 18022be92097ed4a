"""Moments of many files on Spark: every task runs `bnexplorer moments` on its share of them, the driver `bnexplorer merge`.

    from bn_moments_spark import moments

    merged = moments(spark.sparkContext, ["/data/a.npy", "/data/b.npy"], axis=1)
    merged[""]["variance"]     # by the name of the array in its file; empty where a file is one array

    spark-submit bn_moments_spark.py --axis 1 /data/*.npy

Files are read where they are, so all workers have to see them by the same path, and have the program. What a task makes is
returned to the driver and is nowhere else: one that is repeated, after a lost executor or by speculation, counts once.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile

__all__ = ["MomentsError", "moments"]


class MomentsError(RuntimeError):
    """What the program says: one line that names the file."""


def moments(spark_context, paths, program="bnexplorer", axis=None, members=(), slices=None, out=None):
    """The moments of all files together: {name of an array: the object that `bnexplorer merge --json` prints of it}.

    program   its name or path on the workers and on the driver
    axis      of the channels: a whole number or "none"; the last one by default
    members   of files with several arrays, only these
    slices    how many tasks; by default four for each processor that Spark has, and no more than files
    out       where to keep the merged file of moments, on the driver

    Raises MomentsError for a file that cannot be read, is given twice or does not go with the others. Then nothing is written.
    """
    paths = [absolute(path) for path in paths]
    if not paths:
        raise MomentsError("no files; expected at least one to take moments of")
    program = os.path.abspath(program) if os.sep in program else program
    options = [] if axis is None else [f"--axis={axis}"]
    options += [f"--member={member}" for member in members]
    slices = slices or min(len(paths), 4 * spark_context.defaultParallelism)
    # Spark without a cluster never repeats a task.
    is_local = spark_context.master.partition("[")[0] == "local"
    retries = 0 if is_local else int(spark_context.getConf().get("spark.task.maxFailures", "4")) - 1
    results = spark_context.parallelize(paths, slices).mapPartitions(taker(program, options, retries)).collect()
    errors = [error for error, _ in results if error]
    if errors:
        raise MomentsError(errors[0] + (f" ({len(errors)} tasks failed)" if errors[1:] else ""))
    return merged([part for _, part in results], program, out)


def absolute(path):
    """A path that means the same to the executors, which work in folders of their own."""
    path = os.fspath(path)
    if "://" in path:
        raise MomentsError(f"{path} is a URL; expected a path that all workers see, such as of a shared or mounted folder")
    return os.path.abspath(path)


def taker(program, options, retries):
    """What a task does. A function inside of another goes to the executors by value: they need no copy of this file."""

    def take(paths):
        """[(the program's error or None, the bytes of a file of moments)] of a partition; nothing of an empty one."""
        from pyspark import TaskContext

        paths = list(paths)
        if not paths:
            return []
        host = socket.gethostname()
        with tempfile.TemporaryDirectory(prefix="bn-moments-") as folder:
            part = os.path.join(folder, "part")
            try:
                run = subprocess.run(
                    [program, "moments", *paths, *options, "--out", part],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                )  # fmt: skip
            except OSError as error:
                return [(f"on {host}: {program} cannot be run: {error.strerror}; every worker needs it", b"")]
            # Somebody ended it, for lack of memory perhaps: Spark's own retries are for that, as long as there are any.
            if run.returncode < 0:
                more = f" and {len(paths) - 1} more" if paths[1:] else ""
                error = f"on {host}: {program} was ended by signal {-run.returncode} while it read {paths[0]}{more}"
                if TaskContext.get().attemptNumber() < retries:
                    raise RuntimeError(error)
                return [(error, b"")]
            # What it says itself it would say again.
            if run.returncode > 0:
                return [(f"on {host}: {run.stderr.decode(errors='replace').strip()}", b"")]
            with open(part, "rb") as file:
                return [(None, file.read())]

    return take


def merged(parts, program, out):
    with tempfile.TemporaryDirectory(prefix="bn-moments-") as folder:
        names = [f"{number}.part" for number in range(len(parts))]
        for name, part in zip(names, parts):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(part)
        out = os.path.abspath(out) if out else os.path.join(folder, "merged.part")
        # By names without the folder, so that thousands of them fit into a command line.
        run = subprocess.run([program, "merge", *names, "--json", "--out", out], cwd=folder, capture_output=True, text=True)
    if run.returncode:
        raise MomentsError(run.stderr.strip() or f"{program} merge ended with status {run.returncode}")
    objects = map(json.loads, run.stdout.splitlines())
    return {one["array"]: one for one in objects if "array" in one}


def main():
    parser = argparse.ArgumentParser(description="Moments of many files on Spark, as JSON, an object for each array.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="a path that all workers see")
    parser.add_argument("--axis", help="of the channels; the last one by default, none for all numbers as one channel")
    parser.add_argument("--member", action="append", default=[], help="take this array of a file that has several")
    parser.add_argument("--program", default="bnexplorer", help="bnexplorer on the workers and on the driver")
    parser.add_argument("--slices", type=int, help="how many tasks")
    parser.add_argument("--out", help="keep the merged file of moments here")
    chosen = parser.parse_args()

    from pyspark import SparkContext

    with SparkContext(appName="bnexplorer moments") as context:
        try:
            result = moments(
                context, chosen.files, chosen.program, chosen.axis, chosen.member, chosen.slices, chosen.out
            )  # fmt: skip
        except MomentsError as error:
            sys.exit(f"bn_moments_spark: {error}")
    for one in result.values():
        print(json.dumps(one))


if __name__ == "__main__":
    main()
