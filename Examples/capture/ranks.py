"""Captures under torch.distributed: each rank runs its share of the batches, rank 0 writes one file of all.

    torchrun --nproc-per-node=4 ranks.py run.npz                # one host

    export GLOO_SOCKET_IFNAME=eth0                              # two: the interface that the hosts see each other by
    torchrun --nnodes=2 --node-rank=0 --nproc-per-node=2 --master-addr=HOST0 ranks.py run.npz      # on HOST0
    torchrun --nnodes=2 --node-rank=1 --nproc-per-node=2 --master-addr=HOST0 ranks.py run.npz      # on the other

python ranks.py run.npz is one process, whose file has the same moments. The network and its batches stand for yours.
"""

import argparse
import os

import torch
import torch.distributed as distributed
from bn_capture import capture
from torch import nn

BATCHES = 13


def network():
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 4), nn.BatchNorm1d(4))


def batch(number):
    """A batch of a size of its own, which follows from its number alone."""
    return torch.randn(50 + number, 8, generator=torch.Generator().manual_seed(number)) * 2 + number


def share(rank, size):
    """Every batch on one rank. A DistributedSampler would repeat examples until all ranks have as many, and count those twice."""
    return range(rank, BATCHES, size)


def run(path, timeout):
    rank, size = (distributed.get_rank(), distributed.get_world_size()) if distributed.is_initialized() else (0, 1)
    # Not in DistributedDataParallel: in evaluation, too, it sends buffers in every forward, so all ranks would need as many batches.
    model = network().eval()
    with torch.no_grad(), capture(model, path, timeout=timeout):
        for number in share(rank, size):
            model(batch(number))


def main():
    parser = argparse.ArgumentParser(description="Captures the batch norms of a small network on all ranks of torchrun.")
    parser.add_argument("path", metavar="FILE", help="where rank 0 writes the capture")
    parser.add_argument("--timeout", type=float, default=60, help="seconds that a rank waits for the others (60)")
    chosen = parser.parse_args()
    # torchrun says in the environment which rank this is, and where the first one is.
    if "RANK" in os.environ:
        distributed.init_process_group("gloo")
    run(chosen.path, chosen.timeout)
    if distributed.is_initialized():
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
