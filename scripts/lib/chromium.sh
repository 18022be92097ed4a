# shellcheck shell=bash
# A Chromium for tests that need a browser. Needs say.sh, packages.sh and build.sh.

# The first of the names that a Chromium has; nothing where there is none.
chromium_program() {
  local name
  for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome; do
    if command -v "$name"; then return; fi
  done
}

# find_chromium: `chromium` is its program; where there is none, Debian's is installed. False, with the reason said, where that can't be.
find_chromium() {
  chromium=$(chromium_program)
  [ -z "$chromium" ] || return 0
  if ! command -v apt-get >/dev/null || ! find_way_to_become_root; then
    say 'There is no Chromium, and nobody to install one: name its program in CHROMIUM; on Debian, as root: apt-get install chromium'
    return 1
  fi
  mkdir -p "$build"
  if ! install_packages chromium; then
    show_end_of_log "$build/install.log"
    say 'chromium could not be installed.'
    return 1
  fi
  chromium=$(chromium_program)
  say "Installed $chromium."
}
