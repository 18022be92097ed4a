import BNCore
import BNFiles
import Testing

@testable import BNExplorer

/// A network of random weights whose statistics are those of a pass over data, in three formats; see
/// `Networks/make_networks.py`.
@Suite("Moving means as the layers before predict them")
struct PredictedMeansTests {
  enum Format: String, CaseIterable { case onnx, h5, safetensors }

  private static func file(_ format: Format) throws -> ModelFile {
    let folder = #filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex)
    return try ModelFile.open("\(folder)/Networks/network.\(format.rawValue)", files: DiskFiles())
  }

  private static func means(_ file: ModelFile) throws -> [String: PredictedLayer] {
    // safetensors says no epsilon; the network's is 0.001.
    let layers = try PredictedMeans(FoundModel(file, given: GivenNumbers(epsilon: 1e-3))).layers
    return Dictionary(uniqueKeysWithValues: layers.map { (letter($0.layer.name), $0) })
  }

  private static func letter(_ name: String) -> String { String(name.suffix(1)) }

  private static func layer(_ letter: String, _ file: ModelFile) throws -> FoundLayer {
    let model = try FoundModel(file, given: GivenNumbers(epsilon: 1e-3))
    return try #require(model.layers.first { $0.isBatchNorm && self.letter($0.name) == letter })
  }

