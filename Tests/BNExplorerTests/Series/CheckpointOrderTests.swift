import Testing

@testable import BNExplorer

@Suite("The order of checkpoints")
struct CheckpointOrderTests {
  @Test(
    "is by numbers where a shell sorted by letters, else as given",
    arguments: [
      (["e-1.pt", "e-10.pt", "e-2.pt"], ["e-1.pt", "e-2.pt", "e-10.pt"]),
      (["E1", "e10", "e2"], ["E1", "e2", "e10"]),
      (["a/2/m", "b/1/m"], ["a/2/m", "b/1/m"]),
      (["run-1/1000.pt", "run-1/200.pt", "run-1/30.pt"], ["run-1/30.pt", "run-1/200.pt", "run-1/1000.pt"]),
      (["e-2.pt", "e-10.pt", "e-1.pt"], ["e-2.pt", "e-10.pt", "e-1.pt"]),
      (["m.pt", "m-1.pt", "a.pt"], ["m.pt", "m-1.pt", "a.pt"]),
      // More digits than any integer type has.
      (
        ["s10000000000000000000000", "s9999999999999999999999"],
        ["s9999999999999999999999", "s10000000000000000000000"]
      ),
      (["e007", "e07"], ["e007", "e07"]),
    ] as [([String], [String])])
  func order(_ given: [String], _ expected: [String]) {
    let sorted = CheckpointOrder.sorted(given)
    #expect(sorted.paths == expected)
    #expect(sorted.isByNumbers == (given != expected))
  }
}
