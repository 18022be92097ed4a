#!/usr/bin/env bash
# asciinema 2.2.0 (PyPI): `asciinema cat` needs a terminal though it reads nothing.
#
# The command prints what a recording holds, and no key plays a part in it. All the same it opens /dev/tty before it prints, so that in a
# build service, under cron or behind a pipe without a controlling terminal it ends with an OSError and prints nothing. With a
# terminal of its own, as script(1) of util-linux gives it, it prints the recording whatever its output is.
#
# Seen: without a terminal: "OSError: [Errno 6] No such device or address: '/dev/tty'" and no output; with one: "ab".
#
# Exit status: 0 it is so, 1 it has changed, 69 something needed is missing.
set -euo pipefail
for program in python3 setsid script; do command -v "$program" >/dev/null || exit 69; done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check asciinema==2.2.0 || exit 69
cd "$folder"
export LC_ALL=C.UTF-8
printf '%s\n' '{"version": 2, "width": 4, "height": 1}' '[0.0, "o", "a"]' '[0.1, "o", "b"]' >film.cast

# Without a controlling terminal.
if setsid --wait venv/bin/asciinema cat film.cast >shown 2>why </dev/null; then status=0; else status=$?; fi
tail -n 1 why
[ "$status" -ne 0 ] && [ ! -s shown ] && grep -q "/dev/tty" why || { echo 'changed: it needs no terminal'; exit 1; }

# With one that nobody looks at.
script --quiet --return --command 'venv/bin/asciinema cat film.cast >shown' /dev/null </dev/null
echo "with a terminal: $(cat shown)"
[ "$(cat shown)" = ab ] || { echo 'changed: it prints something else'; exit 1; }
