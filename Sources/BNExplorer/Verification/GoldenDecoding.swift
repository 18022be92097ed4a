#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension GoldenCase {
  /// Reads a golden file.
  ///
  /// - Throws: ``GoldenFileError`` with the place in the file's own terms.
  static func decode(_ bytes: [UInt8]) throws(GoldenFileError) -> GoldenCase {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { path in GoldenKey(camelCased: path[path.count - 1].stringValue) }
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      var golden = try decoder.decode(GoldenCase.self, from: Data(bytes))
      golden.unknownFields = try JSONDecoder().decode(GoldenFields.self, from: Data(bytes)).unknown
      return golden
    } catch let error as DecodingError {
      throw GoldenFileError(error)
    } catch {
      throw GoldenFileError(reason: "not a golden file: \(error)")
    }
  }
}

/// A key of the file in the spelling of the code: `batch_mean` stays, the model's own keys become camel case.
struct GoldenKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }

  init(camelCased name: String) {
    guard Self.modelled.contains(name) else {
      stringValue = name
      return
    }
    stringValue = Self.camelCased(name)
  }

  private static func camelCased(_ name: String) -> String {
    let words = name.lowercased().split(separator: "_")
    return words.dropFirst().reduce(String(words[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }

  /// A key's name in the file, whichever spelling it has here.
  static func inFile(_ key: any CodingKey) -> String {
    modelled.first { camelCased($0) == key.stringValue } ?? key.stringValue
  }

  /// Variables and result fields keep the names of the format, since they are looked up and reported by them.
  private static let modelled: Set = [
    "input_shape", "training_mode", "fused_used", "learning_rate", "variables_initial", "beta_initializer",
    "gamma_initializer", "moving_mean_initializer", "moving_variance_initializer", "beta_regularizer",
    "gamma_regularizer", "beta_constraint", "gamma_constraint", "renorm_clipping", "renorm_momentum", "max_value",
    "run_update_ops", "optimizer_step", "variables_after", "static_shape", "variable_scope", "variable_scope_reuse",
    "variables_used", "added_to_GLOBAL_VARIABLES", "added_to_TRAINABLE_VARIABLES", "added_to_UPDATE_OPS",
    "added_to_REGULARIZATION_LOSSES", "output_shape", "output_dtype", "update_op_count", "regularization_loss_count",
    "variables_left_in_graph",
  ]
}
