import BNFiles
import BNCore

/// What was measured of a case: our seconds, round by round, and in the same rounds those of the peers.
struct PeerRow {
  struct Peer {
    /// The name and version that it gave.
    var name: String
    var seconds: [Double]
  }

  /// How many times as long a peer takes, over the rounds.
  struct Ratio {
    var median: Double
    /// Half of the rounds lie between these.
    var quartiles: ClosedRange<Double>
    var range: ClosedRange<Double>

    /// `nil` without rounds.
    init?(_ ratios: [Double]) {
      let ordered = ratios.sorted()
      guard let least = ordered.first, let greatest = ordered.last else { return nil }
      median = ratios.median
      quartiles = ordered[ordered.count / 4]...ordered[ordered.count - 1 - ordered.count / 4]
      range = least...greatest
    }

    var isFaster: Bool { median < 1 }
  }

  var which: BenchCase
  var seconds: [Double]
  /// Those that computed the same and answered in every round.
  var peers: [Peer]

  /// A peer's time / ours, of the same rounds.
  func ratio(to peer: Peer) -> Ratio? { Ratio(zip(peer.seconds, seconds).map { $0 / $1 }) }

  /// An object for each peer.
  var json: [JSONText] {
    peers.compactMap { peer in
      ratio(to: peer).map { ratio -> JSONText in
        [
          "operation": .string(which.operation.rawValue), "layout": .string(which.shape.layout.rawValue),
          "shape": .array(which.shape.dimensions.map(JSONText.integer)), "threads": .integer(which.threads),
          "level": .string(which.level.rawValue), "seconds": .double(seconds.median), "peer": .string(peer.name),
          "peer_seconds": .double(peer.seconds.median), "ratio": .double(ratio.median),
          "quartiles": .array([.double(ratio.quartiles.lowerBound), .double(ratio.quartiles.upperBound)]),
          "range": .array([.double(ratio.range.lowerBound), .double(ratio.range.upperBound)]),
          "rounds": .integer(seconds.count),
        ]
      }
    }
  }
}
