import BNFiles
import BNCore

/// What a person should know of numbers from a file when they are read: where one is not finite, and that zeros count.
struct DataNotes {
  let origin: DataOrigin
  /// What stands before the name.
  var prefix = ""
  var use = Use.training

  /// What the numbers are for.
  enum Use {
    case training
    /// Targets may well be 0.
    case targets
    /// Nothing learns of these batches.
    case evaluation

    /// What a number that is not finite does.
    fileprivate var damage: String {
      switch self {
      case .training: "moving statistics never recover from it"
      case .targets: "gamma and beta never recover from it"
      case .evaluation: "what inference makes of it means nothing"
      }
    }
  }

  private struct Note {
    enum Kind: String { case nonFinite, zeros }
    let kind: Kind
    let text: String
  }

  /// From this share on zeros are many, and from this count on they are no accident.
  private static let zerosInNumbers = 0.5
  private static let fewest = 8

  /// Of all data in memory; of other data it is said batch by batch.
  func notes(on source: BatchSource) -> [Output] {
    guard case .examples(let set) = source else { return [] }
    return notes(on: set.data)
  }

  /// Of data in memory.
  func notes(on data: ExampleData) -> [Output] {
    let census: NumberCensus
    let value: (Int) -> Double
    switch data {
    case .float32(let tensor): (census, value) = (NumberCensus(tensor.scalars), { Double(tensor.scalars[$0]) })
    case .float64(let tensor): (census, value) = (NumberCensus(tensor.scalars), { tensor.scalars[$0] })
    case .stored: return []
    }
    let size = max(1, data.shape.dropFirst().reduce(1, *))
    let notes = notes(on: census, among: "the numbers", value: value) {
      origin.place(example: $0 / size, element: $0 % size)
    }
    return notes.map { .note($0.text) }
  }

  /// Of a step's batch that was read from a file; each kind once for a source.
  func notes(on step: any TakenStep, at index: Int, of source: BatchSource) -> [Output] {
    guard case .examples(let set) = source, case .stored(let store) = set.data, let store = store as? StoredExamples
    else { return [] }
    var census = step.census
    var read: [Double] = []
    if census.nonFinite > 0, case .examples(var set) = source {
      // What the session's type made infinite is no fault of the file: here its own numbers count.
      read = (try? set.rows(of: set.data, at: index))?.scalars ?? []
      census = NumberCensus(read)
    }
    let notes = notes(on: census, among: "a batch's numbers") {
      read[$0]
    } place: {
      origin.place(of: $0, inBatch: index, of: source)
    }
    return notes.filter { store.isNew($0.kind.rawValue) }.map { .note($0.text) }
  }

  private func notes(
    on census: NumberCensus, among numbers: String, value: (Int) -> Double, place: (Int) -> String?
  ) -> [Note] {
    var notes: [Note] = []
    // Of a table its reader has said so, with line and column.
    if let first = census.firstNonFinite, origin.lines == nil {
      let others = census.nonFinite > 1 ? ", and \(census.nonFinite - 1) more" : ""
      notes.append(
        Note(
          kind: .nonFinite,
          text: "\(prefix)\(place(first) ?? origin.name): \(ValueText.text(value(first))) is not finite\(others):"
            + " \(use.damage); correct it"))
    }
    let share = Double(census.zeros) / Double(max(1, census.count))
    if use != .targets, share >= Self.zerosInNumbers, census.count >= Self.fewest {
      notes.append(
        Note(
          kind: .zeros,
          text:
            "\(prefix)\(origin.name): \(Int(share * 100)) % of \(numbers) are exactly 0; where they are padding they count as data"
            + " all the same, since there is no mask: leave them out of the file"))
    }
    return notes
  }
}
