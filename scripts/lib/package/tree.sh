# shellcheck shell=bash
# What an installation consists of, in the folders that /usr and /usr/local have.

# make_tree FOLDER: bin, lib/bnexplorer, and share with manual pages, completions and examples.
make_tree() {
  local tree=$1 doc=$1/share/doc/bnexplorer
  mkdir -p "$tree/bin" "$tree/lib/bnexplorer" "$doc"
  stripped "$compiled/bnexplorer" "$tree/bin/bnexplorer"
  stripped "$compiled/bnexplorer-hdf5" "$tree/lib/bnexplorer/bnexplorer-hdf5"
  python3 "$root/scripts/lib/package/manual.py" "$compiled/bnexplorer" "$number" "$SOURCE_DATE_EPOCH" "$tree/share/man"
  find "$tree/share/man" -type f -exec gzip -9n {} +
  make_completions "$tree/share"
  copy_examples "$doc/examples"
  cp "$root/README.md" "$doc/README.md"
  gzip -9nc "$root/CHANGELOG.md" >"$doc/changelog.gz"
}

# stripped FROM TO: without names that only a debugger reads, and without what depends on the folder of the build.
stripped() {
  strip --strip-all --remove-section=.comment --remove-section=.note -o "$2" "$1"
  python3 "$root/scripts/lib/package/forget.py" "$2"
  chmod 755 "$2"
}

# The program writes them itself. A file that a shell reads into itself is no program: its first line goes. What ArgumentParser cannot
# know is added: where a subcommand or a lesson may stand, a file may too.
make_completions() {
  local share=$1 program=$compiled/bnexplorer words
  mkdir -p "$share/bash-completion/completions" "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
  "$program" --generate-completion-script bash |
    sed -e '1{/^#!/d;}' -e 's/^complete -o filenames /&-o default /' >"$share/bash-completion/completions/bnexplorer"
  "$program" --generate-completion-script zsh |
    sed -e '0,/^\( *\)_describe -V subcommand subcommands && ret=0$/s//&\n\1_files \&\& ret=0/' \
      -e 's/{__bnexplorer_complete "${___name\[@\]}"}/{__bnexplorer_complete "${___name[@]}"; _files}/' \
      >"$share/zsh/vendor-completions/_bnexplorer"
  {
    "$program" --generate-completion-script fish
    for words in bnexplorer 'bnexplorer demo'; do
      printf "complete -c 'bnexplorer' -n '__bnexplorer_should_offer_completions_for_positional \"%s\" -eq 1' -F\n" "$words"
    done
  } >"$share/fish/vendor_completions.d/bnexplorer.fish"
}

# Those for the program; the others are for people who build something with the library. Only what is committed.
copy_examples() {
  local path
  git -C "$root" ls-files -z Examples | while IFS= read -r -d '' path; do
    case $path in */converge/* | */gradients/* | *.gitignore) continue ;; esac
    mkdir -p "$1/$(dirname "${path#Examples/}")"
    cp "$root/$path" "$1/${path#Examples/}"
  done
}
