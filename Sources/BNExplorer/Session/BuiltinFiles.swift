import BNFiles

/// The files of the machine, and beside them those that travel inside the program for its lessons, as `builtin:NAME`.
///
/// [Data/README.md](../Data/README.md) says where each is from.
struct BuiltinFiles: FileAccess {
  private let others: any FileAccess

  /// What their names begin with.
  static let prefix = "builtin:"

  init(beside others: any FileAccess) { self.others = (others as? BuiltinFiles)?.others ?? others }

  /// The names, without what they begin with; those of the digits are not files.
  static let names = [
    "crepe.safetensors", "crepe-tones.safetensors", "crepe-noise.safetensors", "crepe-raw16.safetensors",
    "fer.safetensors", "fer-faces.safetensors", "fer-faces-255.safetensors", "padded.csv", "tf14-v1.ckpt",
    "tf14.ckpt-50.data-00000-of-00001", "tf14.ckpt-50.index", "trainable-only.safetensors", "two-classes.csv",
  ]

  /// A file's content; `nil` where there is none of this name.
  static func content(of name: String) -> [UInt8]? {
    switch name {
    case "crepe.safetensors": PackageResources.crepe_safetensors
    case "crepe-tones.safetensors": PackageResources.crepe_tones_safetensors
    case "crepe-noise.safetensors": PackageResources.crepe_noise_safetensors
    case "crepe-raw16.safetensors": PackageResources.crepe_raw16_safetensors
    case "fer.safetensors": PackageResources.fer_safetensors
    case "fer-faces.safetensors": PackageResources.fer_faces_safetensors
    case "fer-faces-255.safetensors": PackageResources.fer_faces_255_safetensors
    case "padded.csv": PackageResources.padded_csv
    case "tf14-v1.ckpt": PackageResources.tf14_v1_ckpt
    case "tf14.ckpt-50.data-00000-of-00001": PackageResources.tf14_ckpt_50_data_00000_of_00001
    case "tf14.ckpt-50.index": PackageResources.tf14_ckpt_50_index
    case "trainable-only.safetensors": PackageResources.trainable_only_safetensors
    case "two-classes.csv": PackageResources.two_classes_csv
    default: nil
    }
  }

  private static func isBuiltin(_ path: String) -> Bool { path.hasPrefix(prefix) }

  func read(_ path: String) throws(FileError) -> [UInt8] {
    guard Self.isBuiltin(path) else { return try others.read(path) }
    guard let bytes = Self.content(of: String(path.dropFirst(Self.prefix.count))) else {
      throw FileError(
        path, "no such file is inside the program; expected one of \(Self.names.joined(separator: ", "))",
        kind: .notFound)
    }
    return bytes
  }

  func open(_ path: String) throws(FileError) -> any ByteSource {
    Self.isBuiltin(path) ? MemoryBytes(try read(path), path: path) : try others.open(path)
  }

  func isFolder(_ path: String) -> Bool { !Self.isBuiltin(path) && others.isFolder(path) }
  func fileNames(in folder: String) -> [String] { others.fileNames(in: folder) }

  func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    guard !Self.isBuiltin(path) else {
      throw FileError(path, "is inside the program, which is never written to", kind: .unwritable)
    }
    try others.write(bytes, to: path)
  }

  func absolutePath(_ path: String) -> String { Self.isBuiltin(path) ? path : others.absolutePath(path) }
  func resolvedPath(_ path: String) -> String { Self.isBuiltin(path) ? path : others.resolvedPath(path) }
  func status(of path: String) -> FileStatus? { Self.isBuiltin(path) ? nil : others.status(of: path) }

  func isSameFile(_ path: String, as other: String) -> Bool {
    guard !Self.isBuiltin(path), !Self.isBuiltin(other) else { return path == other }
    return others.isSameFile(path, as: other)
  }
}
