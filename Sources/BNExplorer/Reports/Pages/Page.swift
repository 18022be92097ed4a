/// A page as a value: sections of what there is to say, to show and to play; what made it is not known here.
struct Page: Sendable {
  var title: String
  /// What stands below the title: names and values.
  var facts: [Fact] = []
  var sections: [Section] = []
  /// Who wrote the page, and with what.
  var footer: String

  struct Fact: Sendable {
    let name: String
    let text: String
    /// Whether it is to be typed or is a formula.
    var isCode = false
  }

  struct Section: Sendable {
    let title: String
    var blocks: [Block]

    init(_ title: String, _ blocks: [Block]) { (self.title, self.blocks) = (title, blocks) }
  }

  enum Block: Sendable {
    case paragraph(String)
    /// A paragraph that says less.
    case remark(String)
    case findings([PageFinding])
    /// Charts beside each other where there is room.
    case charts([PageChart])
    case table(PageTable)
    /// A table that is opened by who wants it.
    case folded(PageTable, label: String)
    /// Lines to read or to copy, and what they are.
    case code(String, label: String)
    case recordings([Recording])
  }
}

/// A finding in words.
struct PageFinding: Sendable {
  /// "error", "warning" or "note": the style, too.
  let kind: String
  /// "ERROR A1".
  let head: String
  let figures: String
  let why: String
  let advice: String
}

/// Rows of texts below heads.
struct PageTable: Sendable {
  struct Column: Sendable {
    let name: String
    var isNumber = false
  }

  let caption: String
  let columns: [Column]
  let rows: [Row]

  struct Row: Sendable {
    /// The first is what the row is of.
    let cells: [String]
    /// Whether it is not as usual.
    var isMarked = false
  }
}
