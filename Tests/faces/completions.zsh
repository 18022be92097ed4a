# Types lines of bnexplorer into an interactive zsh, each with a Tab at its end, and reads what the shell makes of them. Prints what is wrong,
# or: all well. In a folder with model.h5.
zmodload zsh/zpty

integer failures=0

# completes LINE WORD: with a Tab behind it, the line ends with the word.
completes() {
  local shown='' part
  zpty shell zsh -f -i
  zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -D; echo re''ady'
  zpty -r shell part '*ready*ready*' || true
  zpty -w -n shell "$1"$'\t'
  sleep 2
  while zpty -r -t shell part; do shown+=$part; done
  zpty -d shell
  [[ $shown == *$2* ]] && return
  print -r -- "$1: no $2 in: ${(q)shown}"
  failures+=1
}

completes 'bnexplorer dem' 'demo'
completes 'bnexplorer model.h' 'model.h5'
completes 'bnexplorer doctor model.h' 'model.h5'
completes 'bnexplorer demo three' 'three-numbers'
completes 'bnexplorer doctor --stri' '--strict'
(( failures == 0 )) && print 'all well'
