#!/usr/bin/env bash
# pyspark 4.3.0 (PyPI).
#
# spark-submit puts both outputs of a Python program into its own standard output. A program that prints its result there and its
# errors on standard error, so that the result can be piped on, has them mixed: a warning of Python or numpy stands amid the
# JSON, an error where the result would be. What Spark itself logs goes to standard error. The exit status is the program's, and is
# all that tells a result from an error. The same file started with python keeps them apart.
#
# Seen, of a program that prints out, prints err on standard error and exits with 3:
#   spark-submit: output out err, status 3
#   python: output out, status 3
#
# Needs Java 17 or later, python3 (3.10 or later) and PyPI (450 MB). Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet pyspark==4.3.0

cat >"$work/both.py" <<'PYTHON'
import sys

print("out")
print("err", file=sys.stderr)
sys.exit(3)
PYTHON

# output_of NAME COMMAND [ARGUMENT...]
output_of() {
  local name=$1 status=0
  shift
  "$@" "$work/both.py" >"$work/output" 2>"$work/log" || status=$?
  printf '%s: output %s, status %s\n' "$name" "$(paste -s -d ' ' "$work/output")" "$status"
}

export SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON=$work/python/bin/python
seen=$(
  output_of spark-submit "$work/python/bin/spark-submit" --master 'local[1]'
  output_of python "$work/python/bin/python"
)
echo "$seen"
[ "$seen" = 'spark-submit: output out err, status 3
python: output out, status 3' ]
