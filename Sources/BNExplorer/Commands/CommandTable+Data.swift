import Platform
import TerminalKit
import BNFiles
import BNCore

extension CommandEntry {
  static let generate = CommandEntry(
    usage:
      "generate KIND [PARAMETER=VALUE ...] \(GenerateRequest.options.optionalUsage), generate layer [shape=64x4] [seed=0]",
    summary: "make the batches to come from random or regular numbers",
    details: BatchKind.help + [
      "A mean, std, low, high, value or drift is one number, or a list of one a channel.",
      "fixed=on gives the same batch every step; drift is added to the mean each step.",
      "dtype= says set dtype first: the type of the batches and of the variables.",
      "replicas=4 shares each batch among four, as training on four devices does. With sync=on all go by the moments of the whole",
      "batch, which is the same to the bit as one device. With sync=off each normalizes by its own, and the moving statistics get",
      "the mean of theirs, as TensorFlow's MirroredStrategy makes it (PyTorch keeps rank 0's): variance_of_means is lost.",
      "generate layer draws normal numbers with the mean and the variance that the layer itself remembers of each channel.",
    ],
    example: "generate normal mean=5 std=2 shape=64x4 seed=7", arguments: .kind
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    if words.take(LayerBatchRequest.name) { return .session(.generateLayer(try LayerBatchRequest(&words))) }
    return .session(.generate(try GenerateRequest(words)))
  }

  static let batch = CommandEntry(
    usage: "batch LIST \(Tensor.batchOptions.optionalUsage)",
    summary: "use one literal batch, the same every step",
    details: ["Nested lists give the shape; shape= lays the numbers out anew."],
    example: "batch [[3, 7], [7, 9]]"
  ) { statement throws(CommandError) in
    .session(.batch(try tensor(statement)))
  }

  private static func tensor(_ statement: Statement) throws(CommandError) -> Tensor<Double> {
    var words = ArgumentReader(statement)
    let list = try words.next("a list such as [[1, 2], [3, 4]]")
    let array = try ValueText.nestedList(list, "batch")
    var tensor = Tensor(shape: array.shape, scalars: array.values)
    try Tensor.batchOptions.readOne(from: &words, into: &tensor)
    try words.expectEnd()
    return tensor
  }

  static let load = CommandEntry(
    usage: "load FILE \(LoadRequest.options.optionalUsage)",
    summary: "take the batches to come from a CSV, .npy or IDX file (.gz too)",
    details: [
      "Examples come in file order, or shuffled anew each epoch; the last smaller batch is kept unless drop_last=on.",
      "Without batch= a small file is one batch, one of more than 2^19 numbers is taken in batches of 32, and that is said.",
      "flatten=on lays each example out as one row of features; expand_dims=on takes numbers of one dimension as n x 1.",
      "Of text: header=on|off where the first line leaves it open, skip= lines above the table, sep=comma|semicolon|tab|space,",
      "decimal=comma, missing=error|drop|mean for empty cells, NA and NaN. Lines beginning with # and a line of units are left",
      "out, and that is said. columns= takes names, numbers, and numbers from one to another such as 1-6.",
      "dtype= says set dtype first. Numbers are read as the file has them, text in double precision, and rounded to it once.",
      "Where the type makes numbers infinite, or different ones of a channel the same, it is said.",
      "A number that is not finite is said with its place, and where half of the numbers are exactly 0.",
      "member= takes one array of a .npz, .safetensors or any other model file. axis= is the axis of the channels; without it",
      "a layer from a file has the axis that its file names, or the only one with as many numbers as it has channels.",
      "A .npy or IDX file of more than 2^19 numbers is read batch by batch.",
      "builtin:digits is 1,437 handwritten digits of 8x8 pixels, 0 to 16, that travel inside the program.",
    ],
    example: "load builtin:digits batch=32 flatten=on", arguments: .data
  ) { statement throws(CommandError) in .session(.load(try LoadRequest(ArgumentReader(statement)))) }

  static let batchSize = CommandEntry(
    usage: "batch_size N",
    summary: "take the batches to come in another size, from the same source",
    details: [
      "Batches begin at the source's first again; a generator makes the same numbers in batches of another size.",
      "A literal batch has the size that it has.",
    ],
    example: "batch_size 8"
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    let word = try words.next("a number of examples such as 8")
    let count = try ValueText.integer(word, "batch_size", in: 1...Int.max)
    try words.expectEnd()
    return .session(.batchSize(count))
  }

