/// The program's name and version, as files that it writes have them.
enum ProgramVersion {
  static let number = "0.1.0"
  static let text = "bnexplorer \(number)"
}
