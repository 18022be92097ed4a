@testable import BNExplorer

extension Lesson {
  /// The lessons that are played again and again.
  ///
  /// A build without the optimizer takes a hundred times as long to train the networks of figure1, which an end-to-end check
  /// plays.
  static var quick: [Lesson] {
    #if DEBUG
      all.filter { $0.name != "figure1" }
    #else
      all
    #endif
  }
}
