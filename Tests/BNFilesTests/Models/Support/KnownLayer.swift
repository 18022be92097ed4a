import Testing

@testable import BNFiles

/// The layer that the files of the tests hold, written by many libraries.
enum KnownLayer {
  static let gamma = [0.5, 1, 1.5, 2]
  static let beta = [-1.0, 0, 1, 2]
  static let mean = [10, -2, 0.25, 1000]
  /// The third as single precision keeps it.
  static let variance = [4, 0.25, Double(Float(1e-4)), 9]
}

/// What a test says of one layer.
struct Expectation: Sendable {
  var name: String
  var epsilon: Double? = 1e-3
  var momentum: Double?
  var axis: Int?
  var hasGamma = true
  var hasBeta = true
  var variance = KnownLayer.variance

  /// Compares a layer with it.
  func check(_ layer: StatedLayer, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(layer.kind == .batchNorm, comment, sourceLocation: sourceLocation)
    #expect(layer.name == name, comment, sourceLocation: sourceLocation)
    #expect(layer.epsilon == epsilon, comment, sourceLocation: sourceLocation)
    #expect(layer.momentum == momentum.map { .ofOld($0) }, comment, sourceLocation: sourceLocation)
    #expect(layer.axis == axis, comment, sourceLocation: sourceLocation)
    #expect(layer.channels == 4, comment, sourceLocation: sourceLocation)
    let gamma = hasGamma ? KnownLayer.gamma : nil
    let beta = hasBeta ? KnownLayer.beta : nil
    #expect(try layer.gamma?.numbers() == gamma, comment, sourceLocation: sourceLocation)
    #expect(try layer.beta?.numbers() == beta, comment, sourceLocation: sourceLocation)
    #expect(try layer.mean?.numbers() == KnownLayer.mean, comment, sourceLocation: sourceLocation)
    #expect(try layer.variance?.numbers() == variance, comment, sourceLocation: sourceLocation)
  }
}
