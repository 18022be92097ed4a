import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The options of a command")
struct OptionTableTests {
  static let wrong = [
    WrongText(
      "generate normal foo=1",
      "unknown option \"foo\"; expected mean, std, shape, seed, fixed, drift, replicas, sync or dtype",
      column: 17),
    WrongText(
      "generate normal mean",
      "unexpected \"mean\"; expected mean=, std=, shape=, seed=, fixed=, drift=, replicas=, sync= or dtype=",
      column: 17),
    WrongText("generate classes mean=1", "unknown option \"mean\"; did you mean means?", column: 18),
    WrongText(
      "generate outliers std=x mean=[1,", "a bracket is open at the end of the line; close it with ]", column: 25),
    WrongText("generate outliers std=x mean=y", "mean needs a number, not \"y\"", column: 30),
    WrongText("generate bimodal means=1 std=q", "std needs a number, not \"q\"", column: 30),
    WrongText("generate classes order=random means=[1]", "order needs sorted or shuffled, not \"random\"", column: 24),
    WrongText("generate normal seed=-1 shape=4y mean=x", "mean needs a number, not \"x\"", column: 39),
    WrongText("generate normal seed=-1 shape=4y", "shape needs extents such as 64x4, not \"4y\"", column: 31),
    WrongText("generate normal dtype=x fixed=maybe drift=z", "fixed needs on or off, not \"maybe\"", column: 31),
    WrongText("generate normal drift=z fixed=maybe", "fixed needs on or off, not \"maybe\"", column: 31),
    WrongText("generate normal mean=x mean=1 shape=axb", "shape needs extents such as 64x4, not \"axb\"", column: 37),
    WrongText("generate normal mean=1 mean=x", "mean needs a number, not \"x\"", column: 29),
    WrongText(
      "generate normal mean=x foo=1",
      "unknown option \"foo\"; expected mean, std, shape, seed, fixed, drift, replicas, sync or dtype",
      column: 24),
    WrongText("generate ramp low=a high=b", "low needs a number, not \"a\"", column: 19),
    WrongText(
      "generate normal noise 3",
      "unexpected \"3\"; expected mean=, std=, shape=, seed=, fixed=, drift=, replicas=, sync= or dtype=",
      column: 23),
    WrongText(
      "generate uniform value=1",
      "unknown option \"value\"; expected low, high, shape, seed, fixed, drift, replicas, sync or dtype",
      column: 18),
    WrongText("load f batch=0", "batch needs a whole number of at least 1, not \"0\"", column: 14),
    WrongText("load f batch=x foo=1", "batch needs a whole number of at least 1, not \"x\"", column: 14),
    WrongText(
      "load f foo=1 batch=x",
      "unknown option \"foo\"; expected batch, shuffle, columns, labels, divide, drop_last, flatten, expand_dims, member, "
        + "axis, header, skip, sep, decimal, missing or dtype", column: 8
    ),
    WrongText("load f batch=x batch=1", "batch needs a whole number of at least 1, not \"x\"", column: 14),
    WrongText("load f shuffle=-1", "shuffle needs a whole number of at least 0, not \"-1\"", column: 16),
    WrongText("load f divide=x", "divide needs a number, not \"x\"", column: 15),
    WrongText("load f drop_last=maybe", "drop_last needs on or off, not \"maybe\"", column: 18),
    WrongText("load f flatten=2", "flatten needs on or off, not \"2\"", column: 16),
    WrongText("load f header=maybe", "header needs on or off, not \"maybe\"", column: 15),
    WrongText("load f skip=-1", "skip needs a whole number of at least 0, not \"-1\"", column: 13),
    WrongText("load f sep=:", "sep needs comma, semicolon, tab or space, not \":\"", column: 12),
    WrongText("load f decimal=x", "decimal needs point or comma, not \"x\"", column: 16),
    WrongText("load f missing=zero", "missing needs error, drop or mean, not \"zero\"", column: 16),
    WrongText("load f dtype=int", "unknown dtype \"int\"; expected float16, float32 or float64", column: 14),
    WrongText("load f colums=a", "unknown option \"colums\"; did you mean columns?", column: 8),
    WrongText(
      "load f extra",
      "unexpected \"extra\"; expected batch=, shuffle=, columns=, labels=, divide=, drop_last=, flatten=, "
        + "expand_dims=, member=, axis=, header=, skip=, sep=, decimal=, missing= or dtype=",
      column: 8),
    WrongText(
      "eval load f dtype=float64", "evaluation batches are of the layer's type; leave dtype= out, or set dtype",
      column: 13),
    WrongText(
      "eval load f axis=1", "evaluation batches are taken along the layer's axis; leave axis= out, or set axis",
      column: 13),
    WrongText("eval load f dtype=x", "unknown dtype \"x\"; expected float16, float32 or float64", column: 19),
    WrongText("batch [1,2] shape=3", "shape 3 does not hold 2 numbers", column: 19),
    WrongText("batch [1,2] shape=1x2 shape=2", "unexpected \"shape=2\"; the command is complete before it", column: 23),
    WrongText("batch [1,2] shap=3", "unknown option \"shap\"; did you mean shape?", column: 13),
    WrongText("batch [1,2] shape=x", "shape needs extents such as 64x4, not \"x\"", column: 19),
    WrongText("batch [1,2] more", "unexpected \"more\"; expected shape=", column: 13),
    WrongText("export screen a.txt size=3", "size needs columns and rows such as 100x30, at most 1000", column: 26),
    WrongText("export screen a.txt size=axb", "size needs extents such as 64x4, not \"axb\"", column: 26),
    WrongText(
      "export screen a.txt size=2000x3", "size needs columns and rows such as 100x30, at most 1000", column: 26),
    WrongText("export screen a.txt siz=3x3", "unknown option \"siz\"; did you mean size?", column: 21),
    WrongText("export screen a.txt more", "unexpected \"more\"; expected size=", column: 21),
    WrongText("export screen a.doc size=3", "size needs columns and rows such as 100x30, at most 1000", column: 26),
    WrongText(
      "record a.doc size=80x24", "\"a.doc\" does not end in a format; expected .cast, .svg, .gif or .mp4", column: 8),
    WrongText("record a.cast version=1", "version needs 2 or 3, not \"1\"", column: 23),
    WrongText("record a.cast size=80", "size needs columns and rows such as 100x30, at most 1000", column: 20),
    WrongText("record off now", "unexpected \"now\"; the command is complete before it", column: 12),
    WrongText("record", "the command ends here; expected a file, or off", column: 7),
    WrongText("export screen a.doc", "\"a.doc\" does not end in a format; expected .txt, .svg or .png", column: 15),
    WrongText(
      "export screen", "the command ends here; expected a quantity and a file, such as export y y.npy", column: 14),
    WrongText(
      "export model", "the command ends here; expected a file, such as export model model.safetensors", column: 13),
    WrongText(
      "export layer", "the command ends here; expected a file, such as export layer layer.safetensors", column: 13),
    WrongText("export model m.json", "\"m.json\" does not end in a format; expected .safetensors or .npz", column: 14),
    WrongText("export layer m.npy", "\"m.npy\" does not end in a format; expected .safetensors or .npz", column: 14),
    WrongText("export model m.npz names=keras", "names needs torch or tensorflow, not \"keras\"", column: 26),
    WrongText("export layer m.npz name=torch", "unknown option \"name\"; did you mean names?", column: 20),
    WrongText("export layer m.npz more", "unexpected \"more\"; expected names=", column: 20),
    WrongText("export \"screen\" a.txt", "unexpected \"a.txt\"; expected size=", column: 17),
    WrongText("compare a b c", "unexpected \"c\"; expected within=", column: 13),
    WrongText("figure1 layers=0", "layers needs a whole number from 1 to 20, not \"0\"", column: 16),
    WrongText("figure1 norm=layer", "norm needs batch, renorm or none, not \"layer\"", column: 14),
    WrongText("figure1 step=3", "unknown option \"step\"; did you mean steps?", column: 9),
    WrongText("figure1 rate=-1", "rate needs a number of at least 0, not -1", column: 1),
    WrongText("figure1 width=4 unit=4", "there is no unit 4 in a layer of 4; expected 0..3", column: 1),
    WrongText("compare a within=-1", "within needs a number of at least 0", column: 18),
    WrongText("compare a within=x", "within needs a number, not \"x\"", column: 18),
    WrongText("compare within=1 within=2", "unexpected \"within=2\"; the command is complete before it", column: 18),
    WrongText("set optimizer momentum momentun=3", "unknown option \"momentun\"; did you mean momentum?", column: 24),
    WrongText("set optimizer momentum momentum=x", "momentum needs a number, not \"x\"", column: 33),
    WrongText("set optimizer momentum nesterov=2", "nesterov needs on or off, not \"2\"", column: 33),
    WrongText("set optimizer momentum x", "unexpected \"x\"; expected momentum= or nesterov=", column: 24),
    WrongText("set optimizer adam beta3=1", "unknown option \"beta3\"; did you mean beta1?", column: 20),
    WrongText("set optimizer adam beta1=x foo=1", "beta1 needs a number, not \"x\"", column: 26),
    WrongText("set optimizer adam epsilon", "unexpected \"epsilon\"; expected beta1=, beta2= or epsilon=", column: 20),
    WrongText("set optimizer sgd beta1=1", "unexpected \"beta1=1\"; the command is complete before it", column: 19),
    WrongText("set loss mse targt=1", "unknown option \"targt\"; did you mean target?", column: 14),
    WrongText("set loss mse target=[]", "target needs at least one number in its list", column: 21),
    WrongText(
      "set loss mse target=z", "target needs a number, a list of one a channel, x or a file, not \"z\"", column: 21),
    WrongText(
      "set loss mse target=1 target=2", "unexpected \"target=2\"; the command is complete before it", column: 23),
    WrongText("set loss mse 1", "unexpected \"1\"; expected target=", column: 14),
    WrongText("set renorm_clipping rmax=x", "rmax needs a number, not \"x\"", column: 26),
    WrongText("set renorm_clipping rmx=1", "unknown option \"rmx\"; did you mean rmax?", column: 21),
    WrongText("set renorm_clipping rmax=1 x", "unexpected \"x\"; expected rmax=, rmin= or dmax=", column: 28),
    WrongText(
      "set renorm_clipping none rmax=1", "unexpected \"rmax=1\"; the command is complete before it", column: 26),
    WrongText("set gamma_initializer uniform lo=1", "unknown option \"lo\"; did you mean low?", column: 31),
    WrongText("set gamma_initializer uniform low=x", "low needs a number, not \"x\"", column: 35),
    WrongText("set gamma_initializer uniform x", "unexpected \"x\"; expected high=, low= or seed=", column: 31),
    WrongText("set gamma_initializer normal men=1", "unknown option \"men\"; did you mean mean?", column: 30),
    WrongText("set gamma_initializer normal x", "unexpected \"x\"; expected mean=, std= or seed=", column: 30),
    WrongText("set gamma_initializer normal seed=x", "seed needs a whole number from 0, not \"x\"", column: 35),
    WrongText(
      "set gamma_initializer normal std=-1",
      "random_normal needs a finite mean and a finite std ≥ 0, but has mean 0.0 and std -1.0", column: 23),
    WrongText(
      "set gamma_initializer uniform low=2 high=1",
      "random_uniform needs finite numbers low ≤ high, but has low 2.0 and high 1.0", column: 23),
  ]

