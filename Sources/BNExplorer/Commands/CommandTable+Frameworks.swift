import TerminalKit
import BNCore

extension CommandEntry {
  static let frameworks = CommandEntry(
    usage: "frameworks [NAME ...] \(FrameworksRequest.options.optionalUsage)",
    summary: "what other frameworks would store and put out",
    details: [
      "The last step's batch, from the variables before that step; before any step the next batch, from them as they are.",
      "NAME is \(orList(FrameworkName.all)).",
      "ways=all shows every way of calling it; a single one stands in quotes, as \"torch channels_last\".",
      "Each has its own default epsilon and momentum; with defaults=off all have the session's.",
      "Inference is behind the update. A * marks what is not as in this session; why stands below.",
      "Rules and numbers were measured for matrices and images on a CPU; docs/frameworks.md has them.",
    ],
    example: "frameworks torch \"keras3 numpy\" defaults=off", arguments: .frameworks
  ) { statement throws(CommandError) in .session(.frameworks(try FrameworksRequest(ArgumentReader(statement)))) }
}
