"""Spark with two workers of its own (local-cluster): the same moments as one process, whatever happens to executors and tasks."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import numpy as np
from support import PATIENCE, PROGRAM, alone, assert_exact, assert_same, exact, save

try:
    import pyspark
except ModuleNotFoundError:
    raise unittest.SkipTest("pyspark is not installed") from None

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Examples/spark"))

import bn_moments_spark
from bn_moments_spark import MomentsError, moments

# Stands before the program: writes each start into `log`, and does EVENT at the first one that takes moments.
WRAPPER = """#!/bin/sh
folder={folder}
echo "$*" >>"$folder/log"
case $1 in
  moments) mkdir "$folder/first" 2>/dev/null && {{ {event}; }} ;;
esac
exec {program} "$@"
"""

# Says who it is, and goes no further.
HALT = 'echo $$ >"$folder/pid.new"; mv "$folder/pid.new" "$folder/pid"; sleep 60'

# Goes no further until another start has been made with the same file, or for a minute.
UNTIL_ANOTHER = """turn=0; while [ "$(grep -cF " $2 " "$folder/log")" -lt 2 ] && [ $turn -lt 600 ]; do
      sleep 0.1; turn=$((turn + 1))
    done"""

SPARK = os.path.dirname(pyspark.__file__)
EXECUTOR = "CoarseGrainedExecutorBackend"
# Nothing here needs an address that others see.
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"


class OnSpark(unittest.TestCase):
    """Tests that share one Spark with two workers, of one processor each."""

    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.home, ignore_errors=True)
        os.environ["SPARK_WORKER_DIR"] = cls.home
        settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.executorEnv.TMPDIR": cls.home}
        settings = pyspark.SparkConf().setMaster(cls.master()).setAppName("test").setAll({**settings, **cls.settings}.items())
        cls.spark = pyspark.SparkContext(conf=settings)
        cls.addClassCleanup(cls.spark.stop)
        cls.spark.setLogLevel("OFF")

    @classmethod
    def master(cls):
        return "local-cluster[2,1,1024]"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def wrapped(self, event):
        """The program behind a script of its own, which does something at its first start."""
        path = os.path.join(self.folder, "wrapper")
        Path(path).write_text(WRAPPER.format(folder=self.folder, event=event, program=PROGRAM))
        os.chmod(path, stat.S_IRWXU)
        return path

    def starts(self, path):
        """How often moments were asked for of a file."""
        return sum(path in line for line in Path(self.folder, "log").read_text().splitlines() if line.startswith("moments"))

    def wait_for(self, what, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.05)

    def files(self, mean=3.0, deviation=2.0):
        """Files of very different sizes and several types, and their arrays."""
        random = np.random.default_rng(5)
        sizes = [(20000, "f8"), (1, "f8"), (7, "f4"), (9000, "f4"), (64, "f2"), (1500, "f8"), (2, "f4"), (333, "i4")]
        if mean > 1e4:
            sizes = [(rows, "f8") for rows, _ in sizes]
        arrays = [random.normal(mean, deviation, (rows, 3)).astype(kind) for rows, kind in sizes]
        return [save(self.folder, f"{number}.npy", array) for number, array in enumerate(arrays)], arrays

    def disturb(self, victims):
        """Kills processes above the first task while it runs; all goes on as if nothing had been."""
        paths, arrays = self.files()
        undisturbed = moments(self.spark, paths, PROGRAM, slices=4)[""]
        program, results = self.wrapped(HALT), []
        job = threading.Thread(target=lambda: results.append(moments(self.spark, paths, program, slices=4)), daemon=True)
        job.start()
        self.wait_for("no task starts", Path(self.folder, "pid").exists)
        pid = int(Path(self.folder, "pid").read_text())
        for victim in victims(pid):
            os.kill(victim, signal.SIGKILL)
        # Spark's own Python ends with its executor, and what it started with it.
        self.wait_for("a task goes on behind its dead executor", lambda: not Path(f"/proc/{pid}").exists())
        job.join(PATIENCE)
        self.assertTrue(results, "the job does not end")
        self.assertEqual(results[0][""], undisturbed, "to the last bit")
        assert_exact(self, results[0][""], exact(arrays))
        self.assertGreater(max(self.starts(path) for path in paths), 1, "nothing was repeated")


class SparkTests(OnSpark):
    def check(self, **options):
        paths, arrays = self.files(**options)
        for slices in 1, 3, len(paths), 20:
            with self.subTest(slices=slices):
                found = moments(self.spark, paths, PROGRAM, slices=slices)[""]
                assert_exact(self, found, exact(arrays))
                assert_same(self, found, alone(*paths)[""])
                self.assertEqual(sorted(found["files"]), sorted(paths))

    def test_equal_to_one_process_and_exact(self):
        self.check()

    def test_a_mean_far_from_the_deviations(self):
        self.check(mean=1e8, deviation=1e-3)

    def test_an_axis_and_members(self):
        random = np.random.default_rng(2)
        paths = []
        for number in range(3):
            paths.append(os.path.join(self.folder, f"{number}.npz"))
            layers = {name: random.normal(number, 2, (5 + number, 4, 3, 2)) for name in ("a", "b", "c")}
            np.savez(paths[-1], **layers)
        found = moments(self.spark, paths, PROGRAM, axis=1, members=["a", "c"])
        expected = alone(*paths, "--axis", "1", "--member", "a", "--member", "c")
        self.assertEqual(set(found), {"a", "c"})
        for name, one in expected.items():
            assert_same(self, found[name], one)

    def test_what_is_not_finite_is_counted_apart(self):
        paths, arrays = self.files()
        arrays[0][5, 1], arrays[3][7, 1], arrays[3][8, 2] = np.nan, np.inf, -np.inf
        for path, array in zip(paths, arrays):
            np.save(path, array)
        found = moments(self.spark, paths, PROGRAM)[""]
        self.assertEqual(found["nonfinite"], [0, 2, 1])
        assert_same(self, found, alone(*paths)[""])

    def test_the_file_of_moments_goes_on_being_merged(self):
        paths, arrays = self.files()
        parts = [os.path.join(self.folder, f"{half}.part") for half in "ab"]
        moments(self.spark, paths[:3], PROGRAM, out=parts[0])
        moments(self.spark, paths[3:], PROGRAM, out=parts[1])
        run = subprocess.run(
            [PROGRAM, "merge", *parts, "--json", "--out", f"{parts[0]}.all"], check=True, capture_output=True, text=True, timeout=PATIENCE
        )
        assert_exact(self, json.loads(run.stdout.splitlines()[0]), exact(arrays))

    def test_a_killed_executor_is_retried(self):
        self.disturb(lambda pid: [above(pid, EXECUTOR)])

    def test_a_killed_program_is_retried(self):
        paths, arrays = self.files()
        found = moments(self.spark, paths, self.wrapped("kill -KILL $$"), slices=3)[""]
        assert_exact(self, found, exact(arrays))
        self.assertGreater(max(self.starts(path) for path in paths), 1, "nothing was repeated")

    def test_a_program_that_is_killed_every_time(self):
        paths, _ = self.files()
        program = os.path.join(self.folder, "killed")
        Path(program).write_text('#!/bin/sh\necho "$*" >>"${0%/*}/log"; kill -KILL $$\n')
        os.chmod(program, stat.S_IRWXU)
        self.refused(paths, f"on .*: {program} was ended by signal 9 while it read {paths[0]} and 7 more", program, slices=1)
        self.assertEqual(self.starts(paths[0]), 4, "as often as Spark tries a task by default")

    def refused(self, paths, pattern, program=PROGRAM, **options):
        out = os.path.join(self.folder, "out.part")
        with self.assertRaisesRegex(MomentsError, pattern) as caught:
            moments(self.spark, paths, program, out=out, **options)
        self.assertEqual(len(str(caught.exception).splitlines()), 1)
        self.assertFalse(os.path.exists(out), "no number where there is an error")

    def test_a_damaged_file_is_named_and_not_tried_again(self):
        paths, _ = self.files()
        os.truncate(paths[3], 5000)
        self.refused(paths, f"on .*: bnexplorer: {paths[3]}: .*the file ends too soon", self.wrapped("true"), slices=8)
        self.assertEqual(self.starts(paths[3]), 1)

    def test_several_damaged_files(self):
        paths, _ = self.files()
        for path in paths[3], paths[5]:
            os.truncate(path, 100)
        self.refused(paths, rf"{paths[3]}: .*\(2 tasks failed\)$", slices=8)

    def test_files_that_do_not_go_together(self):
        paths, _ = self.files()
        other = save(self.folder, "other.npy", np.ones((5, 4)))
        for slices in 1, 9:
            self.refused([*paths, other], f"{other}: has 4 channels", slices=slices)
        self.refused([os.path.join(self.folder, "none.npy")], "none.npy: there is no such file")
        self.refused([paths[0]], f"{paths[0]}: .* no axis 7", axis=7)

    def test_a_file_given_twice(self):
        paths, _ = self.files()
        folder, name = os.path.split(paths[2])
        for slices in 1, 9:
            self.refused([*paths, f"{folder}/./{name}"], f"{paths[2]}: is in two .* would count twice", slices=slices)

    def test_what_cannot_be_read_at_all(self):
        self.refused([], "no files")
        self.refused(["hdfs://host/a.npy"], "hdfs://host/a.npy is a URL")
        self.refused([self.files()[0][0]], "/none/bnexplorer cannot be run: No such file", program="/none/bnexplorer")


class OnHosts(OnSpark):
    """A master and two workers by themselves, which are two hosts to Spark: two addresses of the loopback. All workers of a
    local-cluster are of one."""

    @classmethod
    def master(cls):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        cls.start("master.Master", "--host", "127.0.0.1", "--port", port)
        for host in "127.0.0.2", "127.0.0.3":
            cls.start("worker.Worker", "--host", host, "--cores", "1", "--memory", "1g", f"spark://127.0.0.1:{port}")
        return f"spark://127.0.0.1:{port}"

    @classmethod
    def start(cls, name, *arguments):
        process = subprocess.Popen(
            [os.path.join(SPARK, "bin/spark-class"), f"org.apache.spark.deploy.{name}", "--webui-port", "0", *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        cls.addClassCleanup(process.wait, PATIENCE)
        cls.addClassCleanup(process.terminate)

    def setUp(self):
        super().setUp()
        # The driver counts, too.
        self.wait_for("the workers do not come", lambda: self.spark._jsc.sc().getExecutorMemoryStatus().size() == 3)


class SpeculationTests(OnHosts):
    """Spark starts slow tasks once more, on another host, and both of them may end well."""

    settings = {
        "spark.speculation": "true", "spark.speculation.interval": "100ms", "spark.speculation.minTaskRuntime": "100ms",
        "spark.speculation.quantile": "0.1", "spark.speculation.multiplier": "1.01",
    }  # fmt: skip

    def test_a_task_that_ran_twice_counts_once(self):
        paths, arrays = self.files()
        found = moments(self.spark, paths, self.wrapped(UNTIL_ANOTHER), slices=8)[""]
        assert_exact(self, found, exact(arrays))
        self.assertGreater(max(self.starts(path) for path in paths), 1, "nothing was repeated")


class LostHostTests(OnHosts):
    def test_a_host_that_dies(self):
        self.disturb(lambda pid: [above(pid, "worker.Worker"), above(pid, EXECUTOR)])


class CommandLineTests(unittest.TestCase):
    """spark-submit with the file itself."""

    def submit(self, *arguments):
        command = [os.path.join(SPARK, "bin/spark-submit"), "--master", "local-cluster[2,1,1024]", "--conf", "spark.ui.enabled=false"]
        environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
        return subprocess.run(
            [*command, bn_moments_spark.__file__, *arguments],
            capture_output=True, text=True, timeout=PATIENCE, env=environment,
        )  # fmt: skip

    def test_moments_and_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [save(folder, f"{number}.npy", np.arange(12.0).reshape(4, 3) * number) for number in range(3)]
            run = self.submit("--program", PROGRAM, *paths)
            self.assertEqual(run.returncode, 0, run.stderr)
            assert_same(self, json.loads(run.stdout), alone(*paths)[""])
            os.truncate(paths[1], 140)
            run = self.submit("--program", PROGRAM, *paths)
            self.assertEqual(run.returncode, 1, run.stdout)
            # spark-submit puts both outputs of a Python program into its own first one.
            self.assertRegex(run.stdout, rf"\Abn_moments_spark: on .*{paths[1]}: .*ends too soon.*\n\Z")


def above(pid, name):
    """The nearest process above another one whose command line has a name."""
    while pid > 1:
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        if name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    raise AssertionError(f"no {name} above the task")


if __name__ == "__main__":
    unittest.main()
