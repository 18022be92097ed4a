import BNTestSupport
import Testing

@testable import BNFiles

@Suite("A file that is no model")
struct ForeignModelTests {
  private func refusal(_ bytes: [UInt8]) -> String? {
    let error = #expect(throws: FileError.self) {
      try ModelFile.open("f", files: MemoryFiles(["f": bytes]))
    }
    return error?.description
  }

  @Test("is refused with what it is and what models are read, without advice for tables")
  func foreign() {
    let end =
      "; expected one of PyTorch, Keras, TensorFlow (Lite and .js, too), ONNX, safetensors, .npz, Flax, Equinox, MXNet, Caffe, "
      + "Darknet, dlib, ncnn, pnnx, PaddlePaddle, Core ML or OpenVINO; where the program that wrote it can, save it as one of "
      + "these"
    #expect(refusal(Array("[[1, 2], [3, 4]]".utf8)) == "f: JSON" + end)
    #expect(refusal(Array("a,b\n1,2\n".utf8)) == "f: not a model file that is known" + end)
    #expect(refusal([0xFF, 0xD8, 0xFF, 0xE0]) == "f: a picture (JPEG)" + end)
    #expect(
      refusal(Array("<!DOCTYPE html><html>".utf8))
        == "f: a web page (HTML), perhaps a message of the server: fetch the file itself" + end)
    #expect(
      refusal(Array("version https://git-lfs.github.com/spec/v1\n".utf8))
        == "f: a pointer of Git LFS, not the file itself: fetch it with git lfs pull" + end)
  }

  @Test("every format that is read is of a family that the refusal names")
  func families() {
    let text = ModelFormat.families.joined(separator: ", ")
    // A pickle of arrays is PaddlePaddle's, Orbax is refused, and the program's own variables are no other library's model.
    let unnamed = ["Python pickle", "Orbax", "bnexplorer variables"]
    for format in ModelFormat.all where !unnamed.contains(format.name) {
      let words = format.name.split(whereSeparator: { " ,".contains($0) }).map(String.init)
      #expect(words.contains { text.contains($0) } || format.name == "TensorFlow.js", "\(format.name)")
    }
  }

  @Test("is said to be a folder, or not to be there")
  func nothing() {
    let files = MemoryFiles(["d/readme.txt": [1]])
    let folder = #expect(throws: FileError.self) { try ModelFile.open("d", files: files) }
    #expect(folder?.reason.contains("folder without a model") == true && folder?.exitStatus == 65)
    let missing = #expect(throws: FileError.self) { try ModelFile.open("no", files: files) }
    #expect(missing?.exitStatus == 66)
  }
}
