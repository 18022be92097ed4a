# shellcheck shell=bash
# Words to the person at the terminal, and long jobs shown as one line that moves. Everything goes to standard error.

say() {
  printf '%s\n' "$*" >&2
}

# The last words: a message and the exit status, as sysexits.h numbers them.
give_up() {
  local status=$1
  shift
  say "$@"
  exit "$status"
}

# True where standard error is a terminal that can rewrite a line.
can_rewrite_line() {
  [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]
}

erase_line() {
  if can_rewrite_line; then printf '\r\033[K' >&2; fi
}

# The locale's name, in the order in which the C library looks for it.
locale_name() {
  printf '%s' "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}"
}

has_utf8_locale() {
  case $(locale_name) in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) true ;;
    *) false ;;
  esac
}

seconds_as_words() {
  if [ "$1" -lt 60 ]; then printf '%d s' "$1"; else printf '%d min %d s' $(($1 / 60)) $(($1 % 60)); fi
}

# The newest line of a log. It is shown on one line of a terminal, so control characters are taken out.
newest_line() {
  tail -n 1 "$1" 2>/dev/null | tr -d '\000-\037\177' || true
}

columns_of_terminal() {
  local size
  size=$(stty size <&2 2>/dev/null) || size=''
  case ${size#* } in
    '' | 0 | *[!0-9]*) printf 80 ;;
    *) printf '%s' "${size#* }" ;;
  esac
}

draw_progress() {
  local turn=$1 line=$2 width
  local marks=('-' "\\" '|' '/')
  if has_utf8_locale; then marks=('⠋' '⠙' '⠸' '⠴' '⠦' '⠇'); fi
  width=$(columns_of_terminal)
  line="${marks[turn % ${#marks[@]}]} $line"
  printf '\r\033[K%s' "${line:0:width - 1}" >&2
}

# Off a terminal there is no line to rewrite: a sign of life now and then.
progress_interval=20

# The job that is running, which leads a process group of its own, for `stop_job`.
job=''

# Starts a command in the background. Its process group lets an interrupt reach everything that it started.
start_job() {
  set -m
  "$@" </dev/null &
  job=$!
  set +m
}

# Returns the status of the job that `start_job` started.
end_job() {
  local status=0
  wait "$job" || status=$?
  job=''
  return "$status"
}

# Runs a command that can be interrupted, with its output as it comes.
run_in_sight() {
  start_job "$@"
  end_job
}

# follow TITLE LOG COMMAND [ARGUMENT...]
# Runs the command with its output in LOG, shows how long it has been running and the newest line of the log, and
# returns the command's status. The moving line is gone at the end; the caller says how it ended, after
# `followed_seconds`.
follow() {
  local title=$1 log=$2 status=0 turn=0 started=$SECONDS told=0 elapsed
  shift 2
  : >"$log"
  start_job "$@" >"$log" 2>&1
  while kill -0 "$job" 2>/dev/null; do
    elapsed=$((SECONDS - started))
    if can_rewrite_line; then
      draw_progress "$turn" "$title: $(seconds_as_words "$elapsed")  $(newest_line "$log")"
    elif [ $((elapsed - told)) -ge "$progress_interval" ]; then
      told=$elapsed
      say "  $title: $(seconds_as_words "$elapsed")  $(newest_line "$log")"
    fi
    turn=$((turn + 1))
    sleep 0.2
  done
  end_job || status=$?
  # shellcheck disable=SC2034 # for the caller
  followed_seconds=$((SECONDS - started))
  erase_line
  return "$status"
}

# The same with a line at the beginning, where there is no moving one to say it.
follow_aloud() {
  can_rewrite_line || say "$1 ..."
  follow "$@"
}

# Ends the running job and what it started, politely first.
stop_job() {
  local turn=0
  [ -n "$job" ] || return 0
  kill -INT -- "-$job" 2>/dev/null || return 0
  while kill -0 "$job" 2>/dev/null; do
    turn=$((turn + 1))
    if [ "$turn" -eq 25 ]; then kill -TERM -- "-$job" 2>/dev/null || true; fi
    if [ "$turn" -eq 50 ]; then kill -KILL -- "-$job" 2>/dev/null || true; fi
    sleep 0.2
  done
}

interrupted() {
  trap '' INT TERM HUP
  stop_job
  erase_line
  say 'Interrupted.'
  # Dying of the signal itself tells the calling shell what happened.
  trap - "$1"
  kill -s "$1" $$
}

trap_interrupts() {
  trap 'interrupted INT' INT
  trap 'interrupted TERM' TERM
  trap 'interrupted HUP' HUP
}

# The end of a log that explains a failure, and where the rest is.
show_end_of_log() {
  tail -n 40 "$1" >&2 || true
  say "The whole log is in $1"
}
