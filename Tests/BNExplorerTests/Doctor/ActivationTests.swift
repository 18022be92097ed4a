import BNCore
import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

@Suite("Activations held against a model")
struct ActivationTests {
  private static func numbers(_ count: Int) -> [Double] {
    var random = SplitMix(state: 5)
    var numbers: [Double] = []
    // So far from 0 that sums of squares would lose the digits that matter.
    for index in 0..<count { numbers.append(1e4 + Double(index % 7) + Double(random.next() % 1000) / 1000) }
    return numbers
  }

  private static func files(_ arrays: [(path: String, NamedArray)]) throws -> MemoryFiles {
    var files: [String: [UInt8]] = [:]
    for (path, array) in arrays { files[path] = try ArrayFile.encode(array, path: path) }
    return MemoryFiles(files)
  }

  private static func model(_ layers: (String, Int)...) throws -> FoundModel {
    let bytes = try BrowserModels.bytes(layers.map { BrowserModels.layer($0.0, channels: $0.1) })
    return try FoundModel(path: "m.safetensors", files: MemoryFiles(["m.safetensors": bytes]))
  }

  private static func activations(
    _ texts: [String], of model: FoundModel, axis: Int? = nil, _ files: MemoryFiles
  ) throws -> Activations {
    try Activations(texts.map { ActivationRequest($0, files: files) }, of: model, axis: axis, files: files)
  }

  /// What an error says, and the status for it.
  private static func refusal(
    _ texts: [String], of model: FoundModel, axis: Int? = nil, _ files: MemoryFiles
  ) -> (text: String, status: Int32)? {
    do throws(ActivationError) {
      let requests = texts.map { ActivationRequest($0, files: files) }
      _ = try Activations(requests, of: model, axis: axis, files: files)
      return nil
    } catch { return (error.description, error.exitStatus) }
  }

  // The second implementation: elements sorted into examples, then two passes over each.
  private static func moments(
    _ numbers: [Double], channels: Int, of place: (Int) -> (example: Int, channel: Int)
  ) -> (mean: [Double], variance: [Double], means: [Double], squares: [Double]) {
    var sorted: [[Int: [Double]]] = Array(repeating: [:], count: channels)
    for (index, number) in numbers.enumerated() {
      let place = place(index)
      sorted[place.channel][place.example, default: []].append(number)
    }
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    func spread(_ numbers: [Double]) -> Double {
      guard numbers.count > 1 else { return 0 }
      let centre = mean(numbers)
      return numbers.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(numbers.count - 1)
    }
    let all = sorted.map { mean($0.values.flatMap(\.self)) }
    func squares(_ numbers: [Double], about centre: Double) -> Double {
      mean(numbers.map { ($0 - centre) * ($0 - centre) })
    }
    return (
      all, sorted.indices.map { squares(sorted[$0].values.flatMap(\.self), about: all[$0]) },
      sorted.map { spread($0.values.map(mean)) },
      sorted.indices.map { channel in spread(sorted[channel].values.map { squares($0, about: all[channel]) }) }
    )
  }

  private struct Layout: CustomTestStringConvertible {
    let shape: [Int]
    let axis: Int
    let examples: Int
    let place: @Sendable (Int) -> (example: Int, channel: Int)
    var testDescription: String { "\(shape) on axis \(axis)" }
  }

  private static let layouts = [
    Layout(shape: [12, 3], axis: 1, examples: 12) { ($0 / 3, $0 % 3) },
    Layout(shape: [5, 3, 4, 2], axis: 1, examples: 5) { ($0 / 24, $0 / 8 % 3) },
    Layout(shape: [5, 4, 2, 3], axis: 3, examples: 5) { ($0 / 24, $0 % 3) },
    Layout(shape: [3, 12], axis: 0, examples: 12) { ($0 % 12, $0 / 12) },
    Layout(shape: [3, 4, 5], axis: 0, examples: 1) { (0, $0 / 20) },
    Layout(shape: [3], axis: 0, examples: 1) { (0, $0) },
  ]

