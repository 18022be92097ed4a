import TerminalKit

/// The command reference as Markdown, drawn from the command table.
enum CommandReference {
  static var markdown: String {
    var lines = [
      "# Commands", "",
      "One vocabulary serves the screen, the prompt, scripts and lessons. This page is made by `bnexplorer reference`.",
      "", "## Lines", "",
      "One command a line, `;` between two on one line. `#` starts a comment. Words are separated by blanks; text with",
      "blanks stands in double quotes (`\\\"`, `\\\\`, `\\n`). Options are `key=value` in any order behind the plain",
      "words. Switches are `on` or `off`; lists are `[1, 2.5, 3]`, nested for matrices; a shape is `64x4`; `none` is the",
      "absent value. At a prompt commands and names may be shortened while unambiguous; in scripts they may not.", "",
      "## Keys of the screen", "", "| key | what it types |", "| --- | --- |",
    ]
    lines += KeyBinding.inHelpOrder.map { "| `\($0.label)` | `\($0.line)` |" }
    lines += [
      "",
      "[The screen](screen.md#keys) has these by what they are for, and those that type nothing: the arrows, `g`, `p`, `y`.",
    ]
    for verb in Verb.allCases {
      let entry = verb.entry
      lines += ["", "## \(verb.rawValue)", "", "    \(entry.usage)", "", "\(entry.summary.capitalizedFirst)."]
      if !entry.details.isEmpty { lines += ["", "```"] + entry.details + ["```"] }
      lines += ["", "Example: `\(entry.example)`"]
    }
    return (lines + Self.program).joined(separator: "\n") + "\n"
  }
}

