import BNTestSupport
import Testing

@testable import BNFiles

/// Models that are not as they should be, and models made to do harm.
@Suite("Models of ONNX that cannot be read")
struct ONNXRefusalTests {
  private func model(_ graph: (inout MessageWriter) -> Void, functions: [(inout MessageWriter) -> Void] = []) -> [UInt8]
  {
    MessageWriter.message { model in
      model.add(1, 8)
      model.add(7, graph)
      model.add(8) { $0.add(2, 15) }
      for function in functions { model.add(25, function) }
    }
  }

  private func reason(_ bytes: [UInt8], _ more: [String: [UInt8]] = [:]) -> String {
    do {
      let files = MemoryFiles(more.merging(["f/m.onnx": bytes]) { $1 })
      let model = try ModelFile.open("f/m.onnx", files: files)
      for tensor in model.tensors { _ = try tensor.numbers() }
      return ""
    } catch { return "\(error)" }
  }

  /// A tensor of two numbers that lie in another file.
  private func external(_ location: String, offset: String = "0", length: String? = nil) -> [UInt8] {
    model { graph in
      graph.add(5) { tensor in
        tensor.add(1, 2)
        tensor.add(2, 1)
        tensor.add(8, "w")
        for (key, value) in [("location", location), ("offset", offset)] + (length.map { [("length", $0)] } ?? []) {
          tensor.add(13) {
            $0.add(1, key)
            $0.add(2, value)
          }
        }
        tensor.add(14, 1)
      }
    }
  }

  @Test("numbers in another file of the folder, and nowhere else")
  func externalData() {
    let data = [
      "f/w.bin": [UInt8](repeating: 0, count: 12), "f/d/w.bin": [UInt8](repeating: 0, count: 12), "w.bin": [],
    ]
    #expect(reason(external("w.bin", offset: "4"), data) == "")
    #expect(
      reason(external("./d/w.bin", length: "8"), data) == "" || reason(external("d/w.bin", length: "8"), data) == "")
    for outside in ["../w.bin", "d/../../w.bin", "/w.bin", "~/w.bin", "..\\w.bin", "", "w\0.bin"] {
      #expect(reason(external(outside), data).contains("only files in the model's own folder are opened"))
    }
    #expect(reason(external("gone.bin"), data).contains("its numbers are in \"gone.bin\", which is not beside it"))
    #expect(reason(external("w.bin", offset: "8"), data).hasPrefix("f/w.bin: at byte 12: the file ends within"))
    for offset in ["-1", "x", "9223372036854775808"] {
      #expect(reason(external("w.bin", offset: offset), data).contains("has another place in its file"))
    }
    #expect(reason(external("w.bin", offset: "9223372036854775807"), data).contains("the file ends within or before"))
    #expect(reason(external("w.bin", length: "4"), data).contains("has another place in its file"))
  }

  @Test("tensors whose numbers do not fit their shapes")
  func shapes() {
    func tensor(_ build: (inout MessageWriter) -> Void) -> String { reason(model { $0.add(5, build) }) }
    #expect(
      tensor {
        $0.add(1, 2)
        $0.add(2, 1)
        $0.add(9, [0, 0, 0, 0])
      }.contains("of shape [2] and type float32 has 4 bytes"))
    #expect(
      tensor {
        $0.add(1, 3)
        $0.add(2, 1)
        $0.add(4, fixed32: 0)
      }.contains("has 1 number and a shape of [3]"))
    #expect(
      tensor {
        $0.add(1, .max)
        $0.add(1, 8)
        $0.add(2, 1)
      }.contains("has the impossible shape"))
    #expect(
      tensor {
        $0.add(1, -2)
        $0.add(2, 1)
      }.contains("has the impossible shape"))
    #expect(
      tensor {
        $0.add(1, 1)
        $0.add(2, 8)
        $0.add(6, "text")
      }.contains("is of type string, whose numbers are not read here"))
  }

  @Test("functions that call themselves, and graphs that lie in each other too deep")
  func depth() {
    let call: (inout MessageWriter) -> Void = {
      $0.add(4, "F")
      $0.add(7, "own")
    }
    let function: (inout MessageWriter) -> Void = {
      $0.add(1, "F")
      $0.add(10, "own")
      $0.add(7, call)
    }
    #expect(reason(model({ $0.add(1, call) }, functions: [function])).contains("more than 32 deep"))
    var graph: [UInt8] = []
    for _ in 0..<40 {
      let inner = graph
      graph = MessageWriter.message { $0.add(1) { node in node.add(5) { $0.add(6, inner) } } }
    }
    #expect(
      reason(
        MessageWriter.message {
          $0.add(1, 8); $0.add(7, graph)
        }
      ).contains("more than 32 deep"))
  }

  @Test("functions that each call the next one many times")
  func breadth() throws {
    func calls(_ name: String) -> ONNXGraph {
      var graph = ONNXGraph()
      graph.operators = (0..<64).map { _ in
        ONNXGraph.Operator(name: "", type: name, domain: "own", overload: "", inputs: [], outputs: [])
      }
      return graph
    }
    let functions = (0..<8).map { number in
      (ONNXLayers.FunctionName(domain: "own", name: "F\(number)", overload: ""), calls("F\(number + 1)"))
    }
    let files = MemoryFiles()
    let reader = ONNXGraphReader(MemoryBytes([], path: "m"), files: files)
    var layers = ONNXLayers(
      reader, Dictionary(uniqueKeysWithValues: functions), opset: 15, path: "m", mostVisited: 10_000)
    #expect(throws: FileError("m", "its functions call each other too often to be followed; the file is damaged")) {
      try layers.find(in: calls("F0"))
    }
  }

  @Test("names that go round in a circle are no tensors")
  func circle() throws {
    let bytes = model { graph in
      for (from, to) in [("a", "b"), ("b", "a")] {
        graph.add(1) {
          $0.add(1, from)
          $0.add(2, to)
          $0.add(4, "Identity")
        }
      }
      graph.add(1) { node in
        for name in ["x", "a", "b", "a", "b"] { node.add(1, name) }
        node.add(2, "y")
        node.add(4, "BatchNormalization")
      }
    }
    let layers = try ModelFile.open("m.onnx", files: MemoryFiles(["m.onnx": bytes])).layers
    #expect(layers.count == 1 && layers[0].mean == nil)
    #expect(layers[0].notes.contains("its mean and variance are no constants of this file"))
  }

  @Test("files that are called a model and are none")
  func others() {
    #expect(reason([]).contains("holds no graph"))
    #expect(reason(Array("PK\u{3}\u{4}".utf8)).contains("the zip archive"))
    #expect(reason([0, 0, 0, 0] + Array("ORTM".utf8)).contains("onnxruntime's own form"))
    #expect(reason(model { $0.add(1) { $0.add(4, [0xFF, 0xFE]) } }).contains("not UTF-8"))
  }

  @Test(
    "every beginning of a model, and changed bytes",
    arguments: ["function", "branches", "float16_typed", "outside", "spelled", "moments", "known/b_tf2onnx_bn4"])
  func damage(name: String) {
    let damage = Tampering(files: ONNXTests.all, opened: name + ".onnx")
    #expect(damage.truncations(of: name + ".onnx") == [])
    #expect(damage.changes(of: name + ".onnx", count: 600, seed: 3) == [])
  }
}
