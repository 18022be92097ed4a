#!/usr/bin/env bash
# torch 2.13.0 (PyPI; about 3 GB with what it asks for).
#
# DistributedDataParallel sends the buffers of rank 0 to all ranks at the beginning of every forward, and buffers are a batch norm's
# running statistics. It does so in evaluation mode under no_grad, too: a forward that "only evaluates" replaces the running
# statistics of every other rank, and they stay replaced. What ranks gathered from their own data is lost at the next forward
# wherever it is, and ranks with different numbers of batches no longer agree about which collective they are in. With
# broadcast_buffers=False, or called as model.module, nothing is sent.
#
# Seen, on two ranks, running_mean after a training batch of 10 (rank + 1) with momentum 1, then after one forward in eval():
#   rank 0, broadcast_buffers=True: trained 10.0, evaluated 10.0
#   rank 1, broadcast_buffers=True: trained 20.0, evaluated 10.0
#   rank 0, broadcast_buffers=False: trained 10.0, evaluated 10.0
#   rank 1, broadcast_buffers=False: trained 20.0, evaluated 20.0
#
# Needs python3 (3.10 or later) and PyPI; the ranks talk over the loopback. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet torch==2.13.0 numpy==2.3.3

cat >"$work/evaluate.py" <<'PYTHON'
import os

import torch
import torch.distributed as distributed

distributed.init_process_group("gloo")
rank = distributed.get_rank()
for broadcast in True, False:
    layer = torch.nn.BatchNorm1d(1, momentum=1.0)
    model = torch.nn.parallel.DistributedDataParallel(layer, broadcast_buffers=broadcast)
    model(torch.full((4, 1), 10.0 * (rank + 1)))
    trained = layer.running_mean.item()
    model.eval()
    with torch.no_grad():
        model(torch.zeros(4, 1))
    with open(f"{os.environ['SEEN']}.{broadcast}.{rank}", "w") as file:
        print(f"rank {rank}, broadcast_buffers={broadcast}: trained {trained}, evaluated {layer.running_mean.item()}", file=file)
distributed.destroy_process_group()
PYTHON

export SEEN=$work/seen GLOO_SOCKET_IFNAME=lo OMP_NUM_THREADS=1
"$work/python/bin/torchrun" --nproc-per-node=2 --master-addr=127.0.0.1 "$work/evaluate.py" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }

expected='rank 0, broadcast_buffers=True: trained 10.0, evaluated 10.0
rank 1, broadcast_buffers=True: trained 20.0, evaluated 10.0
rank 0, broadcast_buffers=False: trained 10.0, evaluated 10.0
rank 1, broadcast_buffers=False: trained 20.0, evaluated 20.0'
seen=$(cat "$work"/seen.True.[01] "$work"/seen.False.[01])
echo "$seen"
[ "$seen" = "$expected" ]
