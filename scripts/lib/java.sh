# shellcheck shell=bash
# A Java for tests that need one. Needs say.sh, packages.sh and build.sh.

# The major version of a java; nothing where it does not answer as one.
java_version() {
  "$1" -version 2>&1 </dev/null | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1 || true
}

# install_java VERSION: a Java at least as new, of JAVA_HOME or PATH; where there is none, Debian's.
install_java() {
  local needed=$1 java=${JAVA_HOME:+$JAVA_HOME/bin/}java found
  found=$(java_version "$java")
  [ "${found:-0}" -lt "$needed" ] || return 0
  say "Java $needed or newer is needed; $java is ${found:-missing}."
  if ! command -v apt-get >/dev/null || ! find_way_to_become_root; then
    give_up 69 'Install one and name its folder in JAVA_HOME; on Debian, as root: apt-get install default-jre-headless'
  fi
  mkdir -p "$build"
  if ! install_packages default-jre-headless; then
    show_end_of_log "$build/install.log"
    give_up 69 'default-jre-headless could not be installed.'
  fi
  unset JAVA_HOME
  found=$(java_version java)
  [ "${found:-0}" -ge "$needed" ] ||
    give_up 69 "default-jre-headless is installed, but java is ${found:-missing}: name the folder of a newer one in JAVA_HOME."
  say "Installed default-jre-headless: Java $found."
}
