import BNTestSupport
import Testing

@testable import BNExplorer
@testable import BNFiles
@testable import TerminalKit

@Suite("Completion")
struct CommandCompleterTests {
  private let branches = ["main", "low", "main~1"].map { Candidate(text: $0, summary: "at step 3") }

  private func candidates(_ line: String) -> [String] {
    let completion = CommandCompleter.complete(line, line.count, CompletionOffer(branches: branches)) { typed in
      ["data/", "data/x.npy", "my file.csv", "notes.bn"].filter { $0.hasPrefix(typed) }
    }
    return completion.candidates.map { line.prefix(completion.range.lowerBound) + $0.text }
  }

  @Test(
    "offers what can follow, and nothing else",
    arguments: [
      ("tr", ["train"]), ("set mom", ["set momentum"]),
      ("set fused ", ["set fused off", "set fused none", "set fused on"]),
      ("train 3; set ep", ["train 3; set epsilon"]), ("toggle re", ["toggle renorm"]), ("demo me", ["demo memory"]),
      ("show sqrt(moving_v", ["show sqrt(moving_variance"]), ("help gen", ["help generate"]),
      ("generate ra", ["generate ramp"]), ("generate ramp lo", ["generate ramp low="]),
      ("load d", ["load data/", "load data/x.npy"]), ("load bu", ["load builtin:digits"]),
      ("load data/x.npy ba", ["load data/x.npy batch="]), ("source n", ["source notes.bn"]), ("load my", []),
      ("export y d", ["export y data/", "export y data/x.npy"]), ("assign ga", ["assign gamma"]),
      ("export mo", ["export model", "export moving_mean", "export moving_variance", "export momentum"]),
      ("export model d", ["export model data/", "export model data/x.npy"]),
      ("export model x.npz na", ["export model x.npz names="]), ("export y x.npy na", []),
      ("assign gamma n", ["assign gamma notes.bn"]),
      ("set loss upstream d", ["set loss upstream data/", "set loss upstream data/x.npy"]), ("ev", ["eval"]),
      ("eval g", ["eval generate"]),
      ("eval generate ra", ["eval generate ramp"]), ("eval generate ramp lo", ["eval generate ramp low="]),
      ("eval load d", ["eval load data/", "eval load data/x.npy"]),
      ("switch ", ["switch main", "switch low", "switch main~1"]),
      ("switch m", ["switch main", "switch main~1"]),
      ("switch low ", []), ("compare main l", ["compare main low"]),
      ("compare main main~1 ", ["compare main main~1 within="]), ("compare main w", ["compare main within="]),
      ("goto ", []),
      ("eval none ", []), ("frobnicate x", []),
      ("quit ", []),
    ])
  func offers(_ line: String, _ expected: [String]) {
    #expect(candidates(line) == expected)
  }

  @Test(
    "every candidate says what it is",
    arguments: [
      "", "set ", "toggle ", "assign ", "generate ", "generate outliers ", "generate classes ", "generate uniform ",
      "load ", "load x.npy ", "eval ", "show ", "explain ", "demo ", "help ", "channel ", "switch ", "compare main ",
      "theme ", "mouse ", "source ",
    ] + Parameter.allCases.map { "set \($0.rawValue) " })
  func summaries(_ line: String) {
    let completion = CommandCompleter.complete(line, line.count, CompletionOffer(branches: branches)) { _ in
      ["data/", "x.npy"]
    }
    for candidate in completion.candidates { #expect(!candidate.summary.isEmpty, "\(line)\(candidate.text)") }
  }

  @Test("a value says what it means, and which one stands at the start; a branch, where it is")
  func values() throws {
    func summary(_ line: String, _ branches: [Candidate] = []) throws -> String? {
      let completion = CommandCompleter.complete(line, line.count, CompletionOffer(branches: branches)) { _ in [] }
      return completion.candidates.first?.summary
    }
    #expect(try summary("set training of") == "by the moving statistics")
    #expect(try summary("set momentum 0.99") == "share of the moving statistics that stays at each update")
    #expect(Parameter.training.meaning(of: "on") == "at the start; normalize by the batch")
    #expect(Parameter.momentum.meaning(of: "0.99").hasPrefix("at the start; share of "))
    #expect(try summary("set arithmetic re") == "in TensorFlow's own order")
    let stage = try Stage("batch [[3], [7]]", "train 4", "fork low", "train")
    #expect(try summary("switch m", stage.session.branchCandidates) == "at step 4")
    #expect(try summary("switch l", stage.session.branchCandidates) == "at step 5, the present one")
  }

  @Test("lists a folder of the machine, folders marked, hidden files only when asked for")
  func disk() throws {
    let folder = try TemporaryFolder()
    for name in ["a.csv", "b.npy", ".hidden"] { try DiskFiles().write([1], to: folder.path + "/" + name) }
    let names = DiskFiles().paths(startingWith: folder.path + "/")
    #expect(names == [folder.path + "/a.csv", folder.path + "/b.npy"])
    #expect(DiskFiles().paths(startingWith: folder.path + "/.h") == [folder.path + "/.hidden"])
    let parent = folder.path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    #expect(DiskFiles().paths(startingWith: parent + "/").contains(folder.path + "/"))
    #expect(DiskFiles().paths(startingWith: folder.path + "/none/x") == [])
  }
}
