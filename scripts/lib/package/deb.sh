# shellcheck shell=bash
# The package for Debian and Ubuntu, made by dpkg-deb alone: there is nothing to configure, so no script runs when it is installed.

homepage=${PACKAGE_HOMEPAGE:-}

# Who answers for the package: as Debian's tools have it in the environment, or whoever committed last.
maintainer() {
  git -C "$root" log -1 --format="${DEBFULLNAME:-%cn} <${DEBEMAIL:-%ce}>"
}

make_deb() {
  local tree=$work/deb doc=$work/deb/usr/share/doc/bnexplorer name
  name=bnexplorer_$version-1_$(architecture).deb
  mkdir -p "$tree/DEBIAN"
  cp -R "$work/tree" "$tree/usr"
  # Debian has every library where the loader looks anyway.
  patchelf --remove-rpath "$tree/usr/bin/bnexplorer" "$tree/usr/lib/bnexplorer/bnexplorer-hdf5"
  python3 "$root/scripts/lib/package/changelog.py" "$root/CHANGELOG.md" "$version-1" "$number" "$(maintainer)" "$SOURCE_DATE_EPOCH" |
    gzip -9n >"$doc/changelog.Debian.gz"
  python3 "$root/scripts/lib/package/copyright.py" "$root" "$(toolchain_licence)" >"$doc/copyright"
  mkdir -p "$tree/usr/share/lintian/overrides"
  cp "$root/scripts/lib/package/lintian-overrides" "$tree/usr/share/lintian/overrides/bnexplorer"
  control_file "$tree" >"$tree/DEBIAN/control"
  (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
  same_times "$tree"
  dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$tree" "$dist/$name" >/dev/null
}

# control_file TREE: what dpkg-gencontrol would write of a whole source package.
control_file() {
  cat <<END
Package: bnexplorer
Version: $version-1
Architecture: $(architecture)
Maintainer: $(maintainer)
Installed-Size: $(installed_size "$1/usr")
Depends: $(dependencies "$1/usr")
Recommends: libzip4 | libzip4t64 | libzip5, libexpat1, libsnappy1v5
Suggests: librsvg2-2, ffmpeg
Section: science
Priority: optional
END
  if [ -n "$homepage" ]; then printf 'Homepage: %s\n' "$homepage"; fi
  cat <<'END'
Description: see, teach and debug batch normalization in a terminal
 Batches stream through a batch-normalization layer with the arithmetic of
 TensorFlow's tf.layers.batch_normalization, while its parameters are turned,
 its steps gone back to and its numbers explained. Lessons teach what goes
 wrong in practice.
 .
 For trained models of PyTorch, Keras, TensorFlow, ONNX and others, bnexplorer
 lists the batch norms, compares them between files and formats, follows them
 through checkpoints, and says what is wrong with them and with which layer it
 began. Nothing in a model file is executed.
 .
 libzip is for models that are zip archives (PyTorch, Keras, NumPy), expat for
 OpenVINO's, snappy for compressed checkpoints of TensorFlow.
END
}

# In KiB as dpkg-gencontrol counts: files each rounded up, one for everything else.
installed_size() {
  find "$1" -printf '%y %s\n' | awk '$1 == "f" { sum += int(($2 + 1023) / 1024); next } { sum += 1 } END { print sum }'
}

# The packages with the libraries that the programs are linked with, in the versions that have what they use.
dependencies() {
  mkdir -p "$work/shlibdeps/debian"
  printf 'Source: bnexplorer\n\nPackage: bnexplorer\nArchitecture: any\n' >"$work/shlibdeps/debian/control"
  (cd "$work/shlibdeps" && dpkg-shlibdeps -O "$1/bin/bnexplorer" "$1/lib/bnexplorer/bnexplorer-hdf5") |
    sed -n 's/^shlibs:Depends=//p'
}

# The licence of Swift's standard library, which the toolchain brings along.
toolchain_licence() {
  printf '%s' "$(dirname "$(dirname "$(readlink -f "$swift")")")/share/swift/LICENSE.txt"
}
