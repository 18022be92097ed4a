#!/usr/bin/env bash
# The packages on a bare Debian: what a person does who has nothing but one file of the release.
#
#   Tests/faces/package.sh DIST CACHE
#
# DIST has what scripts/package made. CACHE keeps the bare system between runs. Needs root, for chroot.
set -uo pipefail

tests=$(CDPATH='' cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
dist=$1 cache=$2 suite=bookworm
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
failures=0

say() { printf '%s\n' "$*"; }

skip() {
  say "SKIPPED package: $*"
  exit 0
}

fail() {
  say "FAILED $*"
  failures=$((failures + 1))
}

# inside COMMAND: a shell's line in the bare system, as a person without any setting has it.
inside() {
  chroot "$bare" /usr/bin/env -i HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=xterm DEBIAN_FRONTEND=noninteractive \
    /bin/bash -c "$1" </dev/null
}

# expect NAME PATTERN COMMAND: the command ends well, and says something in which the pattern is found.
expect() {
  local name=$1 pattern=$2 said status=0
  said=$(inside "$3" 2>&1) || status=$?
  if [ "$status" -ne 0 ]; then
    fail "$name: exit status $status: $(tail -n 3 <<<"$said")"
  elif ! grep -qE -- "$pattern" <<<"$said"; then
    fail "$name: nothing like \"$pattern\" in: $(head -n 5 <<<"$said")"
  else
    say "ok     $name"
  fi
}

# What the programs of a package do, wherever it lies.
use() {
  local name=$1 program=$2 model
  expect "$name: the version" "^[0-9]+\.[0-9]+\.[0-9]+$" "$program --version"
  expect "$name: a lesson without a screen" 'assertions hold' "$program demo three-numbers --headless"
  expect "$name: a lesson in lines" 'Scene 8 of 8' "yes \"\" | head -n 60 | $program demo three-numbers --plain"
  # Keys that come before the program listens are kept by the terminal; its screen needs terminfo and the library of screens.
  expect "$name: the screen" 'PAUSE' "(sleep 3; printf q; sleep 1; printf q; sleep 1) | timeout 60 script -qec 'stty rows 30 cols 100; $program' /dev/null"
  expect "$name: a script" 'moving_mean = \[5' "echo 'batch [[3], [7]]; set momentum 0.5; train 60; show moving_mean' | $program run -"
  for model in h5:HDF5 pt:zip xml:XML; do
    expect "$name: the batch norms in ${model#*:}" '^1 batch norm|^[0-9]+ batch norms' "$program layers /root/model.${model%:*}"
  done
  expect "$name: the doctor on HDF5" '0 errors' "$program doctor /root/model.h5"
}

[ "$(id -u)" -eq 0 ] || skip 'chroot needs root'
deb=$(find "$dist" -name 'bnexplorer_*.deb') archive=$(find "$dist" -name 'bnexplorer-*-linux-*.tar.gz')
[ -e "$deb" ] && [ -e "$archive" ] || { fail "no packages in $dist; make them: scripts/package"; exit 1; }
if ! command -v debootstrap >/dev/null; then
  { apt-get update && apt-get install -y --no-install-recommends debootstrap; } >"$cache/install.log" 2>&1 ||
    skip "debootstrap cannot be installed; see $cache/install.log"
fi

# A bare system is downloaded once, and copied for each run.
if [ ! -e "$cache/$suite.tar" ]; then
  say "Downloading a bare Debian ($suite) ..."
  rm -rf "$cache/$suite.new"
  debootstrap --variant=minbase "$suite" "$cache/$suite.new" "$mirror" >"$cache/debootstrap.log" 2>&1 ||
    skip "no bare Debian from $mirror; see $cache/debootstrap.log"
  chroot "$cache/$suite.new" apt-get clean
  tar -C "$cache/$suite.new" -cf "$cache/$suite.tar.new" . && mv "$cache/$suite.tar.new" "$cache/$suite.tar"
  rm -rf "$cache/$suite.new"
fi
bare=$(mktemp -d "$cache/bare.XXXXXX")

# What is mounted goes first: a folder that is removed with /proc in it is another thing.
finish() {
  umount "$bare/proc" "$bare/dev/pts" 2>/dev/null
  mountpoint -q "$bare/proc" || rm -rf --one-file-system "$bare"
}
trap finish EXIT
tar -C "$bare" -xf "$cache/$suite.tar"
mount -t proc proc "$bare/proc" || skip 'nothing can be mounted here'
mkdir -p "$bare/dev/pts" && mount -t devpts devpts "$bare/dev/pts" 2>/dev/null
cp /etc/resolv.conf "$bare/etc/resolv.conf" 2>/dev/null
gzip -dc "$tests/BNFilesTests/Models/Keras/Files/known_b_keras215_full.h5.gz" >"$bare/root/model.h5"
cp "$tests/BNFilesTests/Models/TorchFiles/b_torch215_state_dict.pt" "$bare/root/model.pt"
cp "$tests"/BNFilesTests/Models/OpenVINO/Files/b_openvino_bninfer_f32.* "$bare/root/"
mv "$bare/root/b_openvino_bninfer_f32.xml" "$bare/root/model.xml"
mv "$bare/root/b_openvino_bninfer_f32.bin" "$bare/root/model.bin"
cp "$deb" "$archive" "$bare/root/"

# everything: all files of the system that packages and people put there.
everything() { inside 'find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /var -o -path /run \) -prune -o -print' | sort; }

# The archive first: nothing of what it needs has been installed yet.
(cd "$dist" && sha256sum --quiet -c SHA256SUMS) && say 'ok     the checksums' || fail 'the checksums'
folder=/opt/$(basename "$archive" .tar.gz)
inside "tar -C /opt -xzf /root/$(basename "$archive")" || fail 'the archive cannot be unpacked'
use 'archive' "$folder/bin/bnexplorer"
expect 'archive: moved, and called by a link' '^[0-9.]+$' \
  "mv $folder /srv/moved && ln -s /srv/moved/bin/bnexplorer /usr/local/bin/bnexplorer && bnexplorer layers /root/model.h5 && bnexplorer --version"
expect 'archive: its libraries are all there' '^none$' \
  'for f in /srv/moved/bin/* /srv/moved/lib/bnexplorer/*; do ldd $f; done | grep "not found" || echo none'
inside 'rm -r /srv/moved /usr/local/bin/bnexplorer'

# The package, with what it depends on from Debian; man and completions as a desktop has them.
expect 'what a desktop has' '.' 'apt-get update && apt-get install -y --no-install-recommends man-db bash-completion zsh fish'
# A minimal system may keep manual pages out when packages are installed.
inside 'rm -f /etc/dpkg/dpkg.cfg.d/*'
everything >"$cache/before"
expect 'package: installed' 'Setting up bnexplorer' "apt-get install -y /root/$(basename "$deb")"
use 'package' bnexplorer
expect 'package: nothing of it was changed' '^$' 'dpkg --verify bnexplorer'
expect 'package: the manual page' 'See, teach and debug' 'man bnexplorer'
expect 'package: one of a subcommand' 'exit status|EXIT STATUS' 'man bnexplorer-doctor'
expect 'package: one of the language' 'generate KIND' 'man 5 bnexplorer'
expect 'package: found by a word' 'bnexplorer' 'mandb -q; apropos "batch normalization"'
expect 'package: its changes' 'bnexplorer \(' 'zcat /usr/share/doc/bnexplorer/changelog.Debian.gz'
cp "$tests/faces/completions.bash" "$tests/faces/completions.zsh" "$bare/root/"
expect 'package: completion in bash' '^all well$' 'cd /root && bash /root/completions.bash'
expect 'package: completion in zsh' '^all well$' 'cd /root && zsh /root/completions.zsh'
expect 'package: completion in fish' '^demo' 'fish -c "complete -C \"bnexplorer de\""'
expect 'package: files in fish' 'model\.h5' 'cd /root && fish -c "complete -C \"bnexplorer doctor mod\""'
expect 'package: removed' 'Purging|Removing' 'apt-get purge -y bnexplorer && apt-get autoremove --purge -y'
# Every start of a person may leave settings in the home folder; the package has nothing to do with those.
left=$(everything | diff "$cache/before" - | grep '^>' | grep -vE '/root/|/(man|fish|zcompdump)' | head)
[ -z "$left" ] && say 'ok     package: nothing stays behind' || fail "package: left behind: $left"
# What man keeps formatted is man's own.
left=$(inside 'find / -xdev -path /proc -prune -o -path /var/cache/man -prune -o -iname "*bnexplorer*" -print' | grep -v '^/root/')
[ -z "$left" ] && say 'ok     package: not even a name' || fail "package: files of that name stay behind: $left"

[ "$failures" -eq 0 ] || exit 1
