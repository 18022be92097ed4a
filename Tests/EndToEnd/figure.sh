#!/usr/bin/env bash
# Figure 1 of the paper, whose networks a build without the optimizer trains too slowly for the other tests.
set -uo pipefail
# shellcheck source=Tests/EndToEnd/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

expect 0 'the lesson of figure 1' timeout 10 "$BNEXPLORER" demo figure1 --headless
grep -q '^figure1: [0-9]* assertions hold$' err || fail "the lesson of figure 1 says: $(cat err)"

# The same line, the same numbers; with any instructions and threads.
printf 'figure1 steps=120 seed=3 norm=%s order=%s\n' batch shuffled renorm sorted >figure.bn
expect 0 'two figures' "$BNEXPLORER" run figure.bn --json
mv out first.out
expect 0 'the same once more' "$BNEXPLORER" run figure.bn --json
same out first.out

finish