  static let eval = CommandEntry(
    usage: "eval generate ..., eval load ..., eval batch ..., eval none",
    summary: "a second input pipeline, evaluated in inference after every step",
    details: [
      "Behind eval stands a generate, load or batch line, without dtype=: the batches are of the layer's type.",
      "After every step, its updates and its optimizer, the next evaluation batch goes through the layer as in infer.",
      "It changes nothing: with and without it training gives the same numbers.",
      "show eval_x, eval_y and eval_loss; the screen has eval y beside the output, on a narrow one in the batch's place.",
      "reset begins with the first evaluation batch again.",
      "Its batches need the layer's channels along the axis; the rank may be another.",
      "What would change the layer so that they no longer fit is refused: eval none comes first.",
    ],
    example: "eval generate normal mean=5 std=2 shape=256x4 seed=99", arguments: .pipeline
  ) { statement throws(CommandError) in .session(.eval(try pipeline(statement))) }

  private static func pipeline(_ statement: Statement) throws(CommandError) -> EvalRequest {
    var words = ArgumentReader(statement)
    let kind = try words.next(orList(EvalRequest.names))
    let behind = statement.behindVerb
    switch kind.text {
    case "none":
      try words.expectEnd()
      return .none
    case "generate":
      let request = try GenerateRequest(ArgumentReader(behind))
      if request.dtype != nil { throw evalTakesNo("dtype", "of the layer's type", statement) }
      return .generate(request)
    case "batch": return .batch(try tensor(behind))
    case "load":
      let request = try LoadRequest(ArgumentReader(behind))
      if request.dtype != nil { throw evalTakesNo("dtype", "of the layer's type", statement) }
      if request.axis != nil { throw evalTakesNo("axis", "taken along the layer's axis", statement) }
      return .load(request)
    default: throw CommandError(unknown("pipeline", kind.text, among: EvalRequest.names), column: kind.column)
    }
  }

  private static func evalTakesNo(_ option: String, _ reason: String, _ statement: Statement) -> CommandError {
    let word = statement.arguments.first { $0.text.hasPrefix("\(option)=") }
    return CommandError(
      "evaluation batches are \(reason); leave \(option)= out, or set \(option)", column: word?.column)
  }

  static let assign = CommandEntry(
    usage: "assign VARIABLE VALUE, assign VARIABLE[CHANNEL] NUMBER, assign VARIABLE FILE [member=NAME]",
    summary: "give a variable, or a channel of it, a number, a list or a file",
    details: ["member= is one array of a .npz, .safetensors or any other model file."],
    example: "assign gamma 2", arguments: .variable
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    let names = VariableName.allCases.map(\.rawValue)
    let word = try words.next("a variable: \(orList(names))")
    let (named, channel) = try channelReference(word)
    guard let name = VariableName(rawValue: named) else {
      throw CommandError(unknown("variable", named, among: names), column: word.column)
    }
    if let channel {
      let number = try words.next("a number")
      try words.expectEnd()
      return .session(.assign(name, .element(channel, try ValueText.number(number, name.rawValue))))
    }
    let value = try words.next("a number, a list or a file")
    var member: String?
    if words.peek?.text.hasPrefix("member=") == true {
      member = try words.nextOption(among: ["member"])?.value.text
    }
    try words.expectEnd()
    if let member { return .session(.assign(name, .file(path: value.text, member: member))) }
    if value.text.hasPrefix("["), !value.quoted {
      return .session(.assign(name, .list(try ValueText.list(value, name.rawValue))))
    }
    if let number = Double(value.text), !value.quoted { return .session(.assign(name, .all(number))) }
    guard value.quoted || value.text.contains(where: { $0 == "." || $0 == "/" }) else {
      throw CommandError(
        "assign needs a number, a list such as [1, 2] or a file, not \"\(value.text)\"", column: value.column)
    }
    return .session(.assign(name, .file(path: value.text)))
  }

