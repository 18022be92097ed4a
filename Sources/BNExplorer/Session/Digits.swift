import BNFiles

/// The handwritten digits that travel inside the program.
///
/// 1,437 images of 8 × 8 pixels with values 0 to 16 and their labels: four fifths of the UCI optical digits (CC BY 4.0),
/// as scikit-learn ships them.
enum Digits {
  /// The images as rows of 64 features, and the digit that each one shows.
  static func load() throws(FileError) -> (images: StoredArray, labels: [Float]) {
    let images = try DataFile.decode(
      PackageResources.digits8x8_train_images_idx3_ubyte_gz, path: "\(LoadRequest.digitsPath) (images)")
    let labels = try DataFile.decode(
      PackageResources.digits8x8_train_labels_idx1_ubyte_gz, path: "\(LoadRequest.digitsPath) (labels)")
    return (images.array, try labels.array.numbers())
  }
}
