# shellcheck shell=bash
# What is packed: its name, version and time, and where packages go. The version has one place, in the program.

dist=${PACKAGE_DIST:-$root/dist}
work=$root/.build-package/packages
version_file=Sources/BNExplorer/Language/ProgramVersion.swift

# Sets `number`, what `bnexplorer --version` prints; `version`, which packages are called by; and SOURCE_DATE_EPOCH.
#
# Until CHANGELOG.md has a heading for the number, it is one to come: the tilde sorts before it, for dpkg too.
find_release() {
  local commit
  number=$(sed -n 's/.*static let number = "\(.*\)".*/\1/p' "$root/$version_file")
  [ -n "$number" ] || give_up 70 "$version_file names no version."
  commit=$(git -C "$root" rev-parse --short=9 HEAD 2>/dev/null) ||
    give_up 69 "$root is no git repository: packages are made from a commit."
  export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
  version=$number
  if ! is_released; then version="$number~git$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d).$commit"; fi
  if [ -n "$(git -C "$root" status --porcelain)" ]; then
    say 'Not all is committed: what is packed is no commit, and nobody can make it again.'
  fi
}

is_released() {
  grep -qF "## [$number]" "$root/CHANGELOG.md"
}

# The Debian name of this machine's kind: amd64, arm64.
architecture() {
  dpkg --print-architecture
}

# make_packages KIND...: then the list of what is in them, and the checksums of everything in the folder.
make_packages() {
  local kind
  find_release
  install_packing_tools
  mkdir -p "$dist"
  # Of an earlier version nothing may stay: its checksums would be signed with the others.
  rm -f "$dist"/bnexplorer* "$dist/SHA256SUMS"
  case " $* " in *' deb '* | *' tar '*)
    compile
    rm -rf "$work"
    make_tree "$work/tree"
    ;;
    *) rm -rf "$work" ;;
  esac
  mkdir -p "$work"
  for kind in "$@"; do "make_$kind"; done
  python3 "$root/scripts/lib/package/sbom.py" "$root" "$number" "$version" "$SOURCE_DATE_EPOCH" "$dist" "$work"
  (cd "$dist" && sha256sum bnexplorer* >SHA256SUMS)
  say "Packages of bnexplorer $version:"
  (cd "$dist" && wc -c bnexplorer* SHA256SUMS | sed '$d') >&2
}

# What packing takes beside what the build does: dpkg's tools, patchelf for where libraries are looked for, Python 3.
install_packing_tools() {
  local missing=()
  command -v dpkg-shlibdeps >/dev/null || missing+=(dpkg-dev)
  command -v patchelf >/dev/null || missing+=(patchelf)
  command -v python3 >/dev/null || missing+=(python3-minimal)
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null || give_up 69 "Packages are made on Debian or Ubuntu; missing: ${missing[*]}"
  mkdir -p "$build"
  { find_way_to_become_root && install_packages "${missing[@]}"; } ||
    give_up 69 "Missing; as root: apt-get install ${missing[*]}"
}

# same_times FOLDER: every file as old as the commit, and readable for all.
same_times() {
  chmod -R u=rwX,go=rX "$1"
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# packed_tar FOLDER: that folder as a .tar.gz on standard output, the same whoever makes it and when.
packed_tar() {
  tar -C "$(dirname "$1")" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$SOURCE_DATE_EPOCH" -cf - "$(basename "$1")" | gzip -9n
}
