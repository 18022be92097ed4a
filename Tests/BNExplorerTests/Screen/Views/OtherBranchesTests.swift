import Testing

@testable import BNExplorer

@Suite("The branches behind the present one's curves")
struct OtherBranchesTests {
  private static let start = "generate normal shape=4x3 seed=1; step 3; "

  private func names(_ lines: String) throws -> [String] {
    OtherBranches(of: try Session(Self.start + lines)).branches.map(\.name)
  }

  @Test("are those with names, then the latest future that was left")
  func futures() throws {
    #expect(try names("reset; step 3") == ["main~1"])
    #expect(try names("reset; step 3; reset; step 3; reset; step 3") == ["main~3"])
    #expect(
      try names("reset; step 3; reset; step 3; fork a; step 2; fork b; switch main; step") == ["a", "b", "main~2"])
  }

  @Test("are four at most, and then no future is among them")
  func most() throws {
    #expect(
      try names("reset; step 3; fork a; fork b; fork c; fork d; step 2") == ["main", "a", "b", "c"])
  }

  @Test("have as many channels as the present one")
  func channels() throws {
    #expect(try names("fork a; step") == ["main"])
    #expect(try names("fork a; generate normal shape=4x5 seed=1; step 3") == [])
    // The latest of those that are like it.
    #expect(
      try names("reset; step 3; fork wide; generate normal shape=4x5 seed=1; step 3; reset; step 3; switch main")
        == ["main~1"])
  }
}
