import BNFiles
import BNCore

extension Session {
  /// Larger batches are not taken twice more for every frame.
  private static let mostPreviewed = 1 << 20

  /// What the layer would make now of the batch that was taken last, or of the first where none has been taken.
  ///
  /// - Parameter imagined: another value for one of its elements, if anybody wonders.
  /// - Returns: `nil` where there is no batch, where it does not fit, or where it is too large to be looked at so often.
  func preview(with imagined: ImaginedElement? = nil) -> Preview? { try? attemptedPreview(with: imagined) }

  /// Why the layer does not take such a batch, where that is why there is no preview.
  var previewRefusal: String? {
    do throws(BatchNormalizationError) {
      _ = try attemptedPreview(with: nil)
      return nil
    } catch {
      return error.description
    }
  }

  private func attemptedPreview(with imagined: ImaginedElement?) throws(BatchNormalizationError) -> Preview? {
    guard let layer, var source = experiment.setup.source, let shape = batchShape,
      shape.reduce(1, *) <= Self.mostPreviewed
    else { return nil }
    // Batches of a source begin at position 0: at any other the last step took one of the same source.
    let last = position > 0 ? lastStep : nil
    let batch = PreviewedBatch(
      index: max(0, position - 1), takenBy: last,
      imagined: imagined.flatMap { $0.belongs(to: last?.shape ?? shape, at: position) ? $0 : nil })
    return try layer.preview(&source, batch, updates: configuration.updateOps != .off)
  }
}
