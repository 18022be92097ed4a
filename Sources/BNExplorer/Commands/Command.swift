import TerminalKit
import BNFiles
import BNCore

/// Everything a person can ask for, whichever face it comes from: a key, a prompt line, a script or a demo.
indirect enum Command: Equatable, Sendable {
  case session(SessionCommand)
  case face(FaceCommand)
  /// A script's lines, which may be of every kind.
  case source(path: String)
  /// A session's value for a face's clipboard.
  case copy(Expression, text: String)
  /// What does a task, where nobody does it by hand.
  case solution(Command)
}

/// What a session carries out, the same whoever looks at it.
enum SessionCommand: Equatable, Sendable {
  case generate(GenerateRequest)
  case batch(Tensor<Double>)
  case load(LoadRequest)
  /// The batches to come from the same source, of so many examples.
  case batchSize(Int)
  case eval(EvalRequest)
  /// Batches drawn from the statistics of the session's own layer.
  case generateLayer(LayerBatchRequest)
  /// Open a model file.
  case open(OpenRequest)
  /// List the layers of the open model.
  case layers(LayersRequest)
  /// Take one of them as the session's layer.
  case layer(LayerRequest)
  /// Go through all numbers of the open model, or of another file.
  case check(CheckRequest)
  case close
  /// Compare the batch norms of model files.
  case diff(DiffRequest)
  case set(Setting)
  case toggle(Parameter)
  case assign(VariableName, AssignedValue)
  case step(Int, Mode?)
  case reset
  /// So many steps; with `atMost` fewer where there are no more.
  case back(Int, atMost: Bool = false)
  case forward(Int, atMost: Bool = false)
  case goto(Int)
  case speed(SpeedChoice)
  /// `nil` is the first name that is free.
  case fork(String?)
  case `switch`(String)
  case branches
  /// `nil` turns it to what it is not.
  case together(Bool?)
  case compare(CompareRequest)
  case undo
  case redo
  case show(Expression, text: String)
  case explain(ElementReference)
  /// All findings, or those of some criteria, which are claimed to be there.
  case diagnose([Finding.Code])
  /// What other norms make of the batch.
  case norms(NormsRequest)
  /// What other frameworks would make of the batch.
  case frameworks(FrameworksRequest)
  /// Train two networks, one with batch norm, as in Figure 1 of its paper.
  case figure(FigureRequest)
  case assert(Assertion, text: String)
  case export(ExportRequest)
  case save(path: String)
  case channel(ChannelChoice)
  /// Put a question to the person: a session that is saved has it, too.
  case ask(Question)
  /// Say the answer to the last question, and draw what it hid.
  case reveal
  /// Give the person something to do by hand.
  case task(Exercise)
  /// Claim that a task's goal has been reached; scripts have it behind a task's solution, without a line of its own.
  case finish(Exercise)
}

/// What the face carries out that the person looks at: a session never comes to see it.
enum FaceCommand: Equatable, Sendable {
  /// Start or stop stepping on its own, where there is someone to watch.
  case run
  case pause
  /// Arrange the screen, where there is one.
  case screen(ScreenRequest)
  /// Write the screen to a file, at a size or at the one it has.
  case drawScreen(path: String, size: Size?)
  /// Film the screen from now on; `nil` ends that, and writes the film.
  case record(RecordRequest?)
  /// Change the screen's colours, or list what there is.
  case theme(ThemeChoice)
  /// Ask the terminal for reports of the mouse, or no more; `nil` turns it around.
  case mouse(Bool?)
  case title(String)
  case say(String)
  /// The person's answer to the question that is open.
  case answer(String)
  /// The next hint for the task that the person is at.
  case hint
  case wait(seconds: Double)
  /// `nil` lists the lessons.
  case demo(DemoRequest?)
  case help(Verb?)
  case quit
}

/// What `generate` asks for.
///
/// The axis of per-channel parameters is the session's when it is carried out.
struct GenerateRequest: Equatable, Sendable {
  var kind: GeneratorSpec.Kind
  var shape = [64, 4]
  var seed: UInt64 = 0
  var fixed = false
  var drift = ChannelValue.all(0)
  /// How many replicas share each batch, and whether they normalize by the moments of the whole.
  var replicas = 1
  var sync = true
  /// The type to set the session to; `nil` leaves it.
  var dtype: NumberType?
}

/// What `load` asks for.
struct LoadRequest: Equatable, Sendable {
  var path: String
  var batch: Int?
  var shuffle: UInt64?
  var columns: [String]?
  var labels: String?
  var divide: Double?
  var dropLast = false
  var flatten = false
  /// Whether n numbers are n examples of one channel.
  var expandDims = false
  /// The array to take from a file that holds several.
  var member: String?
  /// The axis of the channels; `nil` leaves the session's, unless the layer's channels stand on another.
  var axis: Int?
  /// How the text of a table is to be read.
  var text = TableText()
  /// The type to set the session to; `nil` leaves it.
  var dtype: NumberType?

  /// The examples in a batch of what the program is opened with.
  static let usualBatch = 32

  /// The digits that travel inside the program.
  static let digitsPath = "builtin:digits"

  /// What the program opens with when nothing is named.
  static let digits = LoadRequest(path: digitsPath, batch: usualBatch, flatten: true)
}

/// What `eval` asks for.
enum EvalRequest: Equatable, Sendable {
  case generate(GenerateRequest)
  case batch(Tensor<Double>)
  case load(LoadRequest)
  /// No second pipeline.
  case none

  static let names = ["generate", "batch", "load", "none"]
}

/// What a variable is assigned.
enum AssignedValue: Equatable, Sendable {
  case all(Double)
  /// One channel's number; the others keep theirs.
  case element(Int, Double)
  case list([Double])
  /// All numbers of a file, or of one of the arrays in it.
  case file(path: String, member: String? = nil)
}

/// What `export` writes of a session.
struct ExportRequest: Equatable, Sendable {
  enum Content: Equatable, Sendable {
    case quantity(Expression, text: String)
    case variables
    /// All batch norms of the open model.
    case model
    /// The session's own layer as a model.
    case layer
    /// All of the session as a page.
    case report
  }

  let content: Content
  let path: String
  /// The library that a model is written for; `nil` for the one that it is from.
  var names: LayerNames?

  /// The endings that a file of this content may have; each names a format.
  var endings: [String] {
    switch content {
    case .quantity: [".npy", ".csv", ".json"]
    case .variables: [".npz", ".safetensors", ".json"]
    case .model, .layer: [".safetensors", ".npz"]
    case .report: [".html"]
    }
  }
}

/// Which channels the screen shows.
enum ChannelChoice: Equatable, Sendable {
  case all
  case some([Int])
  case next
  case previous

  /// More curves than these can't be told apart in one chart.
  static let most = 4
}

/// What `theme` asks for.
enum ThemeChoice: Equatable, Sendable {
  /// Say what there is.
  case list
  case next
  case named(Theme.Name)
}

/// What `compare` is to hold against each other.
struct CompareRequest: Equatable, Sendable {
  /// `nil` is where the present branch came from, or else the one that was made last.
  var first: String?
  /// `nil` is the present branch.
  var second: String?
  /// The largest difference that is none.
  var within = 0.0
}

/// How fast `run` steps.
enum SpeedChoice: Equatable, Sendable {
  case stepsPerSecond(Double)
  case maximum
  case slower
  case faster
}
