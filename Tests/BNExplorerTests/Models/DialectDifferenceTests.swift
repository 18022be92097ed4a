import BNFiles
import Foundation
import Testing

@testable import BNExplorer

/// One layer as many libraries have written it, each file against each other.
@Suite("One layer in many dialects, compared")
struct DialectDifferenceTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../BNFilesTests/Models").standardized.path

  private static let files =
    [
      "torch215_state_dict.pt", "torch215_checkpoint.pt", "torch215_dataparallel.pt", "torch215_compiled.pt",
      "torch215_fp16.pt", "torch215_f64.pt", "torch215_cuda_tag.pt", "torch215_qat_convbn2d.pt", "torch215_legacy.pt",
      "torch215_module.pt", "torch215_script.pt", "torch215_traced.pt", "torch215_export.pt2", "torch112_state_dict.pt",
      "torch112_module.pt", "torch10_state_dict.pt", "torch10_script.pt", "numpy_stored.npz", "numpy_compressed.npz",
    ].map { "TorchFiles/b_\($0)" } + ["TorchFiles/haiku_bn.npz", "TorchFiles/mlx_bn.npz"] + known

  private static let known = ["ONNX/Files/known", "TensorFlow/Files/known"].flatMap { folder in
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/\(folder)")) ?? []
    return names.sorted().map { "\(folder)/\($0)" }
  }

  private static func models(epsilon: Double?) throws -> [OpenedModel] {
    try files.compactMap { name in
      let given = GivenNumbers(epsilon: epsilon)
      // Beside the models are the files that belong to them.
      guard let model = try? OpenedModel("\(folder)/\(name)", files: DiskFiles(), given: given) else {
        try #require(!name.hasPrefix("TorchFiles"), "\(name) cannot be opened")
        return nil
      }
      return try model.model.batchNorms.count == 1 && model.model.batchNorms[0].isLike(KnownLayer.mean) ? model : nil
    }
  }

  @Test("is the same within the precision of the types, or by epsilon alone", arguments: [nil, 1e-3])
  func everyPair(_ epsilon: Double?) throws {
    let models = try Self.models(epsilon: epsilon)
    #expect(models.count >= 25, "most of the files are models of one layer")
    for a in models {
      for b in models {
        let difference = try ModelDifference(a, b)
        let pair = try #require(difference.pairs.first)
        #expect(difference.pairs.count == 1 && difference.onlyInA.isEmpty && difference.onlyInB.isEmpty)
        let (first, second) = (try #require(pair.a.epsilon), try #require(pair.b.epsilon))
        // Formats keep 1e-5 as float32.
        if abs(first - second) <= 1e-6 * first {
          #expect(pair.comparison.verdict != .different && pair.parameters.allSatisfy { $0.name == "momentum" })
        } else {
          #expect(pair.comparison.isByEpsilonAlone, "\(a.path) \(b.path)")
        }
      }
    }
  }
}

extension FoundLayer {
  /// Whether its means are these.
  fileprivate func isLike(_ mean: [Double]) throws -> Bool { try self.mean?.numbers() == mean }
}
