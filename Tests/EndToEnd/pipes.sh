#!/usr/bin/env bash
# In pipes: results line by line, no colour, no complaint when the reader has seen enough, the prompt from standard input.
set -uo pipefail
# shellcheck source=Tests/EndToEnd/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

{
  echo 'load builtin:digits batch=32 flatten=on'
  for _ in $(seq 300); do printf 'train\nshow y\n'; done
} >many.bn
"$BNEXPLORER" run many.bn --json 2>err | head -n 1 >out
status=("${PIPESTATUS[@]}")
lines out 1
lines err 0
says out '"command":"show y"'
# What nobody read is no result: the status says so, unless it was done by then.
case ${status[0]} in 0 | 74) ;; *) fail "run | head: exit status ${status[0]}" ;; esac

printf 'batch [[3],[7]]\ntrain 2\nshow moving_mean\nassert step == 2\nassert step == 3\n' >two.bn
expect 1 'JSON of claims' "$BNEXPLORER" run two.bn --json
lines out 3
says out '"ok":true'
says out '"ok":false'
grep -q '^{.*}$' out || fail 'the JSON lines are no objects'
grep -qvE '^\{.*\}$' out && fail 'something stands between the JSON lines'

printf 'batch [[3],[7]]\ntrain 3\nshow step\n' | "$BNEXPLORER" run - >out 2>err || fail 'a script from standard input'
same out <(echo 'step = 3')
lines err 0

printf 'batch [[3],[7]]\ntrain 3\nshow step\n' | "$BNEXPLORER" repl >out 2>err || fail 'the prompt in a pipe'
same out <(echo 'step = 3')
printf 'train 3\nshow step\n' | "$BNEXPLORER" >out 2>err || fail 'the program in a pipe'
says out 'step = 3'

printf 'batch [[3],[7]]\ntrian\nshow step\n' | "$BNEXPLORER" repl >out 2>err
[ "${PIPESTATUS[1]}" -eq 64 ] || fail 'a wrong line in a pipe has another status than 64'
says out 'step = 0'
says err '-:2:1: unknown command "trian"'

if grep -q $'\x1b' out err; then fail 'escape codes in a pipe'; fi
expect 0 'help' "$BNEXPLORER" --help
says out 'explore'
if grep -q $'\x1b' out; then fail 'escape codes in the help'; fi
finish
