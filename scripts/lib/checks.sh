# shellcheck shell=bash
# The checks that scripts/test runs, and how each is reported.

# The names of the checks that failed, each after a blank.
failed=''

# The program draws box characters and Braille; without a UTF-8 locale it would rightly draw ASCII.
use_utf8_locale() {
  has_utf8_locale && return
  case $OSTYPE in
    darwin*) export LC_ALL=en_US.UTF-8 ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}

headline() {
  printf '%-6s %-24s %s\n' "$1" "$2" "$3"
}

log_of() {
  printf '%s/test-%s.log' "$build" "${1// /-}"
}

# check NAME COMMAND [ARGUMENT...]: the log's last line is the remark in the headline where it starts with "note: ".
check() {
  local name=$1 log status=0 remark
  log=$(log_of "$name")
  shift
  follow "$name" "$log" "$@" || status=$?
  remark=$(sed -n '$s/^note: \(.*\)/, \1/p' "$log")
  if [ "$status" -eq 0 ]; then
    headline ok "$name" "$(seconds_as_words "$followed_seconds")$remark"
  else
    headline FAILED "$name" "$(seconds_as_words "$followed_seconds"), exit status $status"
    cat "$log"
    failed="$failed $name;"
  fi
}

check_format() {
  "$swift" format lint --strict --recursive Package.swift Sources Tests Examples Fuzz
}

# shell_scripts: the project's own, one a line.
shell_scripts() {
  find scripts .ci Tests/EndToEnd Tests/faces -type f 2>/dev/null | sort | while IFS= read -r script; do
    case $script in
      *.sh) printf '%s\n' "$script" ;;
      *) if head -n 1 "$script" | grep -q '^#!.*sh$'; then printf '%s\n' "$script"; fi ;;
    esac
  done
}

check_scripts() {
  local script status=0
  local scripts=()
  while IFS= read -r script; do
    bash -n "$script" || status=1
    # These are no programs: they are looked at from where they are sourced, with the variables they find there.
    case $script in scripts/lib/*) ;; *) scripts+=("$script") ;; esac
  done < <(shell_scripts)
  if command -v shellcheck >/dev/null; then
    shellcheck --severity=warning --external-sources --check-sourced "${scripts[@]}" || status=1
  else
    echo 'note: syntax only, shellcheck is not installed'
  fi
  return "$status"
}

# `check` keeps a log of its own, which is where `build_release` looks for what went wrong.
check_release_build() {
  build_log=$(log_of 'release build')
  if is_up_to_date; then echo 'note: up to date'; else build_release; fi
}

# The program that makes documentation, beside the compiler or where Xcode keeps it; nothing where there is none.
find_docc() {
  local beside
  beside=$(dirname "$swift")/docc
  if [ -x "$beside" ]; then printf '%s' "$beside"; else command -v docc || xcrun --find docc 2>/dev/null || true; fi
}

# symbol_graph MODULE DIRECTORY: what the debug build's module declares, for docc. Loading the module takes the
# headers that it imports, which stand with the sources.
symbol_graph() {
  local modules triple
  local sdk=()
  modules=$("$swift" build --show-bin-path)/Modules || return
  triple=$("$swift" -print-target-info | sed -n 's/.*"triple": *"\(.*\)".*/\1/p' | head -n 1)
  case $OSTYPE in darwin*) sdk=(-sdk "$(xcrun --show-sdk-path)") ;; esac
  "$swift" symbolgraph-extract -module-name "$1" -I "$modules" -I Sources/CLevels -target "$triple" ${sdk[@]+"${sdk[@]}"} \
    -skip-synthesized-members -output-dir "$2"
}

