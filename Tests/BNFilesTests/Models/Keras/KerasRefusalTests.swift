import BNTestSupport
import Testing

@testable import BNFiles

/// What is wrong with a model of Keras, in one line.
@Suite("Refusals of models of Keras")
struct KerasRefusalTests {
  private static let normal = #"{"class_name": "BatchNormalization", "config": {"name": "bn", "epsilon": 0.1}}"#

  /// The known `.keras` with another configuration, or without a member.
  private func archive(config: String? = nil, without name: String? = nil) throws -> [UInt8] {
    let archive = try ZipArchive(MemoryBytes(try KerasFiles.bytes("known_b_keras315.keras"), path: "x"))
    let members = try archive.members.filter { $0.name != name }.map { member in
      let own = member.name == "config.json" ? config.map { Array($0.utf8) } : nil
      return ZipWriter.Member(name: member.name, bytes: try own ?? archive.bytes(of: member))
    }
    return try #require(ZipWriter.encode(members))
  }

  private func opening(_ bytes: [UInt8], _ name: String = "m.keras") -> FileError? {
    fileError { () throws(FileError) in try ModelFile.open(name, files: MemoryFiles([name: bytes])) }
  }

  private func sequential(_ layers: String...) -> String {
    #"{"class_name": "Sequential", "config": {"name": "s", "layers": ["# + layers.joined(separator: ", ") + "]}}"
  }

  @Test("a .keras without its configuration or its weights")
  func missing() throws {
    for (name, reason) in [("config.json", "holds no config.json"), ("model.weights.h5", "holds no model.weights.h5")] {
      let error = opening(try archive(without: name))
      #expect(error?.kind == .unreadable)
      #expect(error?.reason.contains(reason) == true)
    }
    #expect(opening(try archive(without: "metadata.json")) == nil)
  }

  @Test(
    "a configuration that is none",
    arguments: ["", "{", "[1, 2]", "17", #"{"class_name": 5}"#, #"{"class_name": "Sequential""#])
  func notAConfiguration(text: String) throws {
    let error = opening(try archive(config: text))
    #expect(error?.kind == .unreadable)
    #expect(error?.reason.contains("config.json") == true)
  }

  @Test("a configuration with another number of vectors than the weights")
  func count() throws {
    let config = #"{"class_name": "BatchNormalization", "config": {"name": "bn", "scale": false}}"#
    let error = opening(try archive(config: sequential(config)))
    #expect(error?.reason.contains("has 4 arrays and its configuration says 3") == true)
  }

  @Test("a layer of the configuration without weights is a remark")
  func noWeights() throws {
    let other = #"{"class_name": "BatchNormalization", "config": {"name": "other"}}"#
    let files = MemoryFiles(["m.keras": try archive(config: sequential(Self.normal, other))])
    let model = try ModelFile.open("m.keras", files: files)
    #expect(model.batchNorms.map(\.name) == ["bn"])
    #expect(model.batchNorms.first?.epsilon == 0.1)
    #expect(model.remarks.contains { $0.text.contains("\"other\"") })
  }

  @Test("numbers that JSON has no words for, as Python writes them")
  func notANumber() throws {
    let config = #"{"class_name": "Masking", "config": {"mask_value": NaN, "a": -Infinity, "b": "NaN \" Infinity"}}"#
    let files = MemoryFiles(["m.keras": try archive(config: sequential(config, Self.normal))])
    #expect(try ModelFile.open("m.keras", files: files).batchNorms.first?.epsilon == 0.1)
  }

  @Test("models in models without end")
  func deep() throws {
    var config = Self.normal
    for _ in 0..<60 { config = #"{"class_name": "Sequential", "config": {"layers": [\#(config)]}}"# }
    let error = opening(try archive(config: config))
    #expect(error?.kind == .unreadable)
    #expect(error?.reason.contains("deep") == true)
  }

  @Test("the list of a model's parts names a file that is not there, or one outside the folder")
  func shards() throws {
    let map = "keras3_wrapped.weights.json"
    let error = fileError { () throws(FileError) in
      try ModelFile.open(map, files: MemoryFiles([map: try unpacked(map)]))
    }
    #expect(error?.kind == .notFound)
    for name in ["../secret.weights.h5", "/etc/secret.weights.h5", ".."] {
      let text = #"{"weight_map": {"/a": "\#(name)", "/b": "b.weights.h5"}}"#
      let error = opening(Array(text.utf8), "m.weights.json")
      #expect(error?.reason.contains("outside this folder") == true)
    }
    for text in [#"{"weight_map": {"/a": 5}} "x.h5""#, #"{"weight_map": {"/a": 5, "/b": "x.h5"}}"#] {
      #expect(opening(Array(text.utf8), "m.weights.json")?.kind == .unreadable)
    }
  }

  private func unpacked(_ name: String) throws(FileError) -> [UInt8] {
    do { return try KerasFiles.bytes(name) } catch { throw FileError(name, "is not among the tests' files") }
  }

  @Test("a part of a model on its own is no whole model")
  func onePart() throws {
    let files = try KerasFiles.files(["keras3_wrapped_00001.weights.h5"])
    let error = fileError { () throws(FileError) in
      try ModelFile.open("keras3_wrapped_00001.weights.h5", files: files)
    }
    // Either the part has whole groups, or it says that some of a group is elsewhere.
    #expect(error == nil || error?.reason.contains("several files") == true)
  }
}

@Suite("Names of Keras")
struct KerasNameTests {
  /// Computed by Keras 3.15.1's own `to_snake_case`.
  @Test(
    "a class becomes the name of a group as Keras has it",
    arguments: [
      ("BatchNormalization", "batch_normalization"), ("ResBlock2D", "res_block2d"), ("MyBN", "my_bn"),
      ("Conv2DTranspose", "conv2d_transpose"), ("GRUCell", "gru_cell"), ("A", "a"), ("ABc", "a_bc"), ("aBC", "a_bc"),
      ("Block1Bn", "block1_bn"), ("HTTPServer2Go", "http_server2_go"), ("_Private", "__private"),
      ("My_Block", "my__block"), ("My__BlockX", "my___block_x"), ("ABCDef", "abc_def"), ("X1Y2Zz", "x1y2_zz"),
      ("AaBb", "aa_bb"), ("AAaBBb", "a_aa_b_bb"), ("PReLU", "p_re_lu"), ("ReLU6", "re_lu6"), ("", ""),
    ])
  func snakeCase(name: String, expected: String) { #expect(KerasClass.snakeCase(name) == expected) }

  @Test(
    "the roles of weights by their names",
    arguments: [
      ("gamma:0", KerasRole.gamma), ("moving_variance", .variance), ("batchnormalization_1_running_std", .variance),
      ("bn2a_branch2a_beta:0", .beta), ("moving_mean:0", .mean), ("renorm_mean:0", nil), ("moving_stddev:0", nil),
      ("kernel:0", nil), ("", nil),
    ])
  func roles(name: String, role: KerasRole?) { #expect(KerasRole(name[...]) == role) }

  @Test("names are sorted as people count")
  func order() {
    #expect(["b_10", "b_2", "b", "a_3_1", "a_3"].naturallySorted() == ["a_3", "a_3_1", "b", "b_2", "b_10"])
    #expect(["9999999999999999999999", "1"].naturallySorted() == ["1", "9999999999999999999999"])
  }
}
