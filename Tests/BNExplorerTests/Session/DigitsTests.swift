import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("The digits")
struct DigitsTests {
  @Test("the digits in the program are 8x8 images and a label for each")
  func digits() throws {
    let images = try DataFile.decode(PackageResources.digits8x8_train_images_idx3_ubyte_gz, path: "images")
    let labels = try DataFile.decode(PackageResources.digits8x8_train_labels_idx1_ubyte_gz, path: "labels")
    let count = try #require(labels.array.shape.first)
    #expect(images.array.shape == [count, 8, 8])
    #expect(count == 1437)
    // Sums that NumPy gives.
    #expect(try images.array.numbers(as: Float.self).reduce(0, +) == 449_120)
    #expect(try labels.array.numbers(as: Float.self).reduce(0, +) == 6426)
  }
}
