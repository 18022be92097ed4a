import BNCore
import BNFiles
import Platform

/// A file of moments: what has been taken so far, to be gone on with or merged.
///
/// JSON, with every double as hexadecimal text, so that nothing is lost; docs/scale.md has the format.
struct MomentsPart: Equatable, Sendable {
  static let format = "bnexplorer-moments"
  static let version = 1

  var items: [MomentsItem]

  /// Reads a file.
  ///
  /// - Throws: ``FileError`` where it is none of these, or another version's, or does not hold together.
  init(path: String, files: any FileAccess) throws(FileError) {
    let document = try JSON.decode(Document.self, from: try files.read(path), path: path, what: "the file of moments")
    guard document.format == Self.format, document.version == Self.version else {
      throw FileError(
        path,
        "is \(document.format.quoted(limit: 40)) of version \(document.version); expected \(Self.format) of version "
          + "\(Self.version), as moments --out writes it")
    }
    var items: [MomentsItem] = []
    for array in document.arrays ?? [] {
      guard let item = array.item else {
        throw FileError(
          path,
          "has moments of \(array.name.isEmpty ? "an array" : array.name.quoted(limit: 80)) that do not hold together; the file is damaged"
        )
      }
      items.append(item)
    }
    self.items = items
  }

  init(_ items: [MomentsItem]) { self.items = items }

  /// The file's bytes.
  var bytes: [UInt8] {
    let document: JSONText = [
      "format": .string(Self.format), "version": .integer(Self.version), "program": .string(ProgramVersion.text),
      "arrays": .array(items.map(Self.json)),
    ]
    return document.utf8 + [UInt8(ascii: "\n")]
  }

  private static func json(_ item: MomentsItem) -> JSONText {
    func whole(_ part: KeyPath<MomentSummary.Channel, Int>) -> JSONText {
      .array(item.moments.channels.map { .integer($0[keyPath: part]) })
    }
    func exact(_ part: KeyPath<MomentSummary.Channel, Double>) -> JSONText {
      .array(item.moments.channels.map { .string(HexNumber.text($0[keyPath: part])) })
    }
    return [
      "name": .string(item.name), "axis": .string(item.axis),
      "columns": item.columns.map { .array($0.map(JSONText.string)) } ?? .null,
      "sources": .array(
        item.sources.map { source in
          [
            "path": .string(source.path), "shape": .array(source.shape.map(JSONText.integer)),
            "type": .string(source.type), "chunks": .integer(source.chunks), "of": .integer(source.of),
          ]
        }),
      "count": whole(\.count), "nonfinite": whole(\.nonFinite), "mean": exact(\.meanHead),
      "mean_rest": exact(\.meanRest),
      "m2": exact(\.squaresHead), "m2_rest": exact(\.squaresRest), "min": exact(\.minimum), "max": exact(\.maximum),
    ]
  }

  private struct Document: Decodable {
    let format: String
    let version: Int
    let arrays: [Stored]?
  }

  private struct Stored: Decodable {
    let name: String
    let axis: String
    let columns: [String]?
    let sources: [MomentsItem.Source]
    let count: [Int]
    let nonfinite: [Int]
    let mean: [String]
    let meanRest: [String]
    let m2: [String]
    let m2Rest: [String]
    let min: [String]
    let max: [String]

    enum CodingKeys: String, CodingKey {
      case name, axis, columns, sources, count, nonfinite, mean, m2, min, max
      case meanRest = "mean_rest"
      case m2Rest = "m2_rest"
    }

    /// The item; `nil` where the numbers are no moments.
    var item: MomentsItem? {
      let texts = [mean, meanRest, m2, m2Rest, min, max]
      let numbers = texts.map { $0.compactMap(HexNumber.number) }
      guard numbers.allSatisfy({ $0.count == count.count }), texts.allSatisfy({ $0.count == count.count }),
        nonfinite.count == count.count, (count + nonfinite).allSatisfy({ $0 >= 0 && $0 < 1 << 53 }),
        sources.allSatisfy({ 0...$0.of ~= $0.chunks })
      else { return nil }
      let channels = count.indices.map { index in
        var channel = MomentSummary.Channel()
        (channel.count, channel.nonFinite) = (count[index], nonfinite[index])
        (channel.meanHead, channel.meanRest) = (numbers[0][index], numbers[1][index])
        (channel.squaresHead, channel.squaresRest) = (numbers[2][index], numbers[3][index])
        (channel.minimum, channel.maximum) = (numbers[4][index], numbers[5][index])
        return channel
      }
      guard channels.allSatisfy({ !$0.meanHead.isNaN && $0.squaresHead >= 0 }) else { return nil }
      return MomentsItem(name: name, axis: axis, sources: sources, moments: MomentSummary(channels), columns: columns)
    }
  }
}
