import TerminalKit
import BNFiles
import BNCore

extension SessionCommand {
  /// The same command, its file named in another way; a command that reads none stays as it is.
  func replacingPath(_ name: (String) -> String) -> SessionCommand {
    switch self {
    case .load(let request): return .load(request.replacingPath(name))
    case .eval(.load(let request)): return .eval(.load(request.replacingPath(name)))
    case .assign(let variable, .file(let path, let member)):
      return .assign(variable, .file(path: name(path), member: member))
    case .open(var request):
      request.path = name(request.path)
      request.captured = request.captured.map(name)
      return .open(request)
    case .set(let setting):
      guard case .loss(let loss) = setting.value else { return self }
      switch loss {
      case .meanSquaredError(.file(let path)):
        return .set(Setting(parameter: .loss, value: .loss(.meanSquaredError(.file(path: name(path))))))
      case .upstream(.file(let path)):
        return .set(Setting(parameter: .loss, value: .loss(.upstream(.file(path: name(path))))))
      default: return self
      }
    default: return self
    }
  }
}

extension LoadRequest {
  fileprivate func replacingPath(_ name: (String) -> String) -> LoadRequest {
    // Not by the name that means the digits inside the program.
    guard path != Self.digitsPath, name(path) != Self.digitsPath else { return self }
    var request = self
    request.path = name(path)
    return request
  }
}
