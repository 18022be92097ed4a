"""torch.distributed over two hosts: network namespaces with a cable between them, two ranks of torchrun in each.

Needs root for the namespaces, which have addresses of their own (198.51.100.0/24, set aside for documentation), and are
removed after the test.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "Examples/capture/ranks.py"
FAULTY = Path(__file__).with_name("faulty_ranks.py")
INTERFACE, FIRST = "bnx0", "198.51.100.1"

# Far above what it takes (10 s, and 10 more of a rank's own patience in faulty_ranks.py), so that only what hangs is ended.
PATIENCE = 120


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True, timeout=30)


class Host:
    """A network namespace."""

    def __init__(self, number):
        self.number, self.name = number, f"bnx-{os.getpid()}-{number}"
        ip("netns", "add", self.name)

    def begin(self):
        ip("-n", self.name, "addr", "add", f"198.51.100.{self.number + 1}/24", "dev", INTERFACE)
        for link in "lo", INTERFACE:
            ip("-n", self.name, "link", "set", link, "up")

    def start(self, script, *arguments):
        """torchrun with two ranks."""
        environment = {**os.environ, "GLOO_SOCKET_IFNAME": INTERFACE, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
        return subprocess.Popen(
            [
                "ip", "netns", "exec", self.name, sys.executable, "-m", "torch.distributed.run", "--nnodes=2", "--nproc-per-node=2",
                f"--node-rank={self.number}", f"--master-addr={FIRST}", "--master-port=29500", script, *arguments,
            ],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment,
        )  # fmt: skip

    def kill(self):
        """Ends all processes of the host at once, as a power cut does."""
        pids = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True, timeout=30).stdout
        for pid in pids.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def unplug(self):
        ip("-n", self.name, "link", "set", INTERFACE, "down")

    def remove(self):
        self.kill()
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True, timeout=30)


def why_not():
    """Why there can be no namespaces; None where there can."""
    if not shutil.which("ip"):
        return "ip is missing; on Debian: apt-get install iproute2"
    if os.geteuid() != 0:
        return "network namespaces need root"
    try:
        Host(9).remove()
    except subprocess.CalledProcessError as error:
        return f"no network namespaces here: {error.stderr.strip()}"


OBSTACLE = why_not()


@unittest.skipIf(OBSTACLE, OBSTACLE)
class HostsTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "run.npz")
        self.hosts = []
        for number in range(2):
            self.hosts.append(Host(number))
            self.addCleanup(self.hosts[number].remove)
        names = [host.name for host in self.hosts]
        ip("link", "add", INTERFACE, "netns", names[0], "type", "veth", "peer", "name", INTERFACE, "netns", names[1])
        for host in self.hosts:
            host.begin()

    def run_all(self, script, *arguments, meanwhile=lambda: None):
        """[(exit status, what was printed)] of torchrun on each host."""
        runs = [host.start(str(script), *arguments) for host in self.hosts]
        deadline = time.monotonic() + PATIENCE
        try:
            meanwhile()
            outputs = [run.communicate(timeout=max(1, deadline - time.monotonic()))[0] for run in runs]
        except subprocess.TimeoutExpired:
            self.fail("a rank hangs")
        finally:
            for host, run in zip(self.hosts, runs):
                host.kill()
                run.kill()
        return [(run.returncode, output) for run, output in zip(runs, outputs)]

    def arrays(self, path):
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files if name != "capture.json"}

    def test_four_ranks_equal_one_process(self):
        results = self.run_all(EXAMPLE, self.path)
        self.assertEqual([status for status, _ in results], [0, 0], results)
        alone = f"{self.path}-alone.npz"
        subprocess.run([sys.executable, EXAMPLE, alone], check=True, timeout=PATIENCE)
        found, expected = self.arrays(self.path), self.arrays(alone)
        self.assertEqual(set(found), set(expected))
        for name, values in expected.items():
            # A sample is drawn by chance; of what each rank saw another one comes.
            if "/sample" in name:
                self.assertEqual(found[name].shape, values.shape)
            else:
                # Sums of some 800 float64 numbers in another order: 2^-53 times as many at worst, its root as a rule.
                scale = np.abs(values).max()
                np.testing.assert_allclose(found[name], values, rtol=1e-12, atol=1e-12 * scale, err_msg=name)

    def assert_nothing(self, results, *messages):
        for (status, output), message in zip(results, messages):
            self.assertNotEqual(status, 0, output)
            self.assertRegex(output, message)
        left = os.listdir(os.path.dirname(self.path))
        self.assertEqual([name for name in left if not name.endswith(".ready")], [], "no capture, and no half one")

    def when_ready(self, action):
        """Does it once the last rank is amid its batches."""

        def wait():
            deadline = time.monotonic() + PATIENCE
            while not os.path.exists(f"{self.path}.ready"):
                self.assertLess(time.monotonic(), deadline, "the ranks do not start")
                time.sleep(0.05)
            action()

        return wait

    def test_a_killed_rank(self):
        results = self.run_all(FAULTY, "killed", self.path)
        self.assert_nothing(results, "bn_capture: nothing was written: rank [23] is lost", "exitcode  : -9")

    def test_a_killed_host(self):
        results = self.run_all(FAULTY, "waiting", self.path, meanwhile=self.when_ready(self.hosts[1].kill))
        self.assert_nothing(results, "bn_capture: nothing was written: rank [23] is lost", "^")

    def test_a_cable_that_is_cut(self):
        """Nobody hangs up, so only the ranks' own patience ends it."""
        results = self.run_all(FAULTY, "waiting", self.path, meanwhile=self.when_ready(self.hosts[1].unplug))
        self.assert_nothing(results, "bn_capture: nothing was written: rank .*Timed out", "bn_capture: nothing was written: rank 0 is lost")


if __name__ == "__main__":
    unittest.main()
