#!/usr/bin/env bash
# The compiler of Swift 6.3.1 (swift.org, Linux on x86-64).
#
# -file-prefix-map is there to keep the folder of a build out of what is built. Where a function calls withoutActuallyEscaping,
# the compiler puts in a check that names the source file when it fails. The name that it stores is the mapped one, short; the
# length that it passes beside it is that of the whole path before mapping. So the same source compiled in two folders gives
# different machine code wherever their paths are of different lengths, and the check, should it fail, is told a name that is
# longer than what is stored. Other names of files, as of #filePath or of preconditions, are mapped with their lengths.
# A #sourceLocation(file:line:) in front of the call replaces name and length by what it says.
#
# Seen, with folders whose names differ by 10 letters:
#   mapped, in a: the check is told a length of N
#   mapped, in abcdefghijk: the check is told a length of N + 10
#   with #sourceLocation, in both: 9
#
# Needs Swift 6.3.1 on x86-64. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
swiftc --version 2>/dev/null | head -n 1
mkdir "$work/a" "$work/abcdefghijk"

cat >"$work/plain.swift" <<'SWIFT'
@inline(never) public func keep(_ body: @escaping () -> Void) { body() }

public func run(_ body: () -> Void) {
  withoutActuallyEscaping(body) { keep($0) }
}
SWIFT
sed -e 's/^  without/#sourceLocation(file: "run.swift", line: 4)\n&/' -e '$i #sourceLocation()' "$work/plain.swift" >"$work/located.swift"

# length SOURCE FOLDER: the third argument of the check.
length() {
  cp "$work/$1.swift" "$work/$2/"
  swiftc -O -parse-as-library -module-name Run -file-prefix-map "$work/$2=." -S "$work/$2/$1.swift" -o "$work/$2/$1.s"
  sed -n '/swift_isEscapingClosureAtFileLocation/q; s/.*movl[[:space:]]*\$\([0-9]*\), %edx.*/\1/p' "$work/$2/$1.s" | tail -n 1
}

short=$(length plain a)
long=$(length plain abcdefghijk)
echo "mapped, in a: the check is told a length of $short"
echo "mapped, in abcdefghijk: the check is told a length of $long"
located=$(length located a)/$(length located abcdefghijk)
echo "with #sourceLocation, in a and in abcdefghijk: $located"
[ "$((long - short))" -eq 10 ] && [ "$located" = 9/9 ]
