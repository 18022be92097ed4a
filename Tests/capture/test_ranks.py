"""torch.distributed with gloo: real processes, merged exactly, and none that is left behind when one fails."""

import os
import signal
import socket
import subprocess
import sys
import time
import unittest

import numpy as np
from support import Captured, InFolder

try:
    import torch
except ModuleNotFoundError:
    raise unittest.SkipTest("PyTorch is not installed") from None

import torch.distributed as distributed
from torch import nn

from bn_capture import capture

torch.set_num_threads(1)

# How long a process may take: far above what it does, so that only one that hangs is ended.
PATIENCE = 120


def net():
    torch.manual_seed(3)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 3, 3), nn.BatchNorm2d(3))


def images(number):
    return torch.randn(5 + number, 1, 9, 9, generator=torch.Generator().manual_seed(number)) * 2 + number


def batches(rank, size):
    return [images(number) for number in range(7) if number % size == rank]


def main(case, rank, size, port, path):
    distributed.init_process_group("gloo", f"tcp://127.0.0.1:{port}", rank=rank, world_size=size)
    model = nn.parallel.DistributedDataParallel(net(), broadcast_buffers=False)
    try:
        CASES[case](model, rank, size, path)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        return 3
    distributed.destroy_process_group()
    return 0


def well(model, rank, size, path):
    model.eval()
    with capture(model, path):
        for batch in batches(rank, size):
            model(batch)
    assert os.path.exists(path), "all ranks wait until the file is there"


def twice(model, rank, size, path):
    """One capture fails on a rank; the next one is not disturbed by what is left of it."""
    model.eval()
    try:
        with capture(model, path):
            if rank == 1:
                raise ValueError("mine")
    except (ValueError, RuntimeError) as error:
        print(error, flush=True)
    assert not os.path.exists(path)
    well(model, rank, size, path)


def fails(model, rank, size, path):
    with capture(model, path):
        for batch in batches(rank, size):
            if rank == 1:
                raise ValueError("mine")
            model(batch)


def fails_amid_training(model, rank, size, path):
    """The others are in DistributedDataParallel's own collective when one fails."""
    with capture(model, path):
        for batch in batches(rank, size):
            if rank == 1:
                raise ValueError("mine")
            model(batch).sum().backward()


def first_fails(model, rank, size, path):
    with capture(model, path):
        if rank == 0:
            raise ValueError("mine")


def killed(model, rank, size, path):
    with capture(model, path):
        model(batches(rank, size)[0])
        if rank == 1:
            os.kill(os.getpid(), signal.SIGKILL)


def other_model(model, rank, size, path):
    with capture(nn.BatchNorm1d(2) if rank == 1 else model, path):
        pass


def no_batch_norm(model, rank, size, path):
    with capture(nn.Linear(2, 2) if rank == 1 else model, path):
        pass


def no_folder(model, rank, size, path):
    with capture(model, os.path.join(path, "none", "run.npz")):
        pass


def each_its_own(model, rank, size, path):
    model.eval()
    with capture(model, f"{path}{rank}.npz", ranks=False):
        for batch in batches(rank, size):
            model(batch)


def differing(model, rank, size, path):
    model.train()
    well_training(model, rank, size, path)


def well_training(model, rank, size, path):
    with capture(model, path):
        for batch in batches(rank, size):
            model(batch)


CASES = {
    case.__name__: case
    for case in (
        well, twice, fails, fails_amid_training, first_fails, killed, other_model, no_batch_norm, no_folder, each_its_own, differing,
    )
}  # fmt: skip


