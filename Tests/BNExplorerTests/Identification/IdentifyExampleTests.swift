import Foundation
import Testing

@testable import BNExplorer

/// The files of Examples/identify, whose truth their script states, and the page that shows what is said of them.
@Suite("bnexplorer identify, of known truth")
struct IdentifyExampleTests {
  private func run(_ arguments: [String]) throws -> ProgramRun {
    let folder = MarkdownPage.top.appending(path: "Examples/identify").path
    return try ProgramFolder().start(
      ["identify"] + arguments.map { $0.contains(".np") || $0.contains(".csv") ? "\(folder)/\($0)" : $0 }
    ).wait()
  }

  private func object(_ arguments: String...) throws -> [String: Any] {
    let run = try run(arguments + ["--json"])
    let objects = try run.objects()
    #expect(objects.count == 1 && (run.status == 0) == (objects.first?["found"] as? Bool == true))
    return objects.first ?? [:]
  }

  @Test("training as PyTorch has it")
  func training() throws {
    let answer = try object("x.npy", "a.npy", "--state", "state.npz")
    #expect(answer["mode"] as? String == "training" && answer["statistics"] as? String == "batch")
    #expect(answer["variance"] as? String == "n" && answer["axis"] as? Int == 1)
    #expect(answer["epsilon"] as? Double == 1e-5 && answer["epsilon_source"] as? String == "usual")
    #expect(answer["gamma"] as? String == "applied" && answer["beta"] as? String == "applied")
    #expect(answer["arithmetic"] as? String == "float32" && (answer["ambiguous"] as? [Any])?.isEmpty == true)
    let defaults = try #require(answer["defaults"] as? [String])
    #expect(defaults.contains("torch") && !defaults.contains("keras3 jax"))
    let frameworks = try #require(answer["frameworks"] as? [String])
    #expect(frameworks.contains("keras3 jax") && !frameworks.contains("tf1 tf_slim"))
  }

  @Test("mean and variance in each other's place, and n - 1")
  func mistakes() throws {
    let exchanged = try object("x.npy", "b.npy", "--state", "state.npz")
    #expect(exchanged["statistics"] as? String == "layer_exchanged" && exchanged["epsilon"] as? Double == 1e-3)
    let sample = try object("x.npy", "d.npy", "--state", "state.npz")
    #expect(sample["statistics"] as? String == "batch_sample" && sample["variance"] as? String == "n - 1")
    #expect((sample["frameworks"] as? [String])?.isEmpty == true)
  }

  @Test("momentum's sense", arguments: [("0.1", "stated_new"), ("0.9", "stated_old"), ("0.5", "usual")])
  func momentum(_ stated: String, _ source: String) throws {
    let answer = try object("x.npy", "c.npz", "--state", "state.npz", "--momentum", stated)
    #expect(answer["subject"] as? String == "statistics" && answer["momentum_source"] as? String == source)
    #expect(abs((answer["momentum"] as? Double ?? 0) - 0.9) < 1e-9 && answer["variance"] as? String == "n - 1")
  }

  @Test("a gradient's missing term, and what it needs")
  func gradient() throws {
    let answer = try object("x.npy", "e.npy", "--state", "upstream.npz")
    #expect(answer["subject"] as? String == "gradient" && answer["terms"] as? [String] == ["mean"])
    #expect(answer["epsilon"] as? Double == 1e-5 && answer["gamma"] as? String == "applied")
  }

  @Test("four decimals do not tell an epsilon, and no state does not tell gamma and beta")
  func doubt() throws {
    let answer = try object("wide.npy", "f.csv")
    let ambiguous = try #require(answer["ambiguous"] as? [[String: Any]])
    #expect(ambiguous.first?["what"] as? String == "epsilon")
    #expect((ambiguous.first?["others"] as? [String])?.contains("0") == true)
    let nothing = try object("x.npy", "a.npy")
    #expect(nothing["mode"] is NSNull)
    #expect((nothing["nearest"] as? [String: Any])?["linear_axes"] as? [Int] == [1])
  }

  @Test("what the page shows is what is said")
  func page() throws {
    let page = try MarkdownPage.read("docs/frameworks.md")
    let blocks = page.blocks
    var shown = 0
    for (block, next) in zip(blocks, blocks.dropFirst()) where block.language == "sh" && next.language == "text" {
      for line in block.text.split(separator: "\n") where line.hasPrefix("scripts/explore identify ") {
        let words = line.split(separator: " ").dropFirst(2).map { String($0).replacing("Examples/identify/", with: "") }
        let output = try run(words).output
        #expect(next.text.contains(output.trimmingCharacters(in: CharacterSet.newlines)), "\(line)")
        shown += 1
      }
    }
    #expect(shown == 6)
  }
}
