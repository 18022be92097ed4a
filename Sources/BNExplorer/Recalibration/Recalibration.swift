import BNCore
import BNFiles

/// A model whose batch norms have statistics of what was recorded, as far as these can be trusted.
struct Recalibration: Sendable {
  let examination: Examination
  let plan: RecalibrationPlan
  let repaired: [RepairedLayer]
  /// Whether variances are those of batches, and not of the population.
  let inBatches: Bool

  /// Repairs what an examination found.
  ///
  /// - Parameters:
  ///   - examination: of a model and of what was recorded.
  ///   - all: whether every layer that was recorded gets statistics, whatever speaks against it.
  ///   - inBatches: whether variances are those of batches as large as the recorded ones.
  /// - Throws: ``FileError`` where the file does not hold a layer's numbers.
  init(_ examination: Examination, all: Bool, inBatches: Bool) throws(FileError) {
    (self.examination, self.inBatches) = (examination, inBatches)
    plan = RecalibrationPlan(examination, all: all)
    let layers = Dictionary(
      examination.model.batchNorms.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var repaired: [RepairedLayer] = []
    for name in plan.layers {
      guard let layer = layers[name], let recorded = examination.captured?.layer(named: name) else { continue }
      let epsilon = layer.epsilon(recorded: recorded.epsilon)
      let made = RepairedLayer(
        layer.name, try LayerNumbers(layer), epsilon: epsilon ?? 0, recorded, choice: all ? .all : .off,
        inBatches: inBatches)
      if let made { repaired.append(made) }
    }
    self.repaired = repaired
  }

  /// The batch norms of the model as they are now, for a file of a library; of the model's own where none is named.
  ///
  /// - Throws: ``FileError`` where the model does not hold a layer's numbers.
  func export(_ naming: LayerNaming?) throws(FileError) -> LayerExport {
    let model = examination.model
    let own = LayerNaming(of: model.file, model.layers)
    var export = LayerExport(naming ?? own ?? .tensorFlow, from: own)
    for layer in model.batchNorms {
      let batches = Int64(try ExaminedLayer.batches(of: layer, in: model) ?? 0)
      var written = try ExportedLayer(layer, LayerNumbers(layer), batches: batches, path: examination.path)
      if let made = repaired.first(where: { $0.name == layer.name })?.repair {
        written.mean = Self.numbers(made.mean, in: written.mean.type)
        written.variance = Self.numbers(made.variance, in: written.variance.type)
      }
      export.add(written)
    }
    return export
  }

  /// Computed statistics in single precision, which halves are no place for, or in double where the model's are.
  private static func numbers(_ values: [Double], in type: ScalarType) -> ExportedLayer.Numbers {
    guard type != .float64 else { return ExportedLayer.Numbers(values, .float64) }
    return ExportedLayer.Numbers(values.map { Double(Float($0)) }, .float32)
  }
}
