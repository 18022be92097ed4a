/// One option of a command, `name=value`: what it is called, what it means, how its value is read and how it is written.
///
/// Everything that anybody says of the option is said here: its reading and its writing, the usage, completion and the
/// errors all come from this row.
struct CommandOption<Request>: Sendable {
  let name: String
  /// A value as the usage has it: a usual one, or a word for it.
  let usage: String
  /// What completion says of it; nothing where a command's options are not completed.
  let meaning: String
  /// Puts a word into what the command asks for.
  let read: @Sendable (Word, inout Request) throws(CommandError) -> Void
  /// The value in words; `nil` where the line does without.
  let write: @Sendable (Request) -> String?

  static var someValue: String { "VALUE" }

  /// An option that is read and written in a way of its own; the usual way to write it is not at all.
  init(
    _ name: String, usage: String = Self.someValue, meaning: String = "",
    write: @escaping @Sendable (Request) -> String? = { _ in nil },
    read: @escaping @Sendable (Word, inout Request) throws(CommandError) -> Void
  ) {
    self.name = name
    self.usage = usage
    self.meaning = meaning
    self.read = read
    self.write = write
  }

  /// An option that stands in a property, written unless it is as usual.
  init<Value: Equatable & Sendable>(
    _ name: String, _ property: any WritableKeyPath<Request, Value> & Sendable, _ value: OptionValue<Value>,
    usage: String = Self.someValue, meaning: String = "", unless usual: Value? = nil
  ) {
    self.init(
      name, usage: usage, meaning: meaning,
      write: { request in request[keyPath: property] == usual ? nil : value.write(request[keyPath: property]) },
      read: { word, request throws(CommandError) in request[keyPath: property] = try value.read(word, name) })
  }

  /// An option that stands in a property, written where there is a value.
  init<Value>(
    _ name: String, _ property: any WritableKeyPath<Request, Value?> & Sendable, _ value: OptionValue<Value>,
    usage: String = Self.someValue, meaning: String = ""
  ) {
    self.init(
      name, usage: usage, meaning: meaning, write: { request in request[keyPath: property].map(value.write) },
      read: { word, request throws(CommandError) in request[keyPath: property] = try value.read(word, name) })
  }
}

/// The options of a command, in the order in which they are written.
struct OptionTable<Request>: Sendable {
  let rows: [CommandOption<Request>]

  init(_ rows: CommandOption<Request>...) { self.rows = rows }

  var names: [String] { rows.map(\.name) }

  // MARK: Reading

  /// Reads all the options that come next; each is looked at where it stands.
  func read(from words: inout ArgumentReader, into request: inout Request) throws(CommandError) {
    while try readOne(from: &words, into: &request) {}
  }

  /// Reads the option that comes next.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  func readOne(from words: inout ArgumentReader, into request: inout Request) throws(CommandError) -> Bool {
    guard let option = try words.nextOption(among: names) else { return false }
    for row in rows where row.name == option.name { try row.read(option.value, &request) }
    return true
  }

  /// Reads options that were gathered before, in the order of the table.
  func read(_ given: [String: Word], into request: inout Request) throws(CommandError) {
    for row in rows {
      if let word = given[row.name] { try row.read(word, &request) }
    }
  }

  /// Whether a word is one of the options.
  func hasOption(_ word: Word) -> Bool { names.contains { word.text.hasPrefix($0 + "=") } }

  // MARK: Writing

  /// The options of a request as they are read.
  func words(of request: Request) -> [String] {
    rows.compactMap { row in row.write(request).map { "\(row.name)=\($0)" } }
  }

  // MARK: Explaining

  /// The options with a value each, as they may be written.
  var usage: [String] { rows.map { "\($0.name)=\($0.usage)" } }

  /// The options one behind the other.
  var sequence: String { usage.joined(separator: " ") }

  /// The options as what may be left out.
  var optionalUsage: String { usage.map { "[\($0)]" }.joined(separator: " ") }
}
