import BNCore
import BNFiles
import TerminalKit

/// What a person works with: an experiment, the time that it came through and the branches beside it, the lines that made
/// it, the way back, and how it is looked at.
///
/// A value, changed by `apply` alone: a copy is a snapshot that can be shown, kept or gone back to.
struct Session: Sendable {
  var experiment = Experiment()
  /// How the experiment came to where it stands, and what lies behind.
  var timeline = Timeline()
  /// The experiments beside this one.
  var branches = Branches()
  /// The lines that made this session.
  var log = SessionLog()
  /// What can be taken back.
  var undo = UndoLog()
  /// What belongs to the person, not to an experiment.
  var viewer = Viewer()
}
