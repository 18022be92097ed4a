#!/usr/bin/env bash
# tap.py 3.2.1 (PyPI).
#
# The Test Anything Protocol, version 14, has a backslash for a number sign that is part of a description. tap.py takes what
# follows it for a directive all the same: a failure whose name has "\# TODO" in it is one that was expected, one with
# "\# SKIP" was skipped, and the run is a success. A name that comes from a file or a person can hide a failure so.
#
# Seen, of three points that fail:
#   plain: ok False, todo False, skip False
#   a \: ok False, todo True, skip False
#   b \: ok False, todo False, skip True
#
# Needs python3 (3.9 or later) and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet 'tap.py[yaml]==3.2.1'

cat >"$work/test.tap" <<'END'
TAP version 14
not ok 1 - plain
not ok 2 - a \# TODO b
not ok 3 - b \# SKIP c
1..3
END
cat >"$work/read.py" <<'PYTHON'
import sys
from tap.parser import Parser

for line in Parser().parse_file(sys.argv[1]):
    if line.category == "test":
        print(f"{line.description.removeprefix('- ')}: ok {line.ok}, todo {line.todo}, skip {line.skip}")
PYTHON
seen=$("$work/python/bin/python" "$work/read.py" "$work/test.tap")
echo "$seen"
[ "$seen" = 'plain: ok False, todo False, skip False
a \: ok False, todo True, skip False
b \: ok False, todo False, skip True' ]