  @Test("agree in a healthy network wherever they can be predicted", arguments: [Format.onnx, .h5])
  func healthy(_ format: Format) throws {
    let means = try Self.means(Self.file(format))
    #expect(means.count == 7)
    for letter in ["b", "c", "d", "e", "f"] {
      let layer = try #require(means[letter])
      #expect(layer.judgement == .agrees, "\(PredictedMeansText.sentence(layer))")
      #expect(layer.comparison?.isByNames == false && layer.comparison?.inferred == nil)
    }
    #expect(means["a"]?.judgement == .notApplied(.unknownInput("an input of the model")))
    guard case .notApplied(.unknownInput(let what)) = means["g"]?.judgement else {
      Issue.record("\(String(describing: means["g"]?.judgement))")
      return
    }
    #expect(what.contains("maximum_f"))
    // Nothing but sums: float32's rounding of means, and of the statistics that they are sums of.
    for letter in ["d", "f"] { #expect(try #require(means[letter]?.comparison).agreement.residual < 1e-5) }
    #expect(Set(means["f"]?.comparison?.before.map(Self.letter) ?? []) == ["c", "e"])
    // Two neighbours of 16: the border is found without being told.
    #expect(means["b"]?.comparison?.agreement.size.map { (10...20).contains($0) } == true)
  }

  @Test("names and order do where there is no graph")
  func names() throws {
    let means = try Self.means(Self.file(.safetensors))
    for letter in ["b", "c", "d", "e"] {
      let layer = try #require(means[letter])
      #expect(layer.judgement == .agrees, "\(PredictedMeansText.sentence(layer))")
      #expect(layer.comparison?.isByNames == true && layer.comparison?.inferred != nil)
    }
    // What names cannot show is no accusation: a sum in front of f, a maximum in front of g.
    #expect(means["f"]?.judgement == .unclear(.maybeSum))
    #expect(means["g"]?.judgement == .unclear(.maybeMaximum))
    #expect(means["a"]?.judgement == .notApplied(.noNeighbour))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let fault: PlantedFault
    let letter: String
    /// The layers that then do not agree, and what is wrong with them.
    let found: [String: PredictedLayer.Suspect]
    var testDescription: String { "\(fault.rawValue) in \(letter)" }
  }

  static let cases: [Case] = [
    // One pair: the means of c, or gamma and beta of b.
    Case(fault: .shuffled, letter: "c", found: ["c": .either("bn_b")]),
    Case(fault: .half, letter: "c", found: ["c": .either("bn_b")]),
    Case(fault: .halfOneWay, letter: "c", found: ["c": .either("bn_b")]),
    // c has two followers, d and f, and the other agrees: so c's gamma and beta are right.
    Case(fault: .shuffled, letter: "d", found: ["d": .statistics]),
    Case(fault: .quarter, letter: "d", found: ["d": .statistics]),
    Case(fault: .quarterOneWay, letter: "d", found: ["d": .statistics]),
    Case(fault: .exchanged, letter: "c", found: ["c": .exchanged]),
    Case(fault: .exchanged, letter: "e", found: ["e": .exchanged]),
    // f is behind a sum of c and e.
    Case(fault: .affineShuffled, letter: "c", found: ["d": .affine(of: "bn_c"), "f": .statistics]),
    Case(fault: .affineGone, letter: "c", found: ["d": .affine(of: "bn_c"), "f": .statistics]),
    Case(fault: .affineGone, letter: "b", found: ["c": .affine(of: "bn_b")]),
    Case(fault: .affineShuffled, letter: "d", found: ["e": .either("bn_d")]),
  ]

  @Test("a fault is found where it was planted", arguments: cases, [Format.onnx, .h5])
  func faults(_ example: Case, _ format: Format) throws {
    let file = try Self.file(format)
    let wrong = try file.planted(example.fault, in: Self.layer(example.letter, file))
    let means = try Self.means(wrong)
    var found: [String: PredictedLayer.Suspect] = [:]
    for (letter, layer) in means {
      if case .disagrees(let suspect) = layer.judgement { found[letter] = suspect }
    }
    #expect(found == example.found)
  }

  @Test("a layer that was taken from elsewhere shows on both sides")
  func otherLayer() throws {
    var file = try Self.file(.onnx)
    for fault in [PlantedFault.shuffled, .affineShuffled] {
      file = try file.planted(fault, in: Self.layer("d", file), seed: 11)
    }
    let means = try Self.means(file)
    #expect(means["d"]?.judgement == .disagrees(.layer))
    #expect(means["e"]?.judgement == .disagrees(.whole("bn_d")))
    #expect(means["f"]?.judgement == .agrees)
  }

  @Test("by names a fault is found, too, and nobody else is accused")
  func faultsByNames() throws {
    let file = try Self.file(.safetensors)
    let means = try Self.means(try file.planted(.shuffled, in: Self.layer("c", file)))
    let wrong = means.filter { if case .disagrees = $1.judgement { true } else { false } }
    #expect(Array(wrong.keys) == ["c"])
    #expect(wrong["c"].map(PredictedMeansText.sentence)?.contains("if names and order tell") == true)
  }

  @Test("accuses nobody where most do not fit")
  func sorted() throws {
    var file = try Self.file(.safetensors)
    for letter in ["b", "c", "e"] { file = try file.planted(.shuffled, in: Self.layer(letter, file)) }
    let means = try Self.means(file)
    for letter in ["b", "c", "e"] { #expect(means[letter]?.judgement == .unclear(.order)) }
  }

  @Test("untrained statistics are not compared")
  func untrained() throws {
    var file = try Self.file(.onnx)
    let place = try #require(file.layers.firstIndex { $0.name == "bn_c" })
    let (mean, variance) = try (#require(file.layers[place].mean), #require(file.layers[place].variance))
    file.layers[place].mean = StoredTensor(mean.name, Array(repeating: 0, count: 24))
    file.layers[place].variance = StoredTensor(variance.name, Array(repeating: 1, count: 24))
    let means = try Self.means(file)
    #expect(means["c"]?.judgement == .notApplied(.untrained) && means["d"]?.judgement == .notApplied(.untrained))
  }

  @Test("sentences say the figures, and what is wrong")
  func words() throws {
    let file = try Self.file(.onnx)
    let healthy = try PredictedMeans(FoundModel(file))
    #expect(
      PredictedMeansText(healthy).lines == [
        "the moving means of 5 of 5 layers are those that the layers before them and the weights predict; "
          + "2 could not be judged"
      ])
    let wrong = try PredictedMeans(FoundModel(file.planted(.exchanged, in: Self.layer("c", file))))
    let lines = PredictedMeansText(wrong).lines
    #expect(lines.count == 2)
    #expect(
      lines[1].hasPrefix(
        "bn_c: its moving means are not those that \"bn_b\" predicts; its variances are: mean and variance have taken each "
          + "other's place (correlation "))
    #expect(lines[1].hasSuffix("; 24 channels)"))
  }
}
