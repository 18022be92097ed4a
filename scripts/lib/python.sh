# shellcheck shell=bash
# A Python of its own for tests that need libraries of PyPI. Needs say.sh, and `cache`, the folder that it goes into.

# install_python NAME PACKAGE...: a Python with these packages, unless it is complete and has just these; `python` is its program.
install_python() {
  local place=$cache/$1
  shift
  python=$place/bin/python
  [ "$(cat "$place/complete" 2>/dev/null)" = "$*" ] && return
  command -v python3 >/dev/null || give_up 69 'python3 is missing; on Debian: apt-get install python3-venv'
  rm -rf "$place"
  python3 -m venv "$place" || give_up 69 'Python has no venv; on Debian: apt-get install python3-venv'
  "$python" -m pip install --quiet --disable-pip-version-check "$@" || give_up 69 'No packages from PyPI.'
  echo "$*" >"$place/complete"
}