extension CommandReference {
  /// How the program itself is called: what scripts around it rely on.
  fileprivate static let program = [
    "", "## The program", "", "```",
    "bnexplorer [explore] [FILE] [--script SCRIPT]   the screen; FILE is data, a model or a script (.bn); --captured RUN of a model",
    "bnexplorer repl                                 the prompt without the screen; a pipe works too",
    "bnexplorer run SCRIPT... [--keep-going] [--json|--tap|--junit]",
    "                                                no screen; - is standard input. Reports for build services; errors passed over",
    "bnexplorer layers FILE [--json|--csv] [--values] the batch norms of a model file; --epsilon X, --momentum X",
    "bnexplorer diff A B [C...] [--within X] [--json] how model files differ in inference; --epsilon X; --spread of many",
    "bnexplorer series FILE... [--layer NAME] [--json] checkpoints of a training in turn; --strict, --epsilon X",
    "bnexplorer check FILE... [--json] [--strict]    NaN, infinities, subnormal numbers and damage in whole files",
    "bnexplorer identify X Y [--state FILE] [--json] which batch norm made Y of X; --epsilon X, --momentum X, --layer NAME",
    "bnexplorer doctor FILE [--captured FILE] [--activations PATH[:LAYER]]... [--axis N] [--strict] [--json|--junit] [--html FILE]",
    "                        [--ignore CODE[:LAYER]] [--baseline FILE] [--write-baseline FILE] [--epsilon X]",
    "                                                what is wrong with a model's batch norms, and its cause",
    "bnexplorer capture --python                     the Python file that records what comes into a model's batch norms",
    "bnexplorer recalibrate FILE --captured FILE [--out FILE] [--all] [--variance population|batches] [--names torch|tensorflow]",
    "                        [--epsilon X] [--json]  statistics put right by what was recorded, where that makes nothing worse",
    "bnexplorer fold FILE [--out FILE] [--layer NAME]... [--range K] [--bits N] [--likely] [--report] [--all] [--json]",
    "                                                batch norms as scale and shift, and what quantization leaves; --epsilon X",
    "bnexplorer moments FILE... [--axis N] [--out PART] [--json]; merge PART... --out FILE [--json]",
    "                                                moments of arrays of any size, and of many files",
    "bnexplorer course [--report|--class FILE...|--reset] [--plain] the lessons in order, from where they were left",
    "bnexplorer demo [NAME|FILE] [--list] [--headless] [--speed X] [--paused] [--clock]",
    "bnexplorer verify PATH... [--json]              golden files of TensorFlow 1.4 against BNCore",
    "bnexplorer bench [--json] [--compare FILE]      speed, against what this machine's memory allows",
    "bnexplorer bench screen [--json]                how swift the screen is; fails where it sends too much",
    "bnexplorer bench models [--json] [--python P]   how fast models open, beside other libraries; needs the repository",
    "bnexplorer bench peers [--json] [--markdown]    how fast, beside PyTorch and oneDNN; --peer P, --rounds N, --threads N",
    "bnexplorer terminal-probe                       what this terminal can show and which keys arrive",
    "```", "",
    "`explore` and `demo` take `--ascii`, `--glyphs braille|block|ascii`, `--color auto|always|never`,",
    "`--theme colour-blind|dark|light|high-contrast|mono`, `--mouse` and `--plain`; `repl` takes `--plain`.",
    "Accessibility says what they are for.", "",
    "| exit status | meaning |", "| --- | --- |", "| 0 | all well |",
    "| 1 | an assertion or a verification failed, and no script had an error, `diff --within` or `check` found something, `doctor` an ERROR (with `--strict` a WARN, or no batch norm), `series` an ERROR (with `--strict` a WARN), `identify` found nothing that fits, a count of a measurement is exceeded, or a peer of one failed |",
    "| 64 | wrong usage, or a wrong line in a script |",
    "| 65 | data that cannot be read |", "| 66 | a file that is not there |",
    "| 70 | the screen, models or peers could not be measured |",
    "| 74 | a file or a result that could not be written: a full disk, of which a line tells, or a pipe that nobody reads any more, as behind `| head` |",
    "| 130 | interrupted |",
    "",
    "Results go to standard output, what is wrong to standard error as `FILE:LINE:COLUMN: what; what was expected`. What was printed is",
    "there, or the status is 74: at the first result that cannot be written the program ends.",
    "With `--json` each `show` prints `{\"line\",\"command\",\"step\",\"shape\",\"dtype\",\"value\"}` and each `assert`",
    "`{\"line\",\"command\",\"ok\",\"actual\",\"expected\",\"tolerance\"}`, an object a line; one that fails has",
    "`{\"file\",\"column\",\"index\",\"elements\",\"failed\",\"step\",\"nearest_step\",\"looked_at\",\"message\"}` too, and with `--keep-going` a refused",
    "line is `{\"line\",\"command\",\"file\",\"column\",\"error\",\"status\"}`. `--tap` prints the Test Anything Protocol, `--junit` JUnit's XML;",
    "[Scripts in CI](scripts.md) says what is in them, and what goes on behind an error. Values are flat and row-major, NaN and",
    "infinities are the strings `\"NaN\"`, `\"Infinity\"` and `\"-Infinity\"`. `layers` prints",
    "`{\"name\",\"kind\":\"batch_norm|folded|look_alike\",\"channels\",\"axis\",\"gamma\",\"beta\",\"mean\",\"variance\",\"epsilon\",\"epsilon_source\",\"momentum\",\"momentum_source\",\"variance_kind\",\"notes\"}`",
    "for each layer, without `--values` ranges as `gamma_range` and so on, then `{\"file\",\"format\",\"layers\"}`. `check` prints",
    "`{\"tensor\",\"shape\",\"dtype\",\"count\",\"nan\",\"infinite\",\"subnormal\",\"first_nan\",\"first_infinite\",\"first_subnormal\",\"damage\",\"unread\"}`",
    "for each tensor, and with null for all but damage for a part of the file that is not one tensor's, then",
    "`{\"file\",\"format\",\"tensors\",\"numbers\",\"bytes\",\"nan\",\"infinite\",\"subnormal\",\"damaged\",\"unread\",\"ok\"}`. `diff` prints",
    "`{\"a\",\"b\",\"scale_difference\",\"shift_difference\",\"only_in\":\"a|b\",\"channel\",\"matched_by\":\"name|path|values|channels|order|folded\",\"verdict\":\"identical|within_precision|different\",\"precision\",\"by_epsilon_alone\",\"nonfinite\",\"nonfinite_in_both\",\"parameters\":[{\"name\",\"channel\",\"a\",\"b\",\"channels\"}],\"same_numbers_as\",\"channels\",\"epsilons\",\"epsilon_sources\",\"file\"}`",
    "for each layer, the worst first, both differences in deviations of A's output, then for each further file",
    "`{\"a\",\"b\",\"layers\",\"different\",\"within_precision\",\"identical\",\"folded\",\"only_in_a\",\"only_in_b\",\"scale_difference\",\"shift_difference\",\"within\",\"beyond\"}`. Of three files or more, or with `--spread`, come",
    "`{\"spread\",\"files\",\"channels\",\"channel\",\"apart\",\"mean_of_variances\",\"variance\",\"share\",\"least_mean\",\"greatest_mean\",\"least_variance\",\"greatest_variance\",\"not_compared\"}`",
    "for each layer that all have, in the channel of which averaging keeps least, then `{\"files\",\"spread_layers\",\"not_in_all\"}`. `series` prints",
    "`{\"layer\",\"file\",\"checkpoint\",\"channels\",\"mean\",\"deviation\",\"gamma\",\"batches\",\"change\",\"same_statistics\",\"same_affine\"}` for each layer and checkpoint,",
    "`{\"event\":\"finding|standstill|jump|count_went_back\",\"layer\",\"file\",\"checkpoint\",\"severity\",\"code\",\"figure\",\"before\"}` for what is so from a checkpoint on, then",
    "`{\"checkpoints\",\"layers\",\"errors\",\"warnings\",\"turn\"}`, `turn` being the first checkpoint at which something is wrong that was not before. `fold` prints",
    "`{\"layer\",\"channels\",\"epsilon\",\"epsilon_source\",\"into\",\"bias\",\"known_by\":\"graph|numbers|names\",\"why_not\",\"likely\",\"bits\",\"range\",\"scale\",\"shift\",\"output\",\"weights\"}` for each layer, `output` and `weights` being",
    "`{\"least\",\"greatest\",\"step\",\"zero_point\",\"effective_bits\",\"steps\",\"zero_points\",\"own_effective_bits\",\"costly\",\"gain\"}`, then",
    "`{\"file\",\"format\",\"layers\",\"folded\",\"scale_and_shift\",\"left_out\",\"out\",\"roundings\",\"deviations\"}`. `identify` prints",
    "`{\"subject\":\"output|statistics|gradient\",\"found\",\"mode\":\"training|inference|mixed\",\"statistics\",\"variance\":\"n|n - 1\",\"axis\",\"epsilon\",\"epsilon_source\":\"stated|raised|usual|solved|hidden\",\"epsilon_range\",\"deviation\":\"root|epsilon_outside|no_root|stored\",\"gamma\":\"applied|left_out|exchanged|unknown\",\"beta\",\"terms\",\"momentum\",\"momentum_source\":\"stated_old|stated_new|usual|average|solved|hidden|unmoved\",\"momentum_range\",\"variance_momentum\",\"start\":\"given|new|zero\",\"exchanged\",\"arithmetic\",\"frameworks\",\"defaults\",\"together\",\"ambiguous\":[{\"what\",\"others\"}],\"nearest\",\"sentence\"}`",
    "for each thing that Y holds: `axis` is a list where it is none or several, `terms` are those of a gradient, `momentum` is the share",
    "of the old value, `frameworks` are all that do it and `defaults` those that need not be asked to, `together` those that do all that Y",
    "holds, and null stands for what there is none of. `statistics` is one of `batch`, `batch_sample`, `batch_float32_sums`, `batch_unmasked`,",
    "`batch_mean_of_squares`, `batch_uncentred`, `layer`, `layer_exchanged`, `layer_uncentred`, `batch_mean_layer_variance`,",
    "`layer_mean_batch_variance` and `initial`. Where nothing is found `nearest` is",
    "`{\"statistics\",\"axis\",\"epsilon\",\"gamma\",\"beta\",\"fitting\",\"count\",\"largest\",\"roundings\",\"channels\",\"examples\",\"linear_axes\"}`. `frameworks` prints",
    "`{\"line\",\"command\",\"framework\",\"version\",\"epsilon\",\"momentum\",\"argument\",\"moving_mean\",\"moving_variance\",\"output\",\"inference_output\",\"error\",\"differs\",\"source\"}`",
    "for the session itself (`tensorflow-1.4`) and for each framework, momentum as the share of the old value, null for what there is none of. `norms` prints",
    "`{\"line\",\"command\",\"norm\",\"groups\",\"means\",\"size\",\"looks_at_others\",\"output\",\"alone\",\"error\"}` for each norm: how many means there are, of how many",
    "numbers each, the normalized batch, and how far its first example moves where it is a batch by itself. `figure1` prints",
    "`{\"line\",\"command\",\"norm\":\"none|batch|renorm\",\"step\",\"accuracy\",\"percentiles\":[15th,50th,85th]}` for each network and every tenth step. `doctor` prints",
    "`{\"layer\",\"code\",\"severity\",\"channels\",\"measure\",\"figure\",\"threshold\",\"why\",\"advice\"}` for each finding, with `\"interval\":[least,most]` where the figure",
    "is from a sample and `\"consequence_of\"` where another layer is the cause, then `{\"layers\",\"channels\",\"errors\",\"warnings\",\"cause\",\"folded\",\"file\"}`. `recalibrate` prints",
    "`{\"layer\",\"channels\",\"new_means\",\"new_variances\",\"unseen\",\"constant\",\"effect_before\",\"effect_after\",\"sampling_error\",\"effect_after_at_most\",\"batch\",\"batch_variance_share\"}`",
    "for each layer that was put right, then `{\"plan\":\"each|first|all|none\",\"layers\",\"variance\",\"record_again\",\"obstacle\",\"file\"}`. `bench` prints",
    "`{\"operation\":\"train|infer|backward\",\"layout\",\"shape\",\"threads\",\"level\",\"seconds\",\"limit_seconds\",\"ratio\"}`, ratio = limit / time,",
    "level `base`, `avx2` or `avx512`, with `spread` and `gigabytes_per_second`; objects of the operations `layer`, `network`, `batch`, `session`, `time` and `journal` follow. `bench network` prints",
    "`{\"operation\":\"network\",\"kind\":\"batch|none|products\",\"shape\",\"threads\",\"seconds\",\"gigaflops\",\"peer\",\"peer_seconds\",\"ratio\"}`, ratio = peer / time; `bench peers`",
    "`{\"operation\":\"train|infer|backward\",\"layout\",\"shape\",\"threads\",\"level\",\"seconds\",\"peer\",\"peer_seconds\",\"ratio\",\"quartiles\":[least,most],\"range\":[least,most],\"rounds\"}`",
    "for each peer that computed the same, the ratio being the median of the rounds' ratios. `bench screen` prints",
    "`{\"figure\",\"unit\",\"columns\",\"rows\",\"steps_per_second\",\"samples\",\"median\",\"p95\",\"largest\",\"limit\",\"limit_p95\",\"is_gate\",\"is_exceeded\"}`,",
    "times in seconds. `bench models` prints",
    "`{\"figure\",\"format\",\"unit\",\"samples\",\"value\",\"least\",\"peer\",\"peer_seconds\",\"limit\",\"is_gate\",\"is_exceeded\"}`, the peers' fields",
    "only where there is one.",
  ]
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
