import BNCore
import BNFiles
import Platform

/// Moments of one name, put together as they come.
struct MomentsPool {
  /// What is in it by now.
  private(set) var item: MomentsItem
  /// For each way in which channels lie in arrays, one of those arrays.
  private var axes: [AxisPlace: MomentsItem.Source] = [:]
  /// Which file the names of columns are from.
  private var namedBy: String

  init(_ item: MomentsItem) {
    self.item = item
    namedBy = item.path
    note(item)
  }

  /// Puts more to it.
  ///
  /// - Throws: ``FileError`` where that has another number of channels, other columns, or its channels along another axis.
  mutating func add(_ other: MomentsItem) throws(FileError) {
    try checkCount(other)
    try checkColumns(other)
    try checkAxes(other)
    if item.columns == nil { (item.columns, namedBy) = (other.columns, other.path) }
    item.moments.merge(other.moments)
    item.sources += other.sources
    note(other)
  }

  private mutating func note(_ other: MomentsItem) {
    for source in other.sources {
      if let place = AxisPlace(source) { axes[place] = axes[place] ?? source }
    }
  }

  private func checkCount(_ other: MomentsItem) throws(FileError) {
    let (here, there) = (item.moments.channels.count, other.moments.channels.count)
    guard here != there else { return }
    throw FileError(
      other.path,
      "has \(counted(there, "channel"))\(place) and \(item.path.escapingControls) has \(here); expected as many, or "
        + "another --axis")
  }

  private func checkColumns(_ other: MomentsItem) throws(FileError) {
    guard let here = item.columns, let there = other.columns,
      let index = zip(here, there).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset
    else { return }
    throw FileError(
      other.path,
      "has \(there[index].quoted(limit: 80)) as column \(index + 1), where \(namedBy.escapingControls) has "
        + "\(here[index].quoted(limit: 80)); expected the same columns in the same order: write one of the files anew "
        + "like the other, and take its moments again")
  }

  private func checkAxes(_ other: MomentsItem) throws(FileError) {
    // All numbers are of the one channel, along whichever axis.
    guard item.moments.channels.count > 1 else { return }
    for source in other.sources {
      guard let there = AxisPlace(source), axes[there] == nil,
        let (_, here) = axes.first(where: { !$0.key.agrees(with: there) })
      else { continue }
      throw FileError(
        source.path,
        "has its channels along axis \(there.front) of \(shapeText(source.shape))\(place), and "
          + "\(here.path.escapingControls) along axis \(here.axis ?? 0) of \(shapeText(here.shape)); expected the same axis: "
          + "take the moments of one anew with --axis")
    }
  }

  private var place: String { item.name.isEmpty ? "" : " in \(item.name.quoted(limit: 80))" }
}

/// Where the channels are among the axes of an array.
private struct AxisPlace: Hashable {
  /// Counted from the first axis, from 0.
  let front: Int
  /// Counted from the last one.
  let back: Int

  init?(_ source: MomentsItem.Source) {
    guard let axis = source.axis else { return nil }
    (front, back) = (axis, source.shape.count - 1 - axis)
  }

  /// Whether an axis of arrays of different ranks may be meant by one number: 1 in (N, C) and (N, C, H, W), -1 in (N, C) and (N, T, C).
  func agrees(with other: AxisPlace) -> Bool { front == other.front || back == other.back }
}

extension MomentsItem {
  /// The first of its files, for messages.
  fileprivate var path: String { sources.first?.path ?? "" }

  /// Items of one name as one each, in the order in which the names come up.
  ///
  /// - Throws: ``FileError`` where two do not go together.
  static func pooled(_ items: [MomentsItem]) throws(FileError) -> [MomentsItem] {
    var pools: [MomentsPool] = []
    var places: [String: Int] = [:]
    for item in items {
      if let place = places[item.name] {
        try pools[place].add(item)
      } else {
        places[item.name] = pools.count
        pools.append(MomentsPool(item))
      }
    }
    return pools.map(\.item)
  }
}
