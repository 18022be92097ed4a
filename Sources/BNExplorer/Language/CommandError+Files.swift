import BNFiles

/// Turns a file's error into a command's, with its exit status.
func filing<Value>(_ body: () throws(FileError) -> Value) throws(CommandError) -> Value {
  do throws(FileError) { return try body() } catch {
    throw CommandError(error.description, kind: .file(status: error.exitStatus))
  }
}
