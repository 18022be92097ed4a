/// What misleads in the files of each library, and what is made of it; a table for docs/models.md.
enum TrapTable {
  static var markdown: String {
    let head = ["| about | trap | in the file | printed | from |", "| --- | --- | --- | --- | --- |"]
    let rows = Trap.all.map { "| \($0.about) | \($0.name) | \($0.stored) | \($0.printed) | \($0.source) |" }
    return (head + rows).joined(separator: "\n") + "\n"
  }
}
