import ArgumentParser
import BNFiles
import Platform
import TerminalKit

/// `bnexplorer course [--report | --class FILE... | --reset]`.
struct CourseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "course", abstract: "The lessons in order: what was done, and on from where it was left.",
    discussion: """
      What was done is remembered in a file of one's own ($XDG_STATE_HOME/bnexplorer/course.json), without names or times, and \
      goes nowhere. --report prints it for a teacher, who puts the reports of a class together with --class. Exit status: 0; \
      64 wrong usage; 65 a file that cannot be read; 66 a file that is not there.
      """)

  @Flag(help: "Print what was done as one JSON object, without names or times.")
  var report = false

  @Option(
    name: .customLong("class"), parsing: .upToNextOption,
    help: ArgumentHelp("Put the reports of a class together.", valueName: "file"), completion: .file())
  var classFiles: [String] = []

  @Flag(help: "Forget what was done.")
  var reset = false

  @OptionGroup var look: ScreenOptions

  func validate() throws {
    guard [report, !classFiles.isEmpty, reset].count(where: { $0 }) <= 1 else {
      throw ValidationError("--report, --class and --reset exclude each other; give one of them")
    }
  }

  func run() throws {
    do throws(FileError) {
      let file = CourseFile(DiskFiles())
      if reset { return try file.forget() }
      if !classFiles.isEmpty { return try showClass() }
      let progress = try file.load()
      if report {
        Console.result(String(progress.text.dropLast()))
        return
      }
      Console.result(CourseTable.text(progress))
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    guard Console.inputIsTerminal, Console.outputIsTerminal else { return }
    try attend()
  }

  private func showClass() throws(FileError) {
    var learners: [CourseProgress] = []
    for path in classFiles { learners.append(try CourseProgress(DiskFiles().read(path), path: path)) }
    Console.result(CourseTable.text(ofClass: learners))
  }

  /// Lesson after lesson, until the learner has enough.
  private func attend() throws {
    let reader = LineReader(canEdit: false)
    while true {
      let progress = (try? CourseFile(DiskFiles()).load()) ?? CourseProgress()
      guard case .line(let line) = reader.readLine(prompt: prompt(progress)) else { return }
      let words = line.trimmingBlanks
      if ["q", "quit"].contains(words.lowercased()) { return }
      let chosen = words.isEmpty ? progress.next : Lesson.named(words).map(progress.place)
      guard let place = chosen else {
        Console.note(words.isEmpty ? "all lessons are done" : DemoRequest.unknownLesson(words))
        if words.isEmpty { return }
        continue
      }
      try play(place)
      Console.result(CourseTable.text((try? CourseFile(DiskFiles()).load()) ?? progress))
    }
  }

  private func prompt(_ progress: CourseProgress) -> String {
    guard let next = progress.next else { return "All lessons are done; a number plays one again, q leaves: " }
    let scene = next.scene > 0 ? ", scene \(next.scene + 1)" : ""
    return "Enter: on with \(next.lesson.name)\(scene); a number: that lesson; q leaves: "
  }

  private func play(_ place: CourseProgress.Place) throws {
    guard let script = try? place.lesson.script() else { return }
    if look.plain {
      var demo = PlainDemo(script, in: DemoCommand.environment(), LineReader(canEdit: false))
      demo.skip(place.scene)
      _ = demo.play()
      if let note = CourseFile(DiskFiles()).add(demo.done) { Console.note(note) }
      return
    }
    var request = ScreenFrontEnd.Request(demo: script, options: look.terminalOptions, layout: look.layout)
    request.demoScene = place.scene
    try FrontEnd.open(request) { DemoCommand.play(script, narrated: true) }
  }
}
