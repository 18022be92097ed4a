import Platform

/// Rows under titles, sorted by any column: the channels of a layer, the differences of two branches.
///
/// Rows keep their number wherever they stand, so that a chosen row stays the same one when the order changes.
package struct SortedTable: Sendable {
  package struct Column: Hashable, Sendable {
    package var title: String
    package var isRightAligned = false

    package init(title: String, isRightAligned: Bool = false) {
      self.title = title
      self.isRightAligned = isRightAligned
    }
  }

  /// What a row is sorted by in a column; numbers come before texts, and NaN after everything, in either direction.
  package enum Key: Hashable, Sendable {
    case number(Double)
    case text(String)
  }

  package struct Item: Hashable, Sendable {
    package var text: String
    package var key: Key
    package var style = Style()

    /// A number, as the text says it.
    package static func number(_ value: Double, _ text: String, style: Style = Style()) -> Item {
      Item(text: text, key: .number(value), style: style)
    }

    package static func text(_ text: String, style: Style = Style()) -> Item {
      Item(text: text, key: .text(text), style: style)
    }
  }

  package struct Order: Hashable, Sendable {
    package var column: Int
    package var isDescending = false
  }

  package var columns: [Column]
  /// An item a column each; where one is missing there is a blank that counts as NaN.
  package var rows: [[Item]]
  /// `nil` leaves the rows as they are.
  package var order: Order?
  /// The number of the chosen row, counted in `rows`.
  package var chosen: Int?
  /// The first line to show, if the chosen row allows it.
  package var firstLine = 0
  /// The numbers of the rows in their order, where somebody has found it already: rows that are not in view may be empty.
  package var knownOrder: [Int]?

  package init(columns: [Column], rows: [[Item]], order: Order? = nil) {
    self.columns = columns
    self.rows = rows
    self.order = order
  }

  /// The numbers of the rows in the order in which they are shown; equal ones stay as they are.
  package var sortedRows: [Int] {
    if let knownOrder { return knownOrder }
    guard let order, columns.indices.contains(order.column) else { return Array(rows.indices) }
    return Self.sorted(rows.map { key(of: $0, order.column) }, isDescending: order.isDescending)
  }

  /// The places of keys in their order.
  package static func sorted(_ keys: [Key], isDescending: Bool) -> [Int] {
    keys.indices.sorted { a, b in
      let (first, second) = isDescending ? (keys[b], keys[a]) : (keys[a], keys[b])
      // NaN stays behind the others when all else is turned round.
      if keys[a].isLast != keys[b].isLast { return keys[b].isLast }
      return first < second || !(second < first) && a < b
    }
  }

  private func key(of row: [Item], _ column: Int) -> Key {
    row.indices.contains(column) ? row[column].key : .number(.nan)
  }

  /// The order after a column was chosen: the other way round if it was by that one.
  ///
  /// The largest first is what one looks for in all columns but the first, which names the rows.
  package func order(choosing column: Int) -> Order {
    guard let order, order.column == column else { return Order(column: column, isDescending: column > 0) }
    return Order(column: column, isDescending: !order.isDescending)
  }
}

extension SortedTable.Key: Comparable {
  fileprivate var isLast: Bool { if case .number(let value) = self { value.isNaN } else { false } }

  package static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.number(let first), .number(let second)): first < second
    case (.text(let first), .text(let second)): first < second
    case (.number(let first), .text): !first.isNaN
    case (.text, .number(let second)): second.isNaN
    }
  }
}
