import BNFiles
import BNCore

/// The handwritten digits that travel inside the program.
///
/// 1,797 images of 8 × 8 pixels with values 0 to 16 and their labels, the UCI optical digits (CC BY 4.0) as scikit-learn
/// ships them: every fifth is kept for tests.
enum Digits {
  /// How many pixels an image has.
  static let pixels = 64
  /// How many digits there are to tell apart.
  static let classes = 10

  /// The 1,437 images to learn from as rows of 64 features, and the digit that each one shows.
  static func load() throws(FileError) -> (images: StoredArray, labels: [Float]) {
    try decoded(
      PackageResources.digits8x8_train_images_idx3_ubyte_gz, PackageResources.digits8x8_train_labels_idx1_ubyte_gz,
      path: LoadRequest.digitsPath)
  }

  /// The 360 images that nothing learns from.
  static func loadTest() throws(FileError) -> (images: StoredArray, labels: [Float]) {
    try decoded(
      PackageResources.digits8x8_test_images_idx3_ubyte_gz, PackageResources.digits8x8_test_labels_idx1_ubyte_gz,
      path: "\(LoadRequest.digitsPath) for tests")
  }

  /// Images as rows of numbers from 0 to 1.
  static func scaled(_ numbers: [Float]) -> Tensor<Float> {
    Tensor(shape: [numbers.count / pixels, pixels], scalars: numbers.map { $0 / 16 })
  }

  private static func decoded(
    _ images: [UInt8], _ labels: [UInt8], path: String
  ) throws(FileError) -> (images: StoredArray, labels: [Float]) {
    let images = try DataFile.decode(images, path: "\(path) (images)")
    let labels = try DataFile.decode(labels, path: "\(path) (labels)")
    return (images.array, try labels.array.numbers())
  }
}
