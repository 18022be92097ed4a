import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("bnexplorer bench screen, on the real program")
struct ScreenBenchTests {
  @Test("every figure is measured at every size, and the counts that depend on no clock are kept")
  func counts() throws {
    let sizes = [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)]
    let plan = ScreenBench.Plan(starts: 1, frames: 5, keys: 3, escapes: 2, openings: 1, steps: 20, sizes: sizes)
    let figures = try ScreenBench(executable: BuiltProgram.path(), plan: plan).run()
    for size in sizes {
      let measured = Set(figures.filter { $0.size == size }.map(\.name))
      #if os(Linux)
        #expect(measured == Set(ScreenFigure.Name.allCases))
      #else
        // What only /proc tells is left out.
        #expect(measured == Set(ScreenFigure.Name.allCases).subtracting([.idleWakeups, .memory]))
      #endif
    }
    for figure in figures {
      #expect(!figure.samples.isEmpty && figure.samples.allSatisfy { $0 >= 0 }, "\(figure)")
      switch figure.name {
      case .writes: #expect(figure.samples.allSatisfy { $0 == 1 }, "\(figure)")
      case .idleBytes, .idleWakeups: #expect(figure.samples == [0], "\(figure)")
      default: break
      }
    }
  }
}
