#!/usr/bin/env bash
# Test::Harness 3.44 of Perl 5.36.0 (Debian 12); all before 3.48, which is Perl 5.40's.
#
# A test that says "TAP version 14" fails under prove even where every one of its points holds: the version is a parse error,
# although the protocol says that its lines are to be read by harnesses of version 13, too. With 13 in the first line the same
# test passes. What prove starts can tell by HARNESS_VERSION.
#
# Seen, of one and the same test point:
#   14: Result: FAIL
#   13: Result: PASS
#   HARNESS_VERSION is the harness's
#
# Needs prove. Exit status 1: this is no longer so, or the harness here is 3.48 or later.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for version in 14 13; do printf 'TAP version %s\nok 1 - holds\n1..1\n' "$version" >"$work/$version"; done
cat >"$work/told" <<'SH'
printf '%s' "$HARNESS_VERSION" >"${0%/*}/version"
printf '1..1\nok 1\n'
SH
prove --exec sh "$work/told" >"$work/log"

seen=$(
  for version in 14 13; do printf '%s: %s\n' "$version" "$(prove --exec cat "$work/$version" | grep '^Result')"; done
  [ "$(cat "$work/version")" = "$(perl -MTAP::Harness -e 'print $TAP::Harness::VERSION')" ] &&
    echo "HARNESS_VERSION is the harness's"
)
echo "$seen"
[ "$seen" = "14: Result: FAIL
13: Result: PASS
HARNESS_VERSION is the harness's" ]
