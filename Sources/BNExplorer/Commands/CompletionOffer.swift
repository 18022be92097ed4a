import TerminalKit
import BNCore

/// What a session has that a typed line can name.
struct CompletionOffer: Sendable {
  /// The branches, and where each stands.
  var branches: [Candidate] = []
  /// The batch norms of the open model, of which there may be thousands: asked for where one is to be named.
  var layers: @Sendable () -> [Candidate] = { [] }
  /// Which share a momentum states.
  var momentumSense = MomentumArgument.Sense.old
}
