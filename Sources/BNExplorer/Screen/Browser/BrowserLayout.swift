import TerminalKit

/// Where the browser's parts stand, for drawing and for the mouse.
struct BrowserLayout {
  let title: Area
  let heading: Area
  /// A row each.
  let list: Area
  /// Of the chosen layer; empty where there is no room.
  let preview: Area
  /// Which columns there are beside the names, from left to right.
  let columns: [Column]
  let nameColumns: Int

  /// A column of the list.
  struct Column: Equatable {
    enum Content: Equatable {
      case marks, channels, epsilon
      case picture(LayerPart)
    }

    let content: Content
    /// Counted from the list's left.
    let start: Int
    let width: Int
  }

  /// From so many columns on the preview stands beside the list.
  static let sideBySide = 100
  /// In front of the names: the mark of the chosen row.
  static let margin = 2
  private static let leastPicture = 8
  private static let mostPicture = 32

  init(_ browser: LayerBrowser, in area: Area) {
    let (title, below) = area.splitRows(at: area.rows >= 3 ? 1 : 0)
    self.title = title
    var listArea = below
    if below.columns >= Self.sideBySide {
      let (left, right) = below.splitColumns(at: below.columns - min(64, below.columns * 2 / 5))
      (listArea, preview) = (left, right)
    } else {
      let rows = below.rows >= 14 && below.columns >= 30 ? min(8, below.rows * 2 / 5) : 0
      (listArea, preview) = below.splitRows(at: below.rows - rows)
    }
    (heading, list) = listArea.splitRows(at: listArea.rows >= 4 ? 1 : 0)
    (nameColumns, columns) = Self.columns(of: browser, width: list.columns)
  }

  private static func columns(of browser: LayerBrowser, width: Int) -> (name: Int, columns: [Column]) {
    var fixed: [(content: Column.Content, width: Int)] = []
    if width >= 30 { fixed.append((.marks, 5)) }
    if width >= 40 { fixed.append((.channels, 6)) }
    if width >= 60 { fixed.append((.epsilon, 9)) }
    let room = width - margin - fixed.reduce(0) { $0 + $1.width + 1 }
    // Two pictures have room before names are written out.
    let pictured = width >= 40 ? min(2, room / 2 / (leastPicture + 1)) * (leastPicture + 1) : 0
    let name = max(0, min(max(browser.list.widest, 12), room - pictured))
    let count = min(LayerPart.allCases.count, (room - name) / (leastPicture + 1))
    let parts = count > 0 ? Set(LayerPart.byWeight.prefix(count)) : []
    let picture = count > 0 ? min(mostPicture, (room - name) / count - 1) : 0
    fixed += LayerPart.allCases.filter(parts.contains).map { (.picture($0), picture) }
    var columns: [Column] = []
    var start = margin + name
    for (content, width) in fixed {
      columns.append(Column(content: content, start: start + 1, width: width))
      start += width + 1
    }
    return (name, columns)
  }
}
