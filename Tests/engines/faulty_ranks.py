"""The example under torchrun, with a fault on the last rank: faulty_ranks.py FAULT FILE.

killed      it dies of SIGKILL amid its batches
waiting     its host makes FILE.ready and goes no further for two minutes; what becomes of it is the test's affair
"""

import os
import signal
import sys
import time
from pathlib import Path

import torch.distributed as distributed

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Examples/capture"))

import ranks


def killed(path):
    os.kill(os.getpid(), signal.SIGKILL)


def waiting(path):
    Path(f"{path}.ready").touch()
    time.sleep(120)


def main(fault, path):
    distributed.init_process_group("gloo")
    rank, size, batch = distributed.get_rank(), distributed.get_world_size(), ranks.batch

    def faulty(number):
        if rank == size - 1 and number >= size:
            FAULTS[fault](path)
        return batch(number)

    ranks.batch = faulty
    ranks.run(path, timeout=10)


FAULTS = {"killed": killed, "waiting": waiting}
main(*sys.argv[1:])
