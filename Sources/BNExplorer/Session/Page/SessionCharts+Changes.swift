import BNCore
import Platform

extension SessionCharts {
  /// The steps behind which something was changed, up to where the session stands.
  var marks: [Double] { Set(events.map { Double($0.step) }).sorted() }

  /// What was changed between steps, in a sentence; `nil` where nothing was.
  var changes: String? {
    let events = events
    guard !events.isEmpty else { return nil }
    let texts = events.prefix(Self.mostChanges).map { "after step \($0.step) \($0.edit.pageText)" }
    let more = events.count > texts.count ? "; and \(events.count - texts.count) more" : ""
    return "Changed on the way, where the charts have dotted lines from top to bottom: "
      + texts.joined(separator: "; ") + more + "."
  }

  /// The script above has all of them.
  private static let mostChanges = 12

  private var events: [Timeline.Event] { session.timeline.events.filter { $0.step <= session.step } }
}

extension Edit {
  /// The change in a few words.
  fileprivate var pageText: String {
    switch self {
    case .setting(let setting, _): setting.pageText
    case .values(let name, _, _): "assign \(name.rawValue)"
    case .source(_, let origin, _, _): "batches from \(origin.name)"
    case .layer(let taken, _, _, _): "the layer \(taken.name) of \(taken.model)"
    case .eval(let pipeline): pipeline.map { "evaluated on \($0.name)" } ?? "evaluated no more"
    }
  }
}

extension Setting {
  /// The line that sets it, with no more of a file's path than its name.
  var pageText: String {
    SessionCommand.set(self).replacingPath(\.lastPathComponent).line ?? "set \(parameter.rawValue)"
  }
}
