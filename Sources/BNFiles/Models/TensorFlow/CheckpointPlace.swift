import Platform

/// Where the files of a checkpoint lie, however a person named it: by one of its files, by what their names begin with,
/// or by its folder.
enum CheckpointPlace {
  /// Version 2: what the names begin with, which may be nothing but a folder.
  case bundle(prefix: String)
  /// Version 1: the one file, or all shards.
  case files([String])

  /// Finds the files; `nil` where what was named is no checkpoint.
  static func of(_ candidate: ModelCandidate) -> CheckpointPlace? {
    guard let source = candidate.source else {
      return candidate.files.isFolder(candidate.path)
        ? inFolder(candidate.path, candidate.files) : named(candidate.path, candidate.files)
    }
    if let place = byName(candidate) { return place }
    guard SSTable.isTable(source) else { return nil }
    return .files(shards(of: candidate.path, candidate.files) ?? [candidate.path])
  }

  /// A file of a checkpoint whose name says which part of it it is.
  private static func byName(_ candidate: ModelCandidate) -> CheckpointPlace? {
    let path = candidate.path
    if path.hasSuffix(".index") { return .bundle(prefix: String(path.dropLast(6))) }
    if let cut = numberedEnding(path), path[..<cut].hasSuffix(".data") {
      let prefix = String(path[..<cut].dropLast(5))
      return exists(prefix + ".index", candidate.files) ? .bundle(prefix: prefix) : nil
    }
    if path.hasSuffix(".meta"), exists(String(path.dropLast(5)) + ".index", candidate.files) {
      return .bundle(prefix: String(path.dropLast(5)))
    }
    if candidate.beginning.starts(with: "model_checkpoint_path:".utf8) {
      let folder = CheckpointNames.split(path).parent
      return inFolder(path.hasPrefix("/") && folder.isEmpty ? "/" : folder, candidate.files)
    }
    return nil
  }

  /// What the names of files begin with.
  private static func named(_ path: String, _ files: any FileAccess) -> CheckpointPlace? {
    if exists(path + ".index", files) { return .bundle(prefix: path) }
    // The list of checkpoints names all shards at once.
    let isPattern = path.utf8.count > 15 && path.suffix(15).hasPrefix("-?????-of-")
    return shards(of: (isPattern ? path.dropLast(15) : path[...]) + "-00000-of-00001", files).map { .files($0) }
  }

  /// The checkpoint of a folder: the one that its file `checkpoint` names, or else the one of the highest step.
  private static func inFolder(_ folder: String, _ files: any FileAccess) -> CheckpointPlace? {
    let start = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
    if let list = try? files.open(start + "checkpoint"), list.size <= 1 << 20, let bytes = try? list.allBytes(),
      let path = CheckpointList.newest(bytes)
    {
      // The folder may have moved since: then only the last part of the path holds.
      let isInside = !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
      let last = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
      for name in (isInside ? [path] : []) + [last] {
        if let place = named(start + name, files) { return place }
        if let source = try? files.open(start + name), SSTable.isTable(source) { return .files([start + name]) }
      }
    }
    let prefixes = files.fileNames(in: folder.isEmpty ? "." : folder).filter { $0.hasSuffix(".index") }
      .map { String($0.dropLast(6)) }
    let newest = prefixes.max { (step($0), $0) < (step($1), $1) }
    return newest.map { .bundle(prefix: start + $0) } ?? table(in: folder.isEmpty ? "." : folder, start, files)
  }

  /// A checkpoint of version 1 in a folder, where no list names one: the file that is a table.
  private static func table(in folder: String, _ start: String, _ files: any FileAccess) -> CheckpointPlace? {
    let tables = files.fileNames(in: folder).prefix(mostLookedAt).filter { name in
      (try? files.open(start + name)).map { SSTable.isTable($0) } ?? false
    }
    guard let newest = tables.max(by: { (step($0), $0) < (step($1), $1) }) else { return nil }
    return .files(shards(of: start + newest, files) ?? [start + newest])
  }

  /// In a folder of more files than these no file is opened just to see what it is.
  private static let mostLookedAt = 256

  /// The number that a name ends in.
  private static func step(_ name: String) -> Int {
    Int(String(name.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())) ?? -1
  }

  /// The shards of version 1 that belong to one of them, if all are there.
  private static func shards(of path: String, _ files: any FileAccess) -> [String]? {
    guard let cut = numberedEnding(path) else { return nil }
    let (folder, name) = CheckpointNames.split(String(path[..<cut]))
    let start = path.hasPrefix("/") || !folder.isEmpty ? folder + "/" : ""
    let found = files.fileNames(in: start.isEmpty ? "." : start)
      .filter { $0.hasPrefix(name + "-") && numberedEnding($0) == $0.index($0.startIndex, offsetBy: name.count) }
    guard let count = found.first.flatMap({ Int($0.suffix(5)) }), count == found.count else { return nil }
    return found.map { start + $0 }
  }

  /// Where `-00000-of-00001` begins at the end of a name.
  private static func numberedEnding(_ name: String) -> String.Index? {
    let ending = Array(name.utf8.suffix(15))
    let pattern = Array("-00000-of-00000".utf8)
    guard ending.count == 15, zip(ending, pattern).allSatisfy({ $0 == $1 || ($1 == 48 && (48...57).contains($0)) })
    else { return nil }
    return name.utf8.index(name.utf8.endIndex, offsetBy: -15)
  }

  static func exists(_ path: String, _ files: any FileAccess) -> Bool { (try? files.open(path)) != nil }
}

/// The file `checkpoint`, in which TensorFlow's `Saver` keeps which checkpoint of a folder is the newest.
enum CheckpointList {
  /// The path of the newest checkpoint.
  ///
  /// Source: `CheckpointState` in checkpoint_state.proto of TensorFlow 2.15, written as text.
  static func newest(_ bytes: [UInt8]) -> String? {
    let key = "model_checkpoint_path:"
    let text = String(decoding: bytes, as: UTF8.self)
    guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix(key) }) else { return nil }
    let value = line.dropFirst(key.count).drop { $0 == " " }
    guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
    return unescaped(Array(value.dropFirst().utf8), until: quote == "\"" ? 34 : 39)
  }

  /// The text up to a quote: a backslash stands before quotes, itself, and the octal numbers of other bytes.
  private static func unescaped(_ bytes: [UInt8], until quote: UInt8) -> String? {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == quote { return String(decoding: result, as: UTF8.self) }
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let digits = bytes[(index + 1)...].prefix(3).prefix { (48...55).contains($0) }
      if digits.isEmpty {
        result.append(bytes[index + 1])
        index += 2
      } else {
        result.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - 48) }))
        index += 1 + digits.count
      }
    }
    return nil
  }
}
