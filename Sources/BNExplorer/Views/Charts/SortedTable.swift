/// Rows under titles, sorted by any column: the channels of a layer, the differences of two branches.
///
/// Rows keep their number wherever they stand, so that a chosen row stays the same one when the order changes.
struct SortedTable: Sendable {
  struct Column: Hashable, Sendable {
    var title: String
    var isRightAligned = false
  }

  /// What a row is sorted by in a column; numbers come before texts, and NaN after everything, in either direction.
  enum Key: Hashable, Sendable {
    case number(Double)
    case text(String)
  }

  struct Item: Hashable, Sendable {
    var text: String
    var key: Key
    var style = Style()

    /// A number, as the text says it.
    static func number(_ value: Double, _ text: String, style: Style = Style()) -> Item {
      Item(text: text, key: .number(value), style: style)
    }

    static func text(_ text: String, style: Style = Style()) -> Item {
      Item(text: text, key: .text(text), style: style)
    }
  }

  struct Order: Hashable, Sendable {
    var column: Int
    var isDescending = false
  }

  var columns: [Column]
  /// An item a column each; where one is missing there is a blank that counts as NaN.
  var rows: [[Item]]
  /// `nil` leaves the rows as they are.
  var order: Order?
  /// The number of the chosen row, counted in `rows`.
  var chosen: Int?
  /// The first line to show, if the chosen row allows it.
  var firstLine = 0
  /// The numbers of the rows in their order, where somebody has found it already: rows that are not in view may be empty.
  var knownOrder: [Int]?

  init(columns: [Column], rows: [[Item]], order: Order? = nil) {
    self.columns = columns
    self.rows = rows
    self.order = order
  }

  /// The numbers of the rows in the order in which they are shown; equal ones stay as they are.
  var sortedRows: [Int] {
    if let knownOrder { return knownOrder }
    guard let order, columns.indices.contains(order.column) else { return Array(rows.indices) }
    return Self.sorted(rows.map { key(of: $0, order.column) }, isDescending: order.isDescending)
  }

  /// The places of keys in their order.
  static func sorted(_ keys: [Key], isDescending: Bool) -> [Int] {
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
  func order(choosing column: Int) -> Order {
    guard let order, order.column == column else { return Order(column: column, isDescending: column > 0) }
    return Order(column: column, isDescending: !order.isDescending)
  }
}

extension SortedTable.Key: Comparable {
  fileprivate var isLast: Bool { if case .number(let value) = self { value.isNaN } else { false } }

  static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.number(let first), .number(let second)): first < second
    case (.text(let first), .text(let second)): first < second
    case (.number(let first), .text): !first.isNaN
    case (.text, .number(let second)): second.isNaN
    }
  }
}
