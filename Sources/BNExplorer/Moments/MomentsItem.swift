import BNCore
import BNFiles
import Platform

/// Moments with what they were taken of: of one array of one file, or of what was merged.
struct MomentsItem: Equatable, Sendable {
  /// A part of the numbers: an array of a file, and how much of it has been taken.
  struct Source: Equatable, Sendable, Decodable {
    var path: String
    var shape: [Int]
    var type: String
    /// How many chunks have been taken, and how many there are; the plan of a run has the word's meaning.
    var chunks: Int
    var of: Int

    var isDone: Bool { chunks >= of }
  }

  /// The array's name; empty where its file is one array.
  var name: String
  /// As it was asked for.
  var axis: String
  var sources: [Source]
  var moments: MomentSummary
  /// The names of a table's columns.
  var columns: [String]?

  /// What a run has taken by now.
  init(_ run: MomentsRun) {
    let array = run.array
    (name, axis, columns, moments) = (array.name, array.axis.text, array.columns, run.moments)
    sources = [
      Source(
        path: array.path, shape: array.shape, type: array.type.rawValue, chunks: run.chunks, of: run.allChunks)
    ]
  }

  init(
    name: String, axis: String, sources: [Source], moments: MomentSummary, columns: [String]? = nil
  ) {
    (self.name, self.axis, self.sources, self.moments, self.columns) = (name, axis, sources, moments, columns)
  }

  var isDone: Bool { sources.allSatisfy(\.isDone) }
}

extension MomentsItem {
  /// Items of one name as one each, in the order in which the names come up.
  ///
  /// - Throws: ``FileError`` where two have different numbers of channels, or one array of one file is in two of them.
  static func pooled(_ items: [MomentsItem]) throws(FileError) -> [MomentsItem] {
    var result: [MomentsItem] = []
    var places: [String: Int] = [:]
    var seen: Set<String> = []
    for item in items {
      for source in item.sources where !seen.insert("\(source.path)\0\(item.name)").inserted {
        throw FileError(
          source.path,
          "\(item.name.isEmpty ? "is" : "has \(item.name.quoted(limit: 80)), which is") in two of what is to be put together, "
            + "and would count twice; leave one out")
      }
      guard let place = places[item.name] else {
        places[item.name] = result.count
        result.append(item)
        continue
      }
      let (here, there) = (result[place].moments.channels.count, item.moments.channels.count)
      guard here == there else {
        throw FileError(
          item.sources.first?.path ?? "",
          "has \(counted(there, "channel"))\(item.name.isEmpty ? "" : " in \(item.name.quoted(limit: 80))") and "
            + "\(result[place].sources.first?.path ?? "another") has \(here); expected as many, or another --axis")
      }
      result[place].moments.merge(item.moments)
      result[place].sources += item.sources
    }
    return result
  }
}
