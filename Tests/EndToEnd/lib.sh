# shellcheck shell=bash
# What the end-to-end checks share: a folder of their own, and claims that name themselves when they fail.

: "${BNEXPLORER:?set BNEXPLORER to the program to check}"
# A relative path would not survive the change of folder.
case $BNEXPLORER in /*) ;; *) BNEXPLORER=$PWD/$BNEXPLORER ;; esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 70
# The program must neither read nor write the history of whoever runs the checks.
export HOME=$folder XDG_STATE_HOME=$folder/state
unset NO_COLOR

failures=0

fail() {
  printf 'not as expected: %s\n' "$*"
  failures=$((failures + 1))
}

# expect STATUS NAME COMMAND [ARGUMENT...]: runs a command; its output is in the files out and err.
expect() {
  local expected=$1 name=$2 status=0
  shift 2
  "$@" >out 2>err </dev/null || status=$?
  if [ "$status" -ne "$expected" ]; then
    fail "$name: exit status $status instead of $expected"
    sed 's/^/  out: /' out
    sed 's/^/  err: /' err
  fi
}

# says FILE TEXT: a file holds a text.
says() { grep -qF -- "$2" "$1" || fail "$1 does not say \"$2\" but: $(head -n 3 "$1")"; }

# lines FILE COUNT: a file has so many lines.
lines() {
  local count
  count=$(grep -c '' "$1" || true)
  [ "$count" -eq "$2" ] || fail "$1 has $count lines instead of $2: $(head -n 3 "$1")"
}

# same FILE FILE: two files hold the same bytes.
same() { cmp -s "$1" "$2" || fail "$1 and $2 differ: $(diff "$1" "$2" | head -n 4)"; }

finish() {
  [ "$failures" -eq 0 ] || exit 1
}
