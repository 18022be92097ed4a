#!/usr/bin/env bash
# A training session holds one batch and one output, however many steps it takes, and 8 MB for all the rest; with
# all that it remembers of 100,000 steps of 64 channels a program has 64 MB.
set -uo pipefail
# shellcheck source=Tests/EndToEnd/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

if [ ! -r /proc/self/status ]; then
  echo 'skipped: no /proc to read a peak of memory from'
  exit 0
fi

# peak LINES: the most memory in KiB that a prompt had after carrying out some lines. It waits for more while it is read.
peak() {
  local program
  rm -f lines && mkfifo lines
  "$BNEXPLORER" repl <lines >out 2>err &
  program=$!
  exec 3>lines
  printf '%s\nsay finished\n' "$1" >&3
  while kill -0 "$program" 2>/dev/null && ! grep -q finished out; do sleep 0.1; done
  sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$program/status"
  exec 3>&-
  wait "$program"
}

# Of a .npy file of 500 MB, all of it holes, a batch is read and no more: 40 MB beside it are the most.
printf '\223NUMPY\001\000\166\000%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (125000, 1000), }" >large.npy
truncate -s $((128 + 500000000)) large.npy
nothing=$(peak 'generate constant value=0 shape=32x1000; train 1')
for lines in 'load large.npy; train 1' 'load large.npy batch=32 shuffle=1; train 3' 'load large.npy batch=32 dtype=float64; train 3'; do
  taken=$(($(peak "$lines") - nothing))
  [ "$taken" -le 39000 ] || fail "$lines: $taken KiB beside its batch, not 40 MB"
done

nothing=$(peak 'generate constant shape=2x2; train 1')
# 8192 x 1024 float32 numbers are 32 MiB.
for lines in 'generate uniform shape=8192x1024 low=-1 high=1; train 3' \
  'generate uniform shape=8192x1024 low=-1 high=1 fixed=on; set renorm on; train 20' \
  'generate uniform shape=8192x1024 low=-1 high=1; infer 3'; do
  taken=$(($(peak "$lines") - nothing))
  [ "$taken" -le $((64 * 1024 + 8000)) ] || fail "$lines: $taken KiB beside what two numbers take, not 64 MiB and 8 MB"
  # What a program without the batch took besides, a fifth of a MB, may be taken for it.
  [ "$taken" -ge $((64 * 1024 - 256)) ] || fail "$lines: $taken KiB is less than the batch and its output: nothing was measured"
done

# Every one of 100,000 steps can be gone back to, and the whole program has 64 MB. Renorm and Adam are the most that there is
# to keep of a layer; a step back, and undo, take what they need from what is kept.
whole=$(peak 'generate normal shape=64x64 seed=7; set renorm on; set loss mse target=2; set optimizer adam; train 100000; back 50000; set momentum 0.9; undo; forward 50000; undo; undo')
[ "$whole" -gt 0 ] || fail 'no peak of memory was read'
[ "$whole" -le 62500 ] || fail "100,000 steps of 64 channels: $whole KiB, not 64 MB"
finish
