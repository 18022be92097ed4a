# shellcheck shell=bash
# The archive to be unpacked anywhere: programs, and beside them the libraries that a small system may lack.

# Opened when the first file comes that needs them, so that no program names them.
opened_later=(libzip.so.4 libzip.so.5 libexpat.so.1 libsnappy.so.1)

make_tar() {
  local name arch tree
  arch=$(uname -m)
  name=bnexplorer-$version-linux-$arch
  tree=$work/$name
  cp -R "$work/tree" "$tree"
  mv "$tree/share/zsh/vendor-completions" "$tree/share/zsh/site-functions"
  copy_libraries "$tree"
  cp "$root/LICENSE" "$tree/LICENSE"
  readme_file "$tree" >"$tree/README"
  same_times "$tree"
  packed_tar "$tree" >"$dist/$name.tar.gz"
}

# libraries_of FILE...: the paths of all that the loader brings along, but for the C and C++ libraries, which have to be the system's.
libraries_of() {
  local file
  for file in "$@"; do ldd "$file"; done | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | sort -u |
    grep -vE '/(libc|libm|libdl|libpthread|librt|libresolv|libstdc\+\+|libgcc_s|ld-linux[^/]*)\.so' || true
}

# The path of a library by its name, or nothing.
library_named() {
  ldconfig -p | awk -v name="$1" '$1 == name { print $NF; exit }'
}

# Debian's package of a library, whose path it may know with or without /usr.
package_of() {
  local path=${1#/usr}
  { dpkg-query -S "$path" || dpkg-query -S "/usr$path"; } 2>/dev/null | head -n 1 | cut -d : -f 1
}

# Each library beside the program that reads HDF5 files, with its licence. Where they look for each other is where they are.
copy_libraries() {
  local tree=$1 name path later=() folder=$1/lib/bnexplorer licences=$1/share/doc/bnexplorer/licences package
  mkdir -p "$licences"
  for name in "${opened_later[@]}"; do
    path=$(library_named "$name")
    if [ -n "$path" ]; then later+=("$path"); fi
  done
  : >"$work/libraries"
  { printf '%s\n' "${later[@]}" && libraries_of "$tree/bin/bnexplorer" "$folder/bnexplorer-hdf5" "${later[@]}"; } | sort -u |
    while IFS= read -r path; do
      name=$(basename "$path")
      package=$(package_of "$path") || give_up 70 "No package of Debian has $path, which the programs are linked with."
      cp -L "$path" "$folder/$name"
      patchelf --set-rpath '$ORIGIN' "$folder/$name"
      cp "/usr/share/doc/$package/copyright" "$licences/$package"
      printf '%s %s\n' "$name" "$package" >>"$work/libraries"
    done
  python3 "$root/scripts/lib/package/copyright.py" "$root" "$(toolchain_licence)" >"$licences/bnexplorer"
  patchelf --set-rpath '$ORIGIN' "$folder/bnexplorer-hdf5"
  patchelf --set-rpath '$ORIGIN/../lib/bnexplorer' "$tree/bin/bnexplorer"
}

# The newest version of the C library that some files ask for.
newest_glibc() {
  objdump -T "$@" | grep -oE 'GLIBC_[0-9.]+' | cut -d _ -f 2 | sort -uV | tail -n 1
}

readme_file() {
  cat <<END
BNExplorer $version: see, teach and debug batch normalization in a terminal.

Unpack it anywhere and start bin/bnexplorer. Nothing has to be installed; folders may be moved together, not apart. To have it by
name, link the program into a folder of PATH:

    ln -s "\$PWD/bin/bnexplorer" ~/.local/bin/bnexplorer

It needs Linux on $(uname -m) with the GNU C library $(newest_glibc "$1"/bin/* "$1"/lib/bnexplorer/*) or newer (ldd --version tells) and the C++ library
(libstdc++) that comes with it. The other libraries are in lib/bnexplorer.

Manual pages: man -M share/man bnexplorer. Completions for bash, zsh and fish: share. Examples: share/doc/bnexplorer/examples.

bin/bnexplorer demo --list names the lessons; bin/bnexplorer --help the rest.

BNExplorer's licence is in LICENSE; those of what comes with it are in share/doc/bnexplorer/licences.
END
}
