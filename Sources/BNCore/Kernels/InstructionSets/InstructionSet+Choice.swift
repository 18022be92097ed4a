#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension InstructionSet {
  /// The variable of the environment that names the level to use in place of the widest.
  package static let variable = "BNX_LEVEL"

  /// The widest that is to be used here: what ``variable`` names, or all that there is.
  ///
  /// No result depends on it, so a name that means nothing here is no reason to stop; ``refusal(of:)`` is for who wants to know.
  package static let widest: InstructionSet = {
    let asked = getenv(variable).flatMap { InstructionSet(rawValue: String(cString: $0)) }
    return asked.flatMap { available.contains($0) ? $0 : nil } ?? available.last ?? .base
  }()

  /// Why a value of ``variable`` cannot be had, in one line; `nil` where it can.
  package static func refusal(of value: String) -> String? {
    guard !value.isEmpty, !available.map(\.rawValue).contains(value) else { return nil }
    let here = available.map(\.rawValue).joined(separator: ", ")
    guard InstructionSet(rawValue: value) != nil else {
      return "\(variable) names no level of instructions; there are \(here) here"
    }
    return "\(variable) is \(value), which this processor or this build does not have; there are \(here) here"
  }
}
