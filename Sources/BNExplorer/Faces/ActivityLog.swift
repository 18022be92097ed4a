import Platform
import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the screen and its engine do, a line each, in the file that `BNX_LOG` names: for whoever looks for a fault.
///
/// A line has the seconds since the start, a word for what happened, and what it happened to.
struct ActivityLog: Sendable {
  private let file: AppendedFile
  private let start = ContinuousClock.now

  private init(path: String) throws { file = try AppendedFile(path: path) }

  /// The log that the environment asks for, and what to say where it cannot be had.
  static func requested() -> (log: ActivityLog?, complaint: String?) {
    guard let path = getenv("BNX_LOG").map({ String(cString: $0) }), !path.isEmpty else { return (nil, nil) }
    do { return (try ActivityLog(path: path), nil) } catch {
      return (nil, "BNX_LOG: \(path.escapingControls) cannot be opened (\(error)); nothing is logged")
    }
  }

  func note(_ what: String, _ subject: String = "") {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let thousandths = Int((seconds * 1000).rounded())
    let fraction = String(1000 + thousandths % 1000).dropFirst()
    file.add("\(thousandths / 1000).\(fraction) \(what)\(subject.isEmpty ? "" : " ")\(subject.escapingControls)")
  }

  func note(_ event: TerminalEvent) {
    switch event {
    case .key(let key): note("key", key.name)
    case .mouse(let mouse): note("mouse", "\(mouse)")
    case .resized(let size): note("resized", "\(size.columns)x\(size.rows)")
    case .woken: note("woken")
    case .terminated(let signal): note("terminated", "signal \(signal)")
    }
  }
}
