# shellcheck shell=bash
# The programs that are packed: a release build of its own, which knows neither the folder that it was made in nor debuggers.

# The folder with `bnexplorer` and `bnexplorer-hdf5`.
compiled=$root/.build-package/release

compile_programs() {
  local product
  local options=(
    --package-path "$root" --scratch-path "$root/.build-package" --configuration release --static-swift-stdlib
    -debug-info-format none -Xswiftc -file-prefix-map -Xswiftc "$root=."
  )
  for product in bnexplorer-hdf5 bnexplorer; do
    "$swift" build "${options[@]}" --product "$product" || return
  done
}

# A build knows its own path; after a copy or a move the compiler refuses its module cache.
remove_compiled_elsewhere() {
  local manifest=$root/.build-package/release.yaml
  if [ -e "$manifest" ] && ! grep -qF "\"$root/" "$manifest"; then rm -rf "$root/.build-package"; fi
}

compile() {
  local log=$root/.build-package/package.log answer
  remove_compiled_elsewhere
  mkdir -p "$root/.build-package"
  prepare
  has_static_library || give_up 69 "The toolchain of $swift has no static standard library; those of swift.org do."
  if ! follow_aloud 'Building bnexplorer for packages (release)' "$log" compile_programs; then
    show_end_of_log "$log"
    give_up 70 'The build failed.'
  fi
  answer=$("$compiled/bnexplorer" --version)
  [ "$answer" = "$number" ] || give_up 70 "The program says that it is version $answer, and $version_file $number."
}
