# shellcheck shell=bash
# Finding a Swift toolchain that is new enough.

swift_needed_major=6
swift_needed_minor=3
home=${HOME:-}

# Every program named swift where toolchains are usually put, one path a line, PATH first.
swift_candidates() {
  local path
  path=$(command -v swift 2>/dev/null) && printf '%s\n' "$path"
  for path in \
    /opt/swift/usr/bin/swift \
    /opt/swift-*/usr/bin/swift \
    "${SWIFTLY_BIN_DIR:-$home/.swiftly/bin}/swift" \
    "$home/.swiftly/bin/swift" \
    "$home/.local/share/swiftly/bin/swift" \
    /usr/libexec/swift/bin/swift \
    /usr/libexec/swift/*/bin/swift \
    /usr/local/swift/usr/bin/swift \
    /usr/share/swift/usr/bin/swift \
    "$home/Library/Developer/Toolchains/swift-latest.xctoolchain/usr/bin/swift" \
    /Library/Developer/Toolchains/swift-latest.xctoolchain/usr/bin/swift; do
    if [ -x "$path" ]; then printf '%s\n' "$path"; fi
  done
}

# "6.3" from "Swift version 6.3.1 (...)". Nothing where the program is some other swift: OpenStack has one too.
swift_version_of() {
  local words
  words=$("$1" --version 2>/dev/null </dev/null) || return 0
  if [[ $words =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]]; then
    printf '%s.%s' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
  fi
}

is_new_enough() {
  local major=${1%%.*} minor=${1#*.}
  [ "$major" -gt "$swift_needed_major" ] ||
    { [ "$major" -eq "$swift_needed_major" ] && [ "$minor" -ge "$swift_needed_minor" ]; }
}

# Sets `swift` to the first candidate that is new enough, or ends with one line that says what to do.
find_swift() {
  local path version old='' dead=''
  local needed="$swift_needed_major.$swift_needed_minor"
  swift=''
  while IFS= read -r path; do
    version=$(swift_version_of "$path")
    if [ -z "$version" ]; then
      dead=${dead:-$path}
    elif is_new_enough "$version"; then
      swift=$path
      return
    else
      old=${old:-$version at $path}
    fi
  done < <(swift_candidates)
  if [ -n "$old" ]; then
    give_up 69 "Swift $old is too old: BNExplorer needs $needed or newer, from https://www.swift.org/install/"
  fi
  if [ -n "$dead" ]; then
    say "Found $dead, but it does not answer as Swift: $("$dead" --version 2>&1 </dev/null | head -n 1)"
  fi
  give_up 69 "BNExplorer needs Swift $needed or newer: get it from https://www.swift.org/install/ and put it on PATH."
}
