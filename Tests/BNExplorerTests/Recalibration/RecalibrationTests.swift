import BNCore
import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

/// A network of six batch norms with faults, as PyTorch 2.13 ran it; see Nets/make.py.
@Suite("A model whose statistics are put right")
struct RecalibrationTests {
  /// How far the output is off by PyTorch.
  struct Truth: Decodable {
    let fault: String
    let mode: String
    let before: Double
    let atOnce: Double
    let updateBN: Double

    enum CodingKeys: String, CodingKey {
      case fault, mode, before
      case atOnce = "at_once"
      case updateBN = "update_bn"
    }
  }

  private struct Truths: Decodable { let faults: [Truth] }

  static let truths: [Truth] =
    (try? JSONDecoder().decode(
      Truths.self, from: Data(contentsOf: SmallNetwork.folder.appending(path: "truth.json"))))?.faults ?? []

  // PyTorch's float32 against doubles, through seven layers of up to 64 products: some 1e-6 of the logits.
  private static let rounding = 1e-5

  private func open(_ fault: String, _ mode: String) throws -> OpenModel {
    var request = OpenRequest(path: SmallNetwork.path("\(fault).safetensors"))
    request.captured = SmallNetwork.path("\(fault)-\(mode).npz")
    return try OpenModel(request, files: DiskFiles())
  }

  private func made(_ open: OpenModel, all: Bool = false) throws -> Recalibration {
    try Recalibration(Examination(path: open.path, open.model, open.captured), all: all, inBatches: false)
  }

  /// The broken network with the numbers of what was written, which is read back.
  private func repaired(_ made: Recalibration, of open: OpenModel) throws -> SmallNetwork {
    let export = try made.export(nil)
    let bytes = try ArrayFile.encode(export.arrays, path: "out.safetensors", metadata: export.metadata)
    var network = try SmallNetwork(open.path)
    network.load(try SmallNetwork("out.safetensors", files: MemoryFiles(["out.safetensors": bytes])))
    return network
  }

  private func off(_ network: SmallNetwork) throws -> Double {
    let images = try SmallNetwork.heldOut()
    let healthy = try SmallNetwork(SmallNetwork.path("healthy.safetensors"))
    return SmallNetwork.error(try network.logits(images), try healthy.logits(images))
  }

  @Test(
    "gives an output no further off than before, and no further than update_bn's where batches normalized",
    arguments: truths)
  func neverWorse(_ truth: Truth) throws {
    let open = try open(truth.fault, truth.mode)
    // The network of the test is PyTorch's.
    #expect((try off(SmallNetwork(open.path)) - truth.before).magnitude < Self.rounding * max(1, truth.before))
    let after = try off(repaired(made(open), of: open))
    #expect(after <= truth.before + Self.rounding)
    if truth.mode == "training" {
      // The population's variance against that of batches of 16 moves the output by 0.03 here: half a 16th of the deviation.
      #expect(after <= truth.updateBN + 0.04)
    }
  }

  @Test(
    "sets everything on request, as PyTorch does with the same moments, and says what speaks against it",
    arguments: truths)
  func all(_ truth: Truth) throws {
    let open = try open(truth.fault, truth.mode)
    let made = try made(open, all: true)
    let after = try off(repaired(made, of: open))
    #expect((after - truth.atOnce).magnitude < Self.rounding * max(1, truth.atOnce))
    guard case .all(let names, let obstacle) = made.plan else {
      Issue.record("\(made.plan)")
      return
    }
    #expect(names.count == 6 && (obstacle == nil) == (truth.mode == "training"))
  }

  @Test("mends the first layer alone where moving statistics normalized, and all that are off where batches did")
  func plans() throws {
    #expect(try made(open("variance", "evaluation")).plan.layers == ["4"])
    #expect(try made(open("variance", "training")).plan == .eachByItself(["4"]))
    #expect(try made(open("one-channel", "training")).plan == .eachByItself(["4"]))
    #expect(try made(open("never-updated", "training")).plan.layers == ["1", "4", "7", "13", "16"])
    guard case .first("1", let others) = try made(open("never-updated", "evaluation")).plan else {
      Issue.record("the first layer is the first that was never updated")
      return
    }
    #expect(others == ["4", "7", "10", "13", "16"])
  }

  @Test("touches nothing that fits")
  func untouched() throws {
    let open = try open("one-channel", "training")
    let made = try made(open)
    let layer = try #require(made.repaired.first)
    #expect(made.repaired.count == 1 && layer.repair.newMeans.contains(5))
    #expect(layer.repair.newMeans.count <= 2 && layer.repair.newVariances.count <= 1)
  }

  @Test("puts nothing right that was recorded of another checkpoint, or that is no fault of statistics")
  func obstacles() throws {
    var request = OpenRequest(path: SmallNetwork.path("permuted.safetensors"))
    request.captured = SmallNetwork.path("variance-evaluation.npz")
    let other = try OpenModel(request, files: DiskFiles())
    #expect(try made(other).plan == .none(.otherRun))
    #expect(try made(other, all: true).plan.layers.count == 6)
    let few = try open("few", "evaluation")
    #expect(try made(few).plan == .none(.tooFew("10")))
    request.captured = nil
    #expect(try made(OpenModel(request, files: DiskFiles())).plan == .none(.nothingRecorded))
  }
}
