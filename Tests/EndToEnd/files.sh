#!/usr/bin/env bash
# What is written can be read again: a saved session gives the same bytes, exported numbers load as the same numbers.
set -uo pipefail
# shellcheck source=Tests/EndToEnd/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

shown='show x; show y; show gamma; show beta; show moving_mean; show moving_variance; show renorm_mean; show r; show d'
cat >first.bn <<BN
generate normal mean=[5, -1, 0.1] std=[2, 0.5, 3] shape=16x3 seed=11 drift=0.01
set momentum 0.9
train 7
set renorm on
set renorm_clipping rmax=3 rmin=0.2 dmax=5
set beta_initializer constant 0.25
train 20
assign gamma [1.5, 0.1, 3e-3]
set training off
step 2
toggle training
step 5
save session.bn
$shown
BN
expect 0 'a session that is saved' "$BNEXPLORER" run first.bn
mv out first.out
lines err 0
printf '%s\n' "$shown" >shown.bn
cat session.bn shown.bn >second.bn
expect 0 'the saved session' "$BNEXPLORER" run second.bn
same out first.out
printf 'source session.bn\n%s\nsave again.bn\n' "$shown" >third.bn
expect 0 'the saved session, sourced' "$BNEXPLORER" run third.bn
same out first.out
same again.bn session.bn

# Beside its data a session names them from there, so that both can be moved together.
printf '1,2\n3,4\n5,7\n' >data.csv
printf 'load data.csv batch=2\ntrain 3\nsave moved.bn\nshow moving_mean\n' >loaded.bn
expect 0 'a session with data' "$BNEXPLORER" run loaded.bn
mv out loaded.out
mkdir elsewhere apart
(cat moved.bn && echo 'show moving_mean') >elsewhere/moved.bn
cp data.csv elsewhere
expect 0 'the session and its data, moved' bash -c 'cd elsewhere && exec "$0" run moved.bn' "$BNEXPLORER"
same out loaded.out
# Away from its data it has their whole path, and runs from any folder.
printf 'load ../data.csv batch=2\ntrain 3\nsave away.bn\n' >apart/loaded.bn
expect 0 'a session away from its data' bash -c 'cd apart && exec "$0" run loaded.bn' "$BNEXPLORER"
rm elsewhere/data.csv
(cat apart/away.bn && echo 'show moving_mean') >elsewhere/away.bn
expect 0 'that session from elsewhere' bash -c 'cd elsewhere && exec "$0" run away.bn' "$BNEXPLORER"
same out loaded.out

# A float32 array of two dimensions through each format and back.
cat >export.bn <<'BN'
generate lognormal mean=0 std=3 shape=9x4 seed=5
train
show y
export y y.npy
export y y.csv
export moving_mean mean.json
export variables variables.json
BN
expect 0 'an export' "$BNEXPLORER" run export.bn
sed 's/^y = //; s/^ *//' out >y.out
for file in y.npy y.csv; do
  printf 'load %s\nstep\nshow x\n' "$file" >load.bn
  expect 0 "loading $file" "$BNEXPLORER" run load.bn
  sed 's/^x = //; s/^ *//' out >x.out
  same x.out y.out
done
says mean.json '['
says variables.json '"moving_variance"'

# Nobody's home is made for the sake of a history.
printf 'quit\n' | env -u XDG_STATE_HOME HOME="$folder/nobody" "$BNEXPLORER" repl >out 2>err || fail 'a home that is not there'
[ ! -e nobody ] || fail 'the program made a home that was not there'

# A file that is there is replaced as a whole or not at all.
printf 'precious\n' >kept.csv
printf 'batch [[3],[7]]\nexport y kept.csv\n' >early.bn
expect 64 'an export of what is not there yet' "$BNEXPLORER" run early.bn
same kept.csv <(echo precious)
finish
