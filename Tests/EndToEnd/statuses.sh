#!/usr/bin/env bash
# The exit statuses that scripts rely on, and what goes with each: results to standard output, one line about what is
# wrong to standard error.
set -uo pipefail
# shellcheck source=Tests/EndToEnd/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

cat >good.bn <<'BN'
batch [[3],[7]]
set momentum 0.99
set fused off
train 500
assert moving_mean[0] ~ 5*(1-0.99^500) within 1e-5
assert moving_variance[0] ~ 4-3*0.99^500 within 2e-5
infer
assert y[1,0] ~ (7-moving_mean[0])/sqrt(moving_variance[0]+0.001) within 1e-6
BN
expect 0 'a script whose claims hold' "$BNEXPLORER" run good.bn
lines out 0
lines err 0

sed 's/0\.99^500) within/0.98^500) within/' good.bn >wrong.bn
expect 1 'a script with a wrong number' "$BNEXPLORER" run wrong.bn
says err 'wrong.bn:5:1: assertion failed'
lines err 1
expect 1 'a wrong number among scripts that hold' "$BNEXPLORER" run good.bn wrong.bn good.bn

printf 'batch [[3],[7]]\ntrian 5\n' >mistyped.bn
expect 64 'a wrong line' "$BNEXPLORER" run mistyped.bn
says err 'mistyped.bn:2:1: unknown command "trian"; did you mean train?'
lines err 1
expect 64 'an option that is none' "$BNEXPLORER" run --jsno good.bn
expect 64 'no script' "$BNEXPLORER" run
printf 'channel 0 1 2 3 4\n' >late.bn
expect 64 'too much' "$BNEXPLORER" run late.bn

printf 'a,b\n1,2\n3\n' >ragged.csv
printf 'load ragged.csv\n' >ragged.bn
expect 65 'data that cannot be read' "$BNEXPLORER" run ragged.bn
says err 'ragged.csv'
lines err 1
printf '\x93NUMPY\x01\x00' >short.npy
expect 65 'a file that ends too early' "$BNEXPLORER" explore short.npy
says err 'short.npy'
lines err 1
head -c 200 /dev/urandom >noise.npy
printf 'load noise.npy\n' >noise.bn
expect 65 'noise' "$BNEXPLORER" run noise.bn
expect 65 'a folder for data' "$BNEXPLORER" explore .

expect 66 'a script that is not there' "$BNEXPLORER" run absent.bn
says err 'absent.bn'
lines err 1
printf 'load absent.csv\n' >absent-data.bn
expect 66 'data that are not there' "$BNEXPLORER" run absent-data.bn

printf 'batch [[3],[7]]\ntrain\nexport y good.bn/y.csv\n' >unwritable.bn
expect 74 'a file that cannot be written' "$BNEXPLORER" run unwritable.bn
says err 'good.bn/y.csv'
lines err 1

# Reports for build services, one at a time, and scripts that go on behind an error.
expect 0 'TAP' "$BNEXPLORER" run --tap good.bn
says out 'TAP version 14'
says out '1..3'
says out 'ok 3 - y[1,0] ~ '
lines err 0
expect 1 'TAP of a failure' "$BNEXPLORER" run --tap wrong.bn
says out '  looked_at:'
says err 'wrong.bn:5:1: assertion failed'
expect 64 'TAP of a wrong line' "$BNEXPLORER" run --tap good.bn mistyped.bn good.bn
says out 'Bail out! mistyped.bn:2:1: unknown command "trian"; did you mean train?'
expect 1 'JUnit' "$BNEXPLORER" run --junit good.bn wrong.bn
says out '<testsuite name="wrong.bn" file="wrong.bn" tests="3" failures="1" errors="0">'
expect 64 'two forms' "$BNEXPLORER" run --tap --json good.bn
lines out 0
expect 66 'scripts that go on' "$BNEXPLORER" run --keep-going absent-data.bn mistyped.bn wrong.bn good.bn
says err 'wrong.bn:5:1: assertion failed'
lines err 3
expect 1 'scripts that go on, and have nothing but a failure' "$BNEXPLORER" run --keep-going wrong.bn good.bn

# A long run that is interrupted. Job control gives it a process group of its own and the signal its usual course.
printf 'batch [[3],[7]]\nshow moving_mean\ntrain 1000000000\n' >long.bn
set -m
"$BNEXPLORER" run long.bn >out 2>err &
job=$!
set +m
until [ -s out ] || ! kill -0 "$job" 2>/dev/null; do sleep 0.05; done
kill -INT "$job"
status=0
wait "$job" || status=$?
[ "$status" -eq 130 ] || fail "an interrupted run: exit status $status instead of 130"

for lesson in 1 2 3; do expect 0 "lesson $lesson without a screen" "$BNEXPLORER" demo "$lesson" --headless; done
expect 64 'a lesson that is none' "$BNEXPLORER" demo nonsense --headless
finish
