# shellcheck shell=bash
# What a build needs beside Swift: found out by trying, installed where it is missing.

# The directories whose programs have to find their shared libraries: swiftly keeps the real ones apart.
toolchain_programs() {
  local candidate directory program
  while IFS= read -r candidate; do
    printf '%s\n' "$(dirname "$candidate")"
  done < <(swift_candidates) | sort -u | {
    cat
    printf '%s\n' "$home"/.local/share/swiftly/toolchains/*/usr/bin
  } | while IFS= read -r directory; do
    for program in swift-driver swift-frontend swift-build clang; do
      if [ -x "$directory/$program" ]; then printf '%s\n' "$directory/$program"; fi
    done
  done
}

# Debian's package for a shared library that the toolchain itself is linked with.
package_of_library() {
  case $1 in
    libcurl.so.*) echo libcurl4 ;;
    libedit.so.*) echo libedit2 ;;
    libncurses.so.* | libtinfo.so.*) echo libncurses6 ;;
    libsqlite3.so.*) echo libsqlite3-0 ;;
    libstdc++.so.*) echo libstdc++6 ;;
    libuuid.so.*) echo libuuid1 ;;
    libxml2.so.2) echo libxml2 ;;
    libz.so.*) echo zlib1g ;;
    libz3.so.*) echo libz3-4 ;;
  esac
}

missing_toolchain_libraries() {
  local library
  toolchain_programs | while IFS= read -r library; do ldd "$library" 2>/dev/null || true; done |
    awk '/not found/ { print $1 }' | sort -u | while IFS= read -r library; do package_of_library "$library"; done
}

# links "HEADER..." [LIBRARY OPTION...]
# Whether a C++ program with these headers and libraries compiles and links. Swift's own clang tries it where there is
# one, since it is what links the build.
links() {
  local headers=$1 header directory status=0 compiler='' probe=$build/probe
  shift
  while IFS= read -r directory; do
    directory=$(dirname "$directory")
    if [ -x "$directory/clang++" ]; then
      compiler=$directory/clang++
      break
    fi
  done < <(swift_candidates)
  compiler=${compiler:-$(command -v c++)} || return 1
  for header in $headers; do printf '#include <%s>\n' "$header"; done >"$probe.cpp"
  printf 'int main() { return 0; }\n' >>"$probe.cpp"
  "$compiler" -o "$probe" "$probe.cpp" "$@" >/dev/null 2>&1 </dev/null || status=1
  rm -f "$probe" "$probe.cpp"
  return "$status"
}

# Debian keeps several builds of HDF5 apart: the serial one is meant.
hdf5_header=hdf5/serial/hdf5.h

# Debian's names of what is missing, one a line.
missing_packages() {
  command -v git >/dev/null || echo git
  [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -d /etc/pki/tls/certs ] || echo ca-certificates
  missing_toolchain_libraries
  links "cstdlib ncurses.h zlib.h zip.h snappy-c.h $hdf5_header" -lncursesw -lz -lzip -lsnappy -l:libexpat.so.1 -l:libhdf5_serial.a -lsz -lm -ldl &&
    return
  if links cstdlib; then
    links ncurses.h -lncursesw || echo libncurses-dev
    links zlib.h -lz || echo zlib1g-dev
    links zip.h -lzip || echo libzip-dev
    links snappy-c.h -lsnappy || echo libsnappy-dev
    # Only looked for when a file is XML, so that the library without its header is enough.
    links cstdlib -l:libexpat.so.1 || echo libexpat1
    links "$hdf5_header" -l:libhdf5_serial.a -lsz -lz -lm -ldl || echo libhdf5-dev
  else
    # Nothing links without a compiler's headers and a linker, so a header's file has to stand for its library.
    echo g++
    [ -e /usr/include/ncurses.h ] || echo libncurses-dev
    [ -e /usr/include/zlib.h ] || echo zlib1g-dev
    [ -e /usr/include/zip.h ] || echo libzip-dev
    [ -e /usr/include/snappy-c.h ] || echo libsnappy-dev
    ldconfig -p | grep -q 'libexpat\.so\.1' || echo libexpat1
    [ -e "/usr/include/$hdf5_header" ] || echo libhdf5-dev
  fi
}

# Sets `become_root` to what has to stand before a command to run it as root. At a terminal sudo may ask for the
# password, once it has been said what for.
find_way_to_become_root() {
  become_root=()
  if [ "$(id -u)" -eq 0 ]; then
    become_root=(env)
  elif command -v sudo >/dev/null; then
    if sudo -n true 2>/dev/null; then
      become_root=(sudo -n)
    elif [ -z "${CI:-}" ] && [ -t 2 ] && { : </dev/tty; } 2>/dev/null; then
      become_root=(sudo)
    fi
  fi
  [ "${#become_root[@]}" -gt 0 ]
}

# apt_install PACKAGE...: one command as root, so that sudo asks at most once.
apt_install() {
  # shellcheck disable=SC2016 # the shell that root runs expands these
  "${become_root[@]}" sh -c '
    export DEBIAN_FRONTEND=noninteractive
    apt-get update || echo "apt-get update failed; trying with the lists as they are"
    exec apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"
  ' sh "$@"
}

# Installs packages and keeps what apt-get says in a log. A sudo that asks has to stay in the foreground to be answered;
# it does so on the terminal itself, past the log.
install_packages() {
  local log=$build/install.log
  if [ "${become_root[*]}" = sudo ]; then
    say "Installing $* needs root; sudo asks for your password (Ctrl-C to do it yourself)."
    apt_install "$@" >"$log" 2>&1 </dev/null
  else
    follow_aloud "Installing $* (apt-get)" "$log" apt_install "$@"
  fi
}

install_on_linux() {
  local package sudo='' as_whom=' as root' packages=()
  while IFS= read -r package; do packages+=("$package"); done < <(missing_packages | sort -u)
  [ "${#packages[@]}" -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "Missing, by the names of Debian's packages: ${packages[*]}"
    give_up 69 'Install what your distribution calls them (docs/install.md has some names), then start again.'
  fi
  if command -v sudo >/dev/null; then
    sudo='sudo '
    as_whom=''
  fi
  local by_hand="${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${packages[*]}"
  if ! find_way_to_become_root; then
    say "Missing: ${packages[*]}. Installing them needs root; run this$as_whom, then start again:"
    give_up 69 "  $by_hand"
  fi
  if ! install_packages "${packages[@]}"; then
    show_end_of_log "$build/install.log"
    give_up 69 "The packages could not be installed. By hand: $by_hand"
  fi
  say "Installed ${packages[*]}."
}

# Homebrew's ncurses is keg-only: SwiftPM finds it through its pkg-config file. zlib is part of the SDK.
install_on_macos() {
  local prefix
  xcode-select -p >/dev/null 2>&1 ||
    give_up 69 'The Xcode command line tools are missing; run this, then start again: xcode-select --install'
  command -v brew >/dev/null ||
    give_up 69 'BNExplorer needs ncurses, libzip and hdf5 from Homebrew: get Homebrew from https://brew.sh, then start again.'
  prefix=$(brew --prefix ncurses)
  if [ ! -e "$prefix/lib/pkgconfig/ncursesw.pc" ] || [ ! -e "$(brew --prefix libzip)/include/zip.h" ] ||
    [ ! -e "$(brew --prefix hdf5)/include/hdf5.h" ]; then
    if ! follow_aloud 'Installing ncurses, libzip and hdf5 (brew)' "$build/install.log" \
      brew install ncurses libzip hdf5; then
      show_end_of_log "$build/install.log"
      give_up 69 'ncurses, libzip and hdf5 could not be installed. By hand: brew install ncurses libzip hdf5'
    fi
    say 'Installed ncurses, libzip and hdf5.'
  fi
  export PKG_CONFIG_PATH="$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
}

install_missing() {
  if [ "$(uname -s)" = Darwin ]; then install_on_macos; else install_on_linux; fi
}