# BNCore's documentation: it converts without a warning, and its first page lists every type.
check_documentation() {
  local docc graphs="$build/docc/graphs" page=Sources/BNCore/BNCore.docc/BNCore.md type status=0
  docc=$(find_docc)
  if [ -z "$docc" ]; then
    echo 'note: skipped, the toolchain has no docc'
    return
  fi
  rm -rf "$build/docc" && mkdir -p "$graphs" && symbol_graph BNCore "$graphs" || return
  "$docc" convert "${page%/*}" --additional-symbol-graph-dir "$graphs" --output-dir "$build/docc/BNCore.doccarchive" \
    --warnings-as-errors || return
  while IFS= read -r type; do
    grep -qF "\`\`$type\`\`" "$page" && continue
    echo "$page does not list $type: name it under one of its topics."
    status=1
  done < <(grep -o '"pathComponents":\["[A-Za-z0-9_]*"\]' "$graphs/BNCore.symbols.json" | cut -d '"' -f 4 | sort -u)
  return "$status"
}

# The kernels' tests as an optimizer compiles them, with every access to memory watched: they compute on plain addresses.
#
# The engine alone is built, in a process of its own: only there BNX_ENGINE_ALONE is set.
check_kernels() (
  export BNX_ENGINE_ALONE=1
  local options=(-c release --sanitize=address -Xswiftc -enable-testing --scratch-path "$build/sanitized")
  "$swift" build --build-tests "${options[@]}" || return
  # The test runner's own objects at the end are no leaks of ours.
  ASAN_OPTIONS=detect_leaks=0 "$swift" test "${options[@]}" --skip-build --disable-xctest \
    --filter 'BNCoreTests\.(Kernel|InstructionSet|Arithmetic|PassReuse|Float16Line|PieceMoments|RandomLine|BatchPiece)'
)

# Runs Tests/EndToEnd/*.sh in order against the release build; each script fails by its exit status.
check_end_to_end() {
  local script count=0 status=0
  export BNEXPLORER=$program
  for script in Tests/EndToEnd/*.sh; do
    [ -x "$script" ] || continue
    count=$((count + 1))
    printf '== %s\n' "$script"
    if "$script"; then :; else
      printf 'FAILED %s, exit status %s\n' "$script" "$?"
      status=1
    fi
  done
  if [ "$status" -ne 0 ]; then return 1; fi
  if [ "$count" -eq 0 ]; then echo 'note: no scripts in Tests/EndToEnd'; else echo "note: scripts run: $count"; fi
}

# How long each suite took, the slowest first; all suites run side by side, so the sum is more than the whole.
# Every line is read to its end: where a reader leaves early, `sort` dies of a broken pipe, and with it the script.
suite_times() {
  sed -n 's/^[^A-Za-z]*Suite \(.*\) \(passed\|failed\) after \([0-9.]*\) seconds.*/\3 \1/p' "$1" | sort -rn |
    awk -v limit="$2" 'NR <= limit { seconds = $1; $1 = ""; printf "       %8.2f s %s\n", seconds, $0 }'
}

# check_unit_tests [OPTION...]: the runner's words come last. At a terminal one moving line and the closing line will do;
# a log gets all of it.
check_unit_tests() {
  local name='tests' log status=0 started=$SECONDS
  local command=("$swift" test --skip-build --disable-xctest "$@")
  log=$(log_of "$name")
  if [[ $failed == *'debug build'* ]]; then
    headline FAILED "$name" 'not run: the debug build failed'
    failed="$failed $name;"
    return
  fi
  if can_rewrite_line; then
    follow "$name" "$log" "${command[@]}" || status=$?
    if [ "$status" -ne 0 ]; then cat "$log"; fi
  else
    headline run "$name" "${command[*]:1}"
    run_in_sight kept_in "$log" "${command[@]}" || status=$?
  fi
  if [ "$status" -eq 0 ] && grep -q 'Test run with 0 tests' "$log"; then
    echo 'No test has that name.'
    status=1
  fi
  if [ "$status" -eq 0 ]; then
    headline ok "$name" "$(seconds_as_words $((SECONDS - started))), its slowest suites:"
    suite_times "$log" 12
    grep 'Test run with' "$log" | tail -n 1
  else
    headline FAILED "$name" "$(seconds_as_words $((SECONDS - started))), exit status $status"
    failed="$failed $name;"
  fi
}

# kept_in LOG COMMAND [ARGUMENT...]: its output is seen and kept.
kept_in() {
  local log=$1
  shift
  "$@" 2>&1 | tee "$log"
}
