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
    /// Which axis of the shape has the channels, counted from 0; `nil` where there is none, or nobody knows.
    var axis: Int?
    /// What tells the file from others; files of moments by older programs have nothing of it.
    var file: FileMark?

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
        path: array.path, shape: array.shape, type: array.type.rawValue, chunks: run.chunks, of: run.allChunks,
        axis: array.axis.place(ofRank: array.shape.count), file: array.mark)
    ]
  }

  init(
    name: String, axis: String, sources: [Source], moments: MomentSummary, columns: [String]? = nil
  ) {
    (self.name, self.axis, self.sources, self.moments, self.columns) = (name, axis, sources, moments, columns)
  }

  var isDone: Bool { sources.allSatisfy(\.isDone) }
}
