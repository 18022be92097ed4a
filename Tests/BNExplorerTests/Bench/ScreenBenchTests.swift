import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("bnexplorer bench screen, on the real program")
struct ScreenBenchTests {
  @Test("every figure is measured at every size, and the counts that depend on no clock are kept")
  func counts() throws {
    let sizes = [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)]
    let crowd = ScreenBench.Crowd(letters: 500, channels: 16, layers: 20, branches: 4)
    let plan = ScreenBench.Plan(
      starts: 1, frames: 5, keys: 3, escapes: 2, openings: 1, crowd: crowd, steps: 20, sizes: sizes)
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

  @Test("a crowded screen has as many branches and findings as it is said to have")
  func crowd() throws {
    var session = Session()
    let files = MemoryFiles(["/crowd.safetensors": try BenchModel.bytes(layers: 20, isFaulty: true)])
    let script = try Script(text: ScreenBench.Crowd(channels: 16).script + "open /crowd.safetensors\n", name: "crowd")
    for line in script.lines {
      _ = try line.command.carryOut(on: &session, in: SessionEnvironment(files: files))
    }
    #expect(session.branches.names.count == Branches.most)
    let outputs = try session.apply(.layers(LayersRequest()), in: SessionEnvironment(files: files))
    guard case .layers(let listing)? = outputs.last else {
      Issue.record("no list of layers")
      return
    }
    #expect(listing.findings.count == 20 && listing.findings.allSatisfy { !$0.isEmpty })
  }
}