  @Test("have the moments that two passes give, whatever the layout and the size of the pieces", arguments: layouts)
  private func moments(_ layout: Layout) throws {
    let numbers = Self.numbers(layout.shape.reduce(1, *))
    let array = StoredArray(shape: layout.shape, numbers: numbers)
    let model = try Self.model(("bn", 3))
    let expected = Self.moments(numbers, channels: 3, of: layout.place)
    for piece in [1, 7, 1000] {
      let axis = try ActivationAxis(layout.shape, of: model.batchNorms[0], in: model, given: layout.axis, "x.npy")
      var reader = ActivationReader(model.batchNorms[0], "x.npy", nil, axis, piece: piece)
      try reader.read(array, axis)
      let found = reader.result.moments
      let sample = try #require(found.sample)
      #expect(sample.examples == layout.examples && sample.elements == numbers.count / 3)
      // Numbers of 1e4 have units of 2e-12, and squares of deviations up to 36 are off by 7 times as much.
      let pairs: [([Double], [Double])] = [
        (found.mean, expected.mean), (found.variance, expected.variance),
        (sample.spreadOfMeans ?? [], expected.means), (sample.spreadOfSquares ?? [], expected.squares),
      ]
      for (a, b) in pairs {
        try #require(a.count == 3 && b.count == 3)
        for channel in 0..<3 { #expect((a[channel] - b[channel]).magnitude < 1e-9 * max(1, b[channel].magnitude)) }
      }
    }
  }

  @Test("leave out what is not finite, and count it")
  func nonFinite() throws {
    let numbers: [Double] = [1, 2, .nan, 4, 3, .infinity]
    let files = try Self.files([("x.npy", NamedArray(name: "", shape: [3, 2], values: numbers))])
    let layer = try #require(Self.activations(["x.npy"], of: Self.model(("bn", 2)), files).layers.first)
    #expect(layer.nonFinite == 2)
    #expect(layer.moments.mean == [2, 3] && layer.moments.variance == [1, 1])
    #expect(layer.moments.sample?.examples == 2)
  }

  @Test("read a path, a layer and a member, and leave a colon in the path where there is such a file")
  func requests() {
    let files = MemoryFiles(["a.npy": [1], "odd:name.npy": [1]])
    func read(_ text: String) -> [String?] {
      let request = ActivationRequest(text, files: files)
      return [request.path, request.layer, request.member]
    }
    #expect(read("a.npy") == ["a.npy", nil, nil])
    #expect(read("a.npy:features.1") == ["a.npy", "features.1", nil])
    #expect(read("a.npy:bn:0:member=x:y") == ["a.npy", "bn:0", "x:y"])
    #expect(read("a.npy:member=x") == ["a.npy", nil, "x"])
    #expect(read("odd:name.npy") == ["odd:name.npy", nil, nil])
    #expect(read("odd:name.npy:bn") == ["odd:name.npy", "bn", nil])
    #expect(read("none.npy:bn") == ["none.npy", "bn", nil])
  }

  @Test("of one layer come from a file of one array, of several from an archive whose members are called after them")
  func names() throws {
    let two = try Self.model(("a.bn", 4), ("b.bn", 4))
    let arrays = ["a.bn", "module.b.bn", "other"].map { NamedArray(name: $0, shape: [2, 4], values: Self.numbers(8)) }
    let archive = try ArrayFile.encode(arrays, path: "acts.npz")
    let files = MemoryFiles(["acts.npz": archive, "x.npy": try ArrayFile.encode(arrays[0], path: "x.npy")])
    let found = try Self.activations(["acts.npz"], of: two, files)
    #expect(found.layers.map(\.name) == ["a.bn", "b.bn"] && found.strangers == ["other"])
    #expect(found.layers.map(\.member) == ["a.bn", "module.b.bn"])
    // Given twice, a layer has the examples of both.
    let both = try Self.activations(["acts.npz", "x.npy:a.bn"], of: two, files)
    #expect(both.layers.first?.moments.sample?.examples == 4)
    #expect(try Self.activations(["acts.npz:b.bn:member=other"], of: two, files).layers.map(\.name) == ["b.bn"])
    #expect(try Self.activations(["x.npy"], of: Self.model(("bn", 4)), files).layers.map(\.name) == ["bn"])
    for (text, words) in [
      ("x.npy", "say into which it went, as in x.npy:a.bn"),
      ("x.npy:c", "no batch norm called \"c\"; expected one of \"a.bn\""),
      ("acts.npz:b.bn:member=z", "no array called \"z\""), ("x.npy:a.bn:member=z", "leave member= out"),
    ] {
      let refusal = try #require(Self.refusal([text], of: two, files))
      #expect(refusal.status == 64 && refusal.text.contains(words) && !refusal.text.contains("\n"), "\(refusal)")
    }
    #expect(Self.refusal(["none.npy:a.bn"], of: two, files)?.status == 66)
    let strange = try #require(Self.refusal(["acts.npz"], of: Self.model(("c", 4), ("d", 4)), files))
    #expect(strange.text.contains("no array is called like a batch norm"))
  }

  @Test("have their channels on the axis that is given, else the only one that fits; of several none is guessed")
  func axes() throws {
    let model = try Self.model(("bn", 4))
    func axis(_ shape: [Int], given: Int? = nil) throws -> Int {
      let array = NamedArray(name: "", shape: shape, values: Self.numbers(shape.reduce(1, *)))
      return try #require(
        Self.activations(["x.npy"], of: model, axis: given, Self.files([("x.npy", array)])).layers.first
      ).axis
    }
    func refusal(_ shape: [Int], given: Int? = nil) throws -> String {
      let array = NamedArray(name: "", shape: shape, values: Self.numbers(shape.reduce(1, *)))
      let refusal = try #require(Self.refusal(["x.npy"], of: model, axis: given, Self.files([("x.npy", array)])))
      #expect(refusal.status == 64)
      return refusal.text
    }
    #expect(try axis([2, 4, 3, 3]) == 1 && axis([2, 3, 3, 4]) == 3 && axis([4, 5]) == 0 && axis([4]) == 0)
    #expect(try axis([4, 4], given: 0) == 0 && axis([4, 4], given: -1) == 1)
    #expect(
      try refusal([4, 4]).contains("may have the 4 channels of \"bn\" on several axes; say which: --axis 0 or --axis 1")
    )
    #expect(try refusal([2, 3]).contains("of shape 2x3 has the 4 channels of \"bn\" on none of its axes"))
    #expect(try refusal([2, 4], given: 0).contains("on axis 0; --axis 1 would fit"))
    #expect(try refusal([2, 4], given: 7).contains("on axis 7"))
    #expect(try refusal([0, 4]).contains("holds no examples"))
    let one = try Self.model(("bn", 1))
    let numbers = NamedArray(name: "", shape: [6], values: Self.numbers(6))
    let single = try #require(Self.activations(["x.npy"], of: one, Self.files([("x.npy", numbers)])).layers.first)
    #expect(single.moments.sample?.examples == 6 && single.shape == [6, 1])
  }

  @Test("have them where the file says before any that fits")
  func statedAxis() throws {
    var layer = FoundLayer(name: "bn", kind: .batchNorm, channels: 4)
    let model = try Self.model(("bn", 4))
    layer.axis = 1
    #expect(try ActivationAxis([4, 4, 4], of: layer, in: model, given: nil, "x").axis == 1)
    layer.axis = -1
    #expect(try ActivationAxis([4, 4, 4], of: layer, in: model, given: nil, "x").axis == 2)
    // What was recorded in another layout than the file's is taken as it is.
    layer.axis = 1
    #expect(try ActivationAxis([2, 3, 3, 4], of: layer, in: model, given: nil, "x").axis == 3)
  }

  /// Two halves of the rows one deviation above and below the mean have exactly a layer's own moments.
  private static func rows(like model: FoundModel, _ name: String) throws -> NamedArray {
    let numbers = try LayerNumbers(try #require(model.batchNorms.first { $0.name == name }))
    let (mean, variance) = (try #require(numbers.mean), try #require(numbers.variance))
    var values: [Double] = []
    for row in 0..<64 {
      for (mean, variance) in zip(mean, variance) {
        values.append(mean + (row % 2 == 0 ? 1 : -1) * variance.squareRoot())
      }
    }
    return NamedArray(name: name, shape: [64, mean.count], values: values)
  }

  // 1 - 1 / √10 = 0.684 is how far a variance ten times too large shrinks the output; epsilon is a thousandth of these.
  @Test("show a layer whose statistics are not theirs, and nothing in one whose are")
  func judged() throws {
    let files = DiskFiles()
    func path(_ name: String) -> String { ExaminationTests.folder.appending(path: "\(name).safetensors").path }
    let healthy = try FoundModel(path: path("healthy"), files: files)
    let sick = try FoundModel(path: path("variance-x10"), files: files)
    let arrays = try ["4", "7"].map { try Self.rows(like: healthy, $0) }
    let memory = MemoryFiles(["a.npz": try ArrayFile.encode(arrays, path: "a.npz")])
    let given = try Self.activations(["a.npz"], of: healthy, memory)
    #expect(try Examination(path: "m", healthy, nil, given).findings.allSatisfy { $0.finding.severity == .info })
    let examination = try Examination(path: "m", sick, nil, Self.activations(["a.npz"], of: sick, memory))
    let finding = try #require(examination.findings.first)
    #expect(finding.layer == "7" && finding.finding.code == .drift)
    #expect((finding.finding.figure - 0.684).magnitude < 0.005)
    // A state dict does not tell what runs first.
    #expect(examination.attribution == .unordered(1) && examination.unheard.count == 4)
    // Where all layers are given, the only one that is off is the cause all the same.
    let all = try healthy.batchNorms.map { try Self.rows(like: healthy, $0.name) }
    let whole = MemoryFiles(["a.npz": try ArrayFile.encode(all, path: "a.npz")])
    let judged = try Examination(path: "m", sick, nil, Self.activations(["a.npz"], of: sick, whole))
    #expect(judged.attribution == .cause("7", consequences: 0) && judged.unheard.isEmpty)
    let text = DoctorText(examination, examination.findings, width: 80).text
    for part in ["7 64x16, axis 1", "not judged by activations", "load a.npz member=7 axis=1, infer"] {
      #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(part), "\(part)")
    }
  }
}
