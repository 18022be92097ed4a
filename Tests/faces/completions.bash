# Completes lines of bnexplorer as bash does, from where an installed package has its completions. Prints what is wrong, or: all well.
# In a folder with model.h5.
. /usr/share/bash-completion/bash_completion
_completion_loader bnexplorer

failures=0

# completes LINE WORD: the word is among what bash would offer at the end of the line.
completes() {
  COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
  read -ra COMP_WORDS <<<"$1"
  case $1 in *' ') COMP_WORDS+=('') ;; esac
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _bnexplorer bnexplorer "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
  # Where a function has nothing to offer, the shell itself offers files, if it was told to.
  if [ "${#COMPREPLY[@]}" -eq 0 ] && complete -p bnexplorer | grep -q -- '-o default'; then
    mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
  fi
  printf '%s\n' "${COMPREPLY[@]}" | grep -qxF -- "$2" && return
  echo "$1: $2 is not among: ${COMPREPLY[*]}"
  failures=$((failures + 1))
}

complete -p bnexplorer >/dev/null || failures=1
completes 'bnexplorer de' demo
completes 'bnexplorer mod' model.h5
completes 'bnexplorer doctor model.h' model.h5
completes 'bnexplorer doctor --captured model.h' model.h5
completes 'bnexplorer demo three' three-numbers
completes 'bnexplorer demo --theme ' light
completes 'bnexplorer doctor --str' --strict
[ "$failures" -eq 0 ] && echo 'all well'
