# shellcheck shell=bash
# Whether packages are what they should be: the same bytes when they are made once more, and without what Debian's tools find wrong.

# The last commit is cloned to a folder of another name, compiled there and packed with the same versions of the Swift packages.
check_same_bytes() {
  local folder
  find_release
  [ -z "$(git -C "$root" status --porcelain)" ] || give_up 1 'Commit first: what is compared is made from the last commit.'
  [ -e "$dist/SHA256SUMS" ] || make_packages deb tar brew
  folder=$(mktemp -d "${TMPDIR:-/tmp}/bnexplorer-again.XXXXXX")
  git clone --quiet "$root" "$folder/elsewhere"
  cp "$root/Package.resolved" "$folder/elsewhere/" 2>/dev/null || true
  run_in_sight env PACKAGE_DIST="$folder/dist" "$folder/elsewhere/scripts/package" all || give_up 70 "No packages in $folder."
  if cmp "$dist/SHA256SUMS" "$folder/dist/SHA256SUMS"; then
    rm -rf "$folder"
    say 'The same bytes.'
  else
    diff "$dist/SHA256SUMS" "$folder/dist/SHA256SUMS" >&2 || true
    give_up 1 "Not the same bytes; the others are in $folder."
  fi
}

# What is wrong in the eyes of lintian, mandoc and man; each is passed over, aloud, where it is not installed.
lint_packages() {
  local status=0 page pages=$work/tree/share/man
  find_release
  [ -d "$pages" ] || give_up 69 'Make the packages first: scripts/package'
  if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$dist"/bnexplorer_*.deb || status=1
  else
    say 'lintian: skipped, it is not installed'
  fi
  while IFS= read -r page; do
    if command -v mandoc >/dev/null; then gzip -dc "$page" | mandoc -Tlint -Wwarning || status=1; fi
    if command -v man >/dev/null; then
      if MANWIDTH=80 man --warnings=w -E UTF-8 -l "$page" 2>&1 >/dev/null | grep .; then status=1; fi
    fi
  done < <(find "$pages" -name '*.gz' | sort)
  command -v mandoc >/dev/null || say 'mandoc: skipped, it is not installed'
  command -v ruby >/dev/null && { ruby -c "$dist/bnexplorer.rb" >/dev/null || status=1; }
  return "$status"
}