  /// A variable's name, and the channel in brackets behind it.
  private static func channelReference(_ word: Word) throws(CommandError) -> (name: String, channel: Int?) {
    guard let open = word.text.firstIndex(of: "["), word.text.hasSuffix("]"), open > word.text.startIndex else {
      return (word.text, nil)
    }
    let index = String(word.text[word.text.index(after: open)...].dropLast())
    guard let channel = Int(index), channel >= 0 else {
      throw CommandError("\"\(index)\" is no channel; expected a whole number from 0 on", column: word.column)
    }
    return (String(word.text[..<open]), channel)
  }

  static let export = CommandEntry(
    usage: "export QUANTITY FILE, export variables FILE, export model FILE \(ExportRequest.options.optionalUsage), "
      + "export layer FILE \(ExportRequest.options.optionalUsage), export screen FILE \(PictureSize.options.optionalUsage), "
      + "export report FILE",
    summary: "write numbers, batch norms, the screen or a report to a file",
    details: [
      "The file's ending names the format.",
      "A quantity or an expression: .npy .csv .json. variables: .npz .safetensors .json. screen: .txt .svg .png. report: .html.",
      "model: the batch norms of the open model, with the session's numbers for a layer that was taken and changed since;",
      "layer: the session's own. Both .safetensors .npz, with epsilon, momentum and the kind of variance as text beside the arrays.",
      "names=torch has weight, bias, running_mean, running_var and num_batches_tracked behind points, names=tensorflow",
      "gamma, beta, moving_mean and moving_variance behind slashes; without it they are the source's. A model that is open is never written to.",
      "report: one page for somebody who was not there, which needs no other file and no network: findings, the script that makes the",
      "session again, parameters, charts whose values can be read off with pointer and arrow keys, channels, branches, the open model.",
      "Without a terminal the screen is drawn as it would look, 100x30 unless said. A .png needs librsvg on this machine.",
    ],
    example: "export moving_mean moving_mean.csv", arguments: .quantity
  ) { statement throws(CommandError) in
    if let request = try ExportRequest(model: ArgumentReader(statement)) { return .session(.export(request)) }
    guard statement.arguments.count >= 2 else {
      throw ArgumentReader(statement).missing("a quantity and a file, such as export y y.npy")
    }
    guard statement.arguments[0].text == "screen" else { return .session(.export(try ExportRequest(statement))) }
    var words = ArgumentReader(statement)
    _ = words.take("screen")
    let file = try words.next("a file")
    var picture = PictureSize()
    try PictureSize.options.readOne(from: &words, into: &picture)
    try words.expectEnd()
    try checkEnding(of: file, among: PictureSize.endings)
    return .face(.drawScreen(path: file.text, size: picture.size))
  }

  /// The ending of a file names its format.
  static func checkEnding(of file: Word, among endings: [String]) throws(CommandError) {
    guard endings.contains(where: file.text.lowercased().hasSuffix) else {
      throw CommandError("\"\(file.text)\" does not end in a format; expected \(orList(endings))", column: file.column)
    }
  }

  static let save = CommandEntry(
    usage: "save FILE",
    summary: "write the session as a script that replays to the same numbers",
    details: [
      "Files in the present folder or below are named from there, as long as the script is saved there, too:",
      "run it in that folder. All others are named from the root.",
    ],
    example: "save session.bn", arguments: .file
  ) { statement throws(CommandError) in .session(.save(path: try statement.onlyWord("a file").text)) }

  static let source = CommandEntry(
    usage: "source FILE",
    summary: "carry out the lines of a script",
    example: "source session.bn", arguments: .file
  ) { statement throws(CommandError) in .source(path: try statement.onlyWord("a file").text) }
}

extension ExportRequest {
  fileprivate init(_ statement: Statement) throws(CommandError) {
    let file = statement.arguments[statement.arguments.count - 1]
    if statement.arguments[0].text == "variables", statement.arguments.count == 2 {
      content = .variables
    } else if statement.arguments[0].text == "report", statement.arguments.count == 2 {
      content = .report
    } else {
      // The expression is what stands between the verb and the file, blanks and all.
      let text = String(statement.rest.text.prefix(file.column - statement.rest.column)).trimmingBlanks
      content = .quantity(
        try ExpressionParser.parse(
          Word(text: text, column: statement.rest.column, mayShorten: statement.rest.mayShorten)), text: text)
    }
    path = file.text
    try CommandEntry.checkEnding(of: file, among: endings)
  }
}
