# shellcheck shell=bash
# The release build, done once: what it was made from is written down beside it and compared on the next start.

# `root` is the package's directory, free of symbolic links.
build=$root/.build
program=$build/release/bnexplorer
stamp=$build/explore.stamp
build_log=$build/explore.log

# Everything that decides what the build gives: path, size and time of each source, of each script that says how to
# build, and of each toolchain that could be chosen. One process, since every start pays for it.
fingerprint() {
  local path
  local paths=("$root/Package.swift" "$root/Sources" "$root/scripts/lib")
  while IFS= read -r path; do paths+=("$path"); done < <(swift_candidates)
  # The toolchain that swiftly or Xcode stands for may change while the program named swift does not.
  for path in "$home/.local/share/swiftly/config.json" "$home/.swiftly/config.json" "$root/.swift-version"; do
    if [ -e "$path" ]; then paths+=("$path"); fi
  done
  printf '%s %s\n' "${DEVELOPER_DIR:-}" "${TOOLCHAINS:-}"
  case $OSTYPE in
    darwin*)
      readlink /var/db/xcode_select_link || true
      find -L "${paths[@]}" -type f -exec stat -f '%N %z %m' {} +
      ;;
    *) find -L "${paths[@]}" -type f -printf '%p %s %T@\n' ;;
  esac
}

is_up_to_date() {
  [ -x "$program" ] && [ -x "$program-hdf5" ] && [ -r "$stamp" ] || return 1
  # The build itself writes this file, so it cannot be part of the fingerprint taken before.
  [ "$root/Package.resolved" -nt "$stamp" ] && return 1
  [ "$(fingerprint)" = "$(<"$stamp")" ]
}

# For a machine that cannot build: whether there is a program of these very sources, and it runs. Only the toolchain is
# another than it was, or gone.
is_good_enough() {
  [ -x "$program" ] && [ -r "$stamp" ] || return 1
  [ -z "$(swift_candidates)" ] || [ ! -w "$build" ] || return 1
  [ "$(fingerprint | grep -F "$root/")" = "$(grep -F "$root/" "$stamp")" ] || return 1
  "$program" --help >/dev/null 2>&1 </dev/null
}

# A build knows its own path; after a copy or a move the compiler refuses its module cache.
remove_build_of_another_path() {
  local manifest
  for manifest in "$build/release.yaml" "$build/debug.yaml"; do
    [ -e "$manifest" ] || continue
    grep -qF "\"$root/" "$manifest" && continue
    say "Removing $build: it was built at another path."
    rm -rf "$build"
  done
}

prepare_build_directory() {
  if [ -w "$build" ]; then remove_build_of_another_path; fi
  { mkdir -p "$build" && [ -w "$build" ]; } 2>/dev/null ||
    give_up 73 "Cannot write to $build: remove it, or start from a copy of the project that belongs to you."
}

# Whether the toolchain brings a standard library to put inside the program, which halves the time of a start.
has_static_library() {
  local resources
  [ "$(uname -s)" = Linux ] || return 1
  resources=$("$(dirname "$swift")/swiftc" -print-target-info 2>/dev/null |
    sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')
  [ -e "${resources}_static/linux/static-stdlib-args.lnk" ]
}

# The program, and beside it the one that reads HDF5 files for it.
swift_build_release() {
  local product
  for product in bnexplorer bnexplorer-hdf5; do
    "$swift" build --package-path "$root" --configuration release --product "$product" "$@" || return
  done
}

# The build as a job for `follow`, which keeps its output in `build_log`. The stamp is written only when all went well,
# and holds what was there before the build: an edit made meanwhile is seen by the next start.
build_release() {
  local before
  before=$(fingerprint) || return
  rm -f "$stamp"
  if has_static_library; then
    swift_build_release --static-swift-stdlib || {
      grep -q 'link.* command failed' "$build_log" || return
      echo 'Linking with the static standard library failed; building with the shared one.'
      swift_build_release || return
    }
  else
    swift_build_release || return
  fi
  printf '%s\n' "$before" >"$stamp.new" && mv "$stamp.new" "$stamp"
}

# A toolchain, the packages and a directory to build in; then `swift` names the toolchain.
prepare() {
  prepare_build_directory
  # Packages first: without its libraries a toolchain cannot even tell its version.
  if [ -n "$(swift_candidates)" ]; then install_missing; fi
  find_swift
}

# The release build, unless the caller names a program in BNEXPLORER; then `program` is it.
find_program() {
  if [ -n "${BNEXPLORER:-}" ]; then
    [ -x "$BNEXPLORER" ] || give_up 69 "BNEXPLORER is $BNEXPLORER, which is no program."
    program=$BNEXPLORER
  elif ! is_up_to_date; then
    prepare
    if ! follow_aloud 'Building bnexplorer (release)' "$build_log" build_release; then
      show_end_of_log "$build_log"
      give_up 70 'The build failed.'
    fi
  fi
}
