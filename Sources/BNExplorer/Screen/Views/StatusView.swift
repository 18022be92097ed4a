import TerminalKit
import BNFiles
import BNCore

/// The last line: data, step, training or inference, fused or not and why, update operations on or off.
enum StatusView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    frame.blank(out: area, Style(.status, .reverse))
    let separator = state.glyphs == .ascii ? " | " : " │ "
    // A part that does not fit is left out whole: a cut shape or number would be another one.
    var line = ""
    for part in parts(state) {
      let longer = line + (line.isEmpty ? " " : separator) + part
      if longer.columns <= area.columns || line.isEmpty { line = longer }
    }
    frame.write(line, column: area.column, row: area.row, limit: area.columns, Style(.status, .reverse))
  }

  /// Most important first, since a narrow screen cuts the end.
  static func parts(_ state: ScreenState) -> [String] {
    let session = state.session
    var parts = [state.isRunning ? "RUN" : "PAUSE", "step \(session.step)"]
    if let progress = state.progress { parts[0] = progress.total.map { "\(progress.done)/\($0)" } ?? "BUSY" }
    if state.isRecording { parts.insert("REC", at: 1) }
    if session.branches.names.count > 1 { parts.append(branches(session)) }
    if let taken = session.taken { parts.append(taken.title) }
    // Inference is the same wherever the layer comes from; training is not.
    let training = session.taken == nil ? "training" : "training as in \(session.configuration.framework.title)"
    parts.append(session.configuration.training ? training : "inference")
    parts.append(session.configuration.updateOps == .off ? "updates OFF" : "updates on")
    if let eval = session.eval { parts.append("eval \(shapeText(eval.source.batchShape))") }
    parts.append(implementation(session))
    if session.configuration.dtype != .float32 { parts.append(session.configuration.dtype.rawValue) }
    parts.append(data(session))
    parts.append(session.viewer.stepsPerSecond.map { "\(ValueText.text($0))/s" } ?? "max speed")
    return parts
  }

  /// The present branch, and those that go along with it.
  private static func branches(_ session: Session) -> String {
    let followers = session.branches.together ? session.branches.followers : []
    return ([session.branches.current] + followers).joined(separator: " + ")
  }

  /// The source's name and the shape of its batches.
  private static func data(_ session: Session) -> String {
    guard let shape = session.batchShape.map(shapeText) else { return "no batch" }
    return session.sourceName.hasSuffix(shape) ? session.sourceName : "\(session.sourceName) \(shape)"
  }

  private static func implementation(_ session: Session) -> String {
    switch session.implementation {
    case nil: "no layer"
    case .fused: session.isRefusedByTensorFlow ? "fused (an error in TensorFlow)" : "fused"
    case .nonFused(.conventions): "as \(session.configuration.framework.name)"
    case .nonFused(let reason): "not fused (\(reason))"
    }
  }
}
