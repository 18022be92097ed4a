import BNCore
import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

/// A network of six convolutions with batch norms, trained by PyTorch 2.13 on the digits, healthy and with one fault in its third
/// batch norm, "7"; what came in was recorded from 64 images that training had not seen.
@Suite("A model examined by what was recorded")
struct ExaminationTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Captures")

  static func examination(_ weights: String, _ capture: String?) throws -> Examination {
    func path(_ name: String) -> String { folder.appending(path: name).path }
    let files = DiskFiles()
    let run = try capture.map { try CapturedRun(path: path("\($0).npz"), files: files) }
    let file = path("\(weights).safetensors")
    return try Examination(path: file, FoundModel(path: file, files: files), run)
  }

  @Test(
    "finds nothing in a healthy model, by 64 examples or one, in training or evaluation",
    arguments: ["healthy", "one-example", "training"])
  func healthy(_ capture: String) throws {
    let examination = try Self.examination("healthy", capture)
    #expect(examination.layers.count == 6)
    #expect(examination.findings.allSatisfy { $0.finding.severity == .info }, "\(examination.findings)")
    #expect(examination.attribution == (.nothing))
  }

  @Test(
    "names the layer with the fault, and those behind it as its victims",
    arguments: ["variance-x10", "mean-plus-half", "never-updated", "permuted"])
  func cause(_ fault: String) throws {
    let examination = try Self.examination(fault, fault)
    guard case .cause(let layer, let victims) = examination.attribution else {
      Issue.record("\(examination.attribution)")
      return
    }
    #expect(layer == "7")
    let grave = examination.findings.filter { $0.finding.severity != .info }
    #expect(!grave.isEmpty && grave.allSatisfy { $0.layer == "7" }, "\(grave)")
    #expect(examination.findings.count { $0.consequenceOf == "7" } == victims)
  }

  // Channel 0 of layer 7 by numpy: the variance is ten times what 64 images have, so that r is about √0.1.
  @Test("says how far off the output is, within what 64 examples tell")
  func effect() throws {
    let examination = try Self.examination("variance-x10", "variance-x10")
    let layer = try #require(examination.layers.first { $0.name == "7" })
    let gap = try #require(layer.gap)
    // 1 - 1 / √10 = 0.684; the moving variances are within a tenth of these images', half of which counts.
    #expect((gap.effect - 0.684).magnitude < 0.05)
    #expect(gap.interval.contains(0.684))
    #expect(gap.examples == 64)
  }

  @Test("says that another checkpoint was recorded than the file is, and takes no layer for another one's victim then")
  func otherCheckpoint() throws {
    let same = try Self.examination("healthy", "healthy")
    #expect(same.layers.allSatisfy { $0.ranWithOthers == false })
    // The file differs from what ran in layer 7 alone.
    let other = try Self.examination("permuted", "healthy")
    #expect(other.attribution == .otherRun)
    let finding = try #require(other.findings.first { $0.finding.code == .otherRun })
    #expect(finding.layer == "7" && finding.finding.figure == 1 && finding.finding.severity == .warning)
    #expect(other.findings.allSatisfy { $0.consequenceOf == nil })
    // Recorded in training mode, the batches' own statistics made what came in.
    let training = try Self.examination("permuted", "training")
    #expect(training.attribution == .eachByItself)
    #expect(training.findings.first { $0.finding.code == .otherRun }?.finding.severity == .info)
  }

  @Test("takes for the same statistics what rounding to the file's type explains, and nothing else")
  func rounding() throws {
    let numbers = try LayerNumbers(
      FoundLayer(
        name: "", kind: .batchNorm, mean: Self.tensor([0.1, 2]), variance: Self.tensor([3, 1e-6])))
    func same(_ mean: [Double], _ variance: [Double], _ precision: StoredPrecision) -> Bool {
      StoredStatistics(mean: mean, variance: variance).areThose(of: numbers, in: precision)
    }
    #expect(same([0.1, 2], [3, 1e-6], .float64))
    #expect(same([Double(Float(0.1)), 2], [3, Double(Float(1e-6))], .float32))
    #expect(!same([0.1 + 1e-5, 2], [3, 1e-6], .float32) && same([0.1 + 1e-4, 2], [3, 1e-6], .float16))
    #expect(!same([0.1, 2], [3.1, 1e-6], .float16) && !same([0.1], [3], .float32))
  }

  private static func tensor(_ values: [Double]) -> StoredTensor {
    StoredTensor(name: "", StoredArray(shape: [values.count], numbers: values))
  }

  /// A model of the worked cases in docs/debugging.md, with what was recorded of it.
  private static func worked(_ name: String) throws -> Examination {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Examples/debugging"
    ).standardized
    let files = DiskFiles()
    let path = folder.appending(path: "\(name).safetensors").path
    let run = try CapturedRun(path: folder.appending(path: "\(name).npz").path, files: files)
    return try Examination(path: path, FoundModel(path: path, files: files), run)
  }

  @Test("names a layer whose variance is not a number, though what came in fits to the others of its channels")
  func notFinite() throws {
    let files = DiskFiles()
    let healthy = Self.folder.appending(path: "healthy.safetensors").path
    var bytes = try files.read(healthy)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(
      JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: [String: Any]])
    let offsets = try #require(header["7.running_var"]?["data_offsets"] as? [Int])
    // The bits of a NaN, little-endian.
    bytes.replaceSubrange(8 + length + offsets[0]..<8 + length + offsets[0] + 4, with: [0, 0, 0xc0, 0x7f])
    let model = try FoundModel(path: "broken.safetensors", files: MemoryFiles(["broken.safetensors": bytes]))
    let run = try CapturedRun(path: Self.folder.appending(path: "healthy.npz").path, files: files)
    let examination = try Examination(path: "broken.safetensors", model, run)
    #expect(examination.attribution == .cause("7", consequences: 0))
    #expect(examination.findings.first?.finding.code == .nonFinite)
  }

  @Test("calls no layer a victim whose statistics were never moved")
  func allNeverUpdated() throws {
    let examination = try Self.worked("never-updated")
    #expect(examination.attribution == .cause("1", consequences: 0))
    #expect(examination.othersAtFault == 2)
    #expect(examination.count(.error) == 3)
  }

  @Test("names the layer in front where another epsilon explains what comes in behind it")
  func epsilon() throws {
    let examination = try Self.worked("epsilon")
    #expect(examination.attribution == .cause("1", consequences: 2))
    let finding = try #require(examination.findings.first { $0.finding.severity != .info })
    #expect(finding.layer == "1" && finding.finding.code == .otherEpsilon)
    guard case .epsilonOfOthers(fits: let fits, ran: let ran) = finding.finding.evidence else {
      Issue.record("\(finding)")
      return
    }
    // It was trained with 1e-3 and ran with 1e-5.
    #expect((fits - 1e-3).magnitude < 1e-9 && (ran - 1e-5).magnitude < 1e-9)
  }

  @Test("sees by the file alone what needs no data")
  func alone() throws {
    #expect(try Self.examination("healthy", nil).findings.allSatisfy { $0.finding.severity == .info })
    let new = try Self.examination("never-updated", nil)
    #expect(
      new.findings.contains { $0.layer == "7" && $0.finding.code == .updatesForgotten && $0.finding.severity == .error }
    )
  }

  @Test("refuses what no capture wrote, and says what was expected")
  func noCapture() throws {
    let path = Self.folder.appending(path: "healthy.safetensors").path
    let error = #expect(throws: FileError.self) { try CapturedRun(path: path, files: DiskFiles()) }
    #expect(error?.description.contains("expected a file that bn_capture.py wrote") == true)
  }

  @Test("prints findings as JSON with the keys that scripts read, as text of 80 columns, and as JUnit")
  func reports() throws {
    let examination = try Self.examination("variance-x10", "variance-x10")
    let findings = examination.findings
    let line = DoctorLines.finding(try #require(findings.first)).text
    #expect(line.hasPrefix(#"{"layer":"7","code":"A27","severity":"WARN","channels":["#))
    for key in ["measure", "figure", "threshold", "why", "advice", "interval"] { #expect(line.contains("\"\(key)\":")) }
    let summary = DoctorLines.summary(examination, findings).text
    #expect(summary.hasPrefix(#"{"layers":6,"channels":96,"errors":0,"warnings":1,"cause":"7","#))
    let text = DoctorText(examination, findings, width: 80).text
    #expect(text.contains("Cause: 7. 3 layers behind it are off as its consequence"))
    let strict = DoctorLines.junit(examination, findings, strict: true)
    #expect(strict.contains(#"tests="6" failures="1""#) && strict.contains(#"<failure type="A27""#))
    #expect(DoctorLines.junit(examination, findings, strict: false).contains(#"failures="0""#))
    // As many elements are closed as opened.
    #expect(strict.components(separatedBy: "<testcase ").count - 1 == 6)
    #expect(strict.hasSuffix("</testsuite>") && strict.contains("</failure>\n  </testcase>"))
  }

  @Test("passes over what a baseline has, and nothing else")
  func baseline() throws {
    let findings = try Self.examination("variance-x10", "variance-x10").findings
    let files = MemoryFiles(["known": Array(Baseline.text(of: findings).utf8), "odd": Array("hello\n".utf8)])
    let baseline = try Baseline(path: "known", files: files)
    #expect(findings.filter { $0.finding.severity != .info }.allSatisfy(baseline.holds))
    let others = try Self.examination("never-updated", "never-updated").findings
    #expect(!others.filter { $0.finding.severity == .error }.contains(where: baseline.holds))
    let error = #expect(throws: FileError.self) { try Baseline(path: "odd", files: files) }
    #expect(error?.description.contains("odd:1") == true)
  }
}