  @Test("are refused with what is wrong, what was expected and the column", arguments: wrong)
  func refused(_ example: WrongText) throws {
    let error = try #require(throws: CommandError.self) { try CommandParser.commands(of: example.text) }
    #expect(error.message == example.message)
    #expect(error.column == example.column)
  }

  private func completion(_ line: String) -> [String] {
    CommandCompleter.complete(line, line.count) { _ in [] }.candidates.map { "\($0.text) \($0.summary)" }
  }

  @Test("are completed with what they mean, those of the kind first, and none that is given")
  func completion() {
    let common = [
      "shape= the batch's shape, such as 64x4", "seed= another seed, other numbers",
      "fixed= on: the same batch every step", "drift= what each step adds to the mean",
      "replicas= how many replicas share each batch", "sync= off: each replica by its own moments",
      "dtype= float16, float32 or float64",
    ]
    let std = "std= one number, or a list with one for each channel"
    #expect(
      completion("generate classes ") == ["means= a list: the mean of each", std, "order= sorted or shuffled"] + common)
    #expect(
      completion("generate outliers mean=3 seed=1 ")
        == [std, "fraction= the share of outliers", "scale= how many times as far outliers lie"]
        + common.filter { !$0.hasPrefix("seed") })
    #expect(completion("generate ramp ").prefix(2) == ["low= the least value", "high= the largest value"])
    #expect(completion("generate constant v") == ["value= the number"])
    #expect(completion("generate norma") == ["normal mean= std= shape= seed= fixed= drift= replicas= sync= dtype="])
    #expect(
      completion("load x.npy divide=3 ") == [
        "batch= examples in a batch", "shuffle= a seed for another order",
        "columns= the columns to take, by name or number, or 1-6",
        "labels= the column that is no input", "drop_last= on: leave out a smaller last batch",
        "flatten= on: one channel for each number of an example", "expand_dims= on: numbers of one dimension as n x 1",
        "member= the array to take from a file of several", "axis= the axis of the channels",
        "header= whether the first line names the columns", "skip= lines to pass over before the table",
        "sep= comma, semicolon, tab or space between the cells", "decimal= point or comma before the decimals",
        "missing= drop the line, or the column's mean, or error", "dtype= float16, float32 or float64",
      ])
    #expect(completion("compare a b ") == ["within= the tolerance"] && completion("compare a b within=3 ") == [])
  }

  @Test(
    "that may be left out are all in the usage, and a value as it stands there is right",
    arguments: [
      "generate normal", "load f.csv", "batch [1, 2]", "compare", "export screen s.txt", "export model m.npz",
      "export layer l.safetensors", "frameworks", "figure1",
    ])
  func usage(line: String) throws {
    let verb = try #require(line.split(separator: " ").first.flatMap { Verb(rawValue: String($0)) })
    let words = ["N": "3", "SEED": "3", "TOLERANCE": "0.5", "SHAPE": "2x1"]
    // Of several forms the one that begins as the line does.
    let beginning = line.split(separator: " ").prefix(2).joined(separator: " ")
    let forms = verb.entry.usage.split(separator: ", ")
    let form = forms.first { $0.hasPrefix(beginning) } ?? Substring(verb.entry.usage)
    let options = form.split(separator: "[").dropFirst().compactMap { part -> String? in
      let option = String(part.prefix { $0 != "]" })
      guard let sign = option.firstIndex(of: "="), !option.hasPrefix("PARAMETER") else { return nil }
      let value = String(option[option.index(after: sign)...])
      return String(option[...sign]) + (words[value] ?? value)
    }
    #expect(!options.isEmpty)
    _ = try CommandParser.commands(of: ([line] + options).joined(separator: " "))
  }

  @Test("have one row for each name", arguments: BatchKind.allCases)
  func names(kind: BatchKind) {
    for names in [
      kind.options.names + GenerateRequest.options.names, BatchKind.options.names, LoadRequest.options.names,
    ] {
      #expect(Set(names).count == names.count)
    }
    #expect(Set(kind.options.names).isSubset(of: BatchKind.options.names), "what a kind takes is also read")
  }
}
