import BNTestSupport
import BNFiles
import Testing

@testable import BNExplorer

/// Kinds of files that need no more than Python's own library.
private let plainKinds = ModelBenchKind.allCases.filter { $0 != .hdf5 }

/// The program's scripts, where there is a Python for them.
private func scripts(_ folder: BenchFolder) -> ModelBenchTools? {
  guard let program = try? BuiltProgram.path() else { return nil }
  return try? ModelBenchTools(beside: program, pythons: ["python3"], folder: folder)
}

private let hasPython = (try? BenchFolder()).flatMap(scripts) != nil

@Suite("bnexplorer bench models", .enabled(if: hasPython, "python3 is not installed"))
struct ModelBenchTests {
  @Test("files of every kind hold the same numbers, however large they are")
  func files() throws {
    let folder = try BenchFolder()
    let tools = try #require(scripts(folder))
    var known: [[[Double]?]]?
    for kind in plainKinds {
      for bytes in [4_000, kind.largeSize] {
        let file = try #require(try tools.makeFile(kind, bytes: bytes, layers: 3, channels: 5))
        defer { folder.remove(file.all) }
        let model = try FoundModel(path: file.path, files: DiskFiles())
        #expect(model.layers.filter(\.isBatchNorm).count == 3, "\(kind)")
        let numbers = try model.layers.map { try LayerNumbers($0).parts.map(\.values) }
        #expect(numbers == known ?? numbers, "\(kind)")
        #expect(numbers.allSatisfy { $0.allSatisfy { $0?.count == 5 } }, "\(kind)")
        known = numbers
      }
    }
  }

  @Test("every figure is measured without any other library")
  func figures() throws {
    var bench = ModelBench(executable: try BuiltProgram.path(), pythons: ["python3"])
    bench.plan = ModelBench.Plan(
      rounds: 1, peerRounds: 0, kinds: [.safetensors, .onnxExternal], bytes: 10_000, layers: 3, channels: 5,
      many: (layers: 20, channels: 5))
    let (figures, leftOut) = try bench.run()
    #expect(leftOut.isEmpty)
    let own = Set(ModelFigure.Name.allCases).subtracting([.wholeRatio, .insideRatio, .checkRatio])
    for kind in bench.plan.kinds {
      #expect(Set(figures.filter { $0.kind == kind }.map(\.name)).isSuperset(of: own))
    }
    for figure in figures { #expect(!figure.samples.isEmpty && figure.value > 0, "\(figure)") }
  }

  @Test("says what is missing")
  func missing() throws {
    let program = try BuiltProgram.path()
    let folder = try BenchFolder()
    #expect(throws: BenchFailure("there is no program \"no-such-python\"")) {
      _ = try ModelBenchTools(beside: program, pythons: ["no-such-python"], folder: folder)
    }
    #expect(throws: BenchFailure.self) {
      _ = try ModelBenchTools(beside: "/bin/sh", pythons: [], folder: folder)
    }
    let tools = try #require(scripts(folder))
    #expect(tools.peer("no-such-library") == nil)
  }
}