@unittest.skipUnless(distributed.is_available() and distributed.is_gloo_available(), "PyTorch without gloo")
class RanksTests(InFolder):
    def run_case(self, case, size=2):
        """[(exit status, what was printed)] of each rank."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo", "TORCH_CPP_LOG_LEVEL": "FATAL"}
        processes = [
            subprocess.Popen(
                [sys.executable, __file__, case, str(rank), str(size), str(port), self.path],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
            )  # fmt: skip
            for rank in range(size)
        ]
        results, deadline = [], time.monotonic() + PATIENCE
        for process in processes:
            try:
                out, err = process.communicate(timeout=max(1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                for other in processes:
                    other.kill()
                self.fail(f"a rank of {case} hangs")
            results.append((process.returncode, out.strip(), err))
        return results

    def one_process(self):
        """The same examples in one process, in the order of the ranks."""
        model = net().eval()
        path = os.path.join(self.folder, "one.npz")
        with capture(model, path):
            for rank in range(2):
                for batch in batches(rank, 2):
                    model(batch)
        one = Captured(path)
        os.unlink(path)
        return one

    def test_merged_equals_one_process(self):
        results = self.run_case("well")
        self.assertEqual([status for status, *_ in results], [0, 0], results)
        merged, one = self.captured(), self.one_process()
        self.assertEqual(merged.names, one.names)
        self.assertEqual((merged.about["ranks"], merged.about["forwards"]), (2, 7))
        for name, arrays in one.layers.items():
            for part, expected in arrays.items():
                if part.startswith("sample"):
                    self.assertEqual(merged.layers[name][part].shape, expected.shape)
                else:
                    found = merged.layers[name][part]
                    np.testing.assert_allclose(
                        found, expected, rtol=1e-12, atol=1e-12 * np.abs(expected).max(), err_msg=f"{name} {part}"
                    )
            entry, expected = merged.entries[name], one.entries[name]
            for key in set(expected) - {"names"}:
                self.assertEqual(entry[key], expected[key], key)
            self.assertEqual(entry["names"], [name, f"module.{name}"])

    def test_merging_is_the_same_each_time(self):
        files = []
        for _ in range(2):
            self.run_case("well")
            with open(self.path, "rb") as file:
                files.append(file.read())
            os.unlink(self.path)
        self.assertEqual(*files)

    def test_each_its_own_and_merged_later(self):
        from bn_capture import merge

        self.assertEqual([status for status, *_ in self.run_case("each_its_own")], [0, 0])
        paths = [f"{self.path}{rank}.npz" for rank in range(2)]
        merge(paths, self.path)
        for path in paths:
            os.unlink(path)
        for name, arrays in self.one_process().layers.items():
            for part in ("count", "mean", "m2", "m4", "example_square_m2"):
                np.testing.assert_allclose(self.captured().layers[name][part], arrays[part], rtol=1e-12)

    def test_statistics_that_differ_between_ranks(self):
        self.run_case("differing")
        self.assertFalse(self.captured().entries["1"]["stored_agree"])

    def assert_all_fail(self, case, messages, size=2):
        results = self.run_case(case, size)
        for (status, out, err), message in zip(results, messages):
            if message is None:
                self.assertLess(status, 0, err)
            else:
                self.assertEqual(status, 3, (case, out, err))
                self.assertRegex(out, message)
        self.assertEqual(os.listdir(self.folder), [], "no file, and no half one")

    def test_a_rank_that_fails(self):
        told = "RuntimeError: bn_capture: nothing was written: rank 1 failed with ValueError: mine"
        self.assert_all_fail("fails", [told, "ValueError: mine", told], size=3)

    def test_the_first_rank_fails(self):
        # Its process ends at once, perhaps before what it says has arrived.
        told = "RuntimeError: bn_capture: nothing was written: rank 0 (is lost|failed with ValueError: mine)"
        self.assert_all_fail("first_fails", ["ValueError: mine", told])

    def test_a_rank_fails_while_others_wait_for_it_elsewhere(self):
        self.assert_all_fail("fails_amid_training", ["RuntimeError", "ValueError: mine"])

    def test_a_killed_rank(self):
        told = "RuntimeError: bn_capture: nothing was written: rank 1 is lost"
        self.assert_all_fail("killed", [told, None, told], size=3)

    def test_ranks_of_different_models(self):
        told = "bn_capture: .* are not of the same model"
        self.assert_all_fail("other_model", [told, told])

    def test_refused_on_one_rank(self):
        self.assert_all_fail("no_batch_norm", ["rank 1 failed with ValueError: .* no batch norm", "ValueError: .* no batch norm"])
        self.assert_all_fail("no_folder", ["FileNotFoundError", "rank 0 (is lost|failed with FileNotFoundError)"])

    def test_a_capture_after_one_that_failed(self):
        results = self.run_case("twice")
        self.assertEqual([status for status, *_ in results], [0, 0], results)
        self.assertEqual(self.captured().about["ranks"], 2)


if __name__ == "__main__":
    if len(sys.argv) == 6:
        name, rank, size, port, path = sys.argv[1:]
        sys.exit(main(name, int(rank), int(size), int(port), path))
    unittest.main()
