import BNCore

/// What became of each variable of a layer.
///
/// Kept in the layer, so that whatever keeps variables, a checkpoint, a branch, the variables of another name, has it too.
struct VariableRecords: Equatable, Sendable {
  /// Numbers of steps, by what became of their update operations.
  struct Updates: Equatable, Sendable {
    var run = 0
    var forgotten = 0
  }

  /// What a variable began with, and when.
  private struct Beginning: Equatable, Sendable {
    let origin: VariableRecord.Origin
    let total: Updates
  }

  /// A product of momenta for each statistic that updates move by them.
  private struct Shares: Equatable, Sendable {
    var mean = 1.0
    var variance = 1.0

    subscript(name: VariableName) -> Double {
      get {
        switch name {
        case .movingMean: mean
        case .movingVariance: variance
        default: 1
        }
      }
      set {
        switch name {
        case .movingMean: mean = newValue
        case .movingVariance: variance = newValue
        default: break
        }
      }
    }
  }

  /// Those of all steps, of layers too in whose place this one came.
  private(set) var total = Updates()
  /// When the variables began that the initializers made together with the layer.
  private let first: Updates
  /// The beginnings of the others: what happens in every step is one addition, however many variables there are.
  private var beginnings: [VariableName: Beginning] = [:]
  /// The share that is left of what each moving statistic began with.
  private var left = Shares()
  /// What made variables other than finite, by their channels.
  private var causes: [VariableName: [Int: NonFiniteCause]] = [:]

  init() { first = total }

  /// The records of a layer that comes in the place of another: its variables begin now.
  init(after other: VariableRecords) {
    total = other.total
    first = other.total
    causes = other.causes
  }

  /// What made a value of a variable other than finite; `nil` where no step did.
  func cause(of name: VariableName, channel: Int) -> NonFiniteCause? { causes[name]?[channel] }

  /// A step made values of a variable other than finite.
  mutating func note(_ cause: NonFiniteCause, of name: VariableName, channel: Int) {
    causes[name, default: [:]][channel] = cause
  }

  /// A variable begins anew.
  mutating func forgetCauses(of name: VariableName) { causes[name] = nil }

  /// A step left update operations, which ran with a momentum or did not.
  mutating func count(ran: Bool, momentum: Double) {
    guard ran else { return total.forgotten += 1 }
    total.run += 1
    left.mean *= momentum
    left.variance *= momentum
  }

  subscript(name: VariableName) -> VariableRecord {
    get {
      let beginning = beginnings[name] ?? Beginning(origin: .initializer, total: first)
      return VariableRecord(
        from: beginning.origin, updatesRun: total.run - beginning.total.run,
        updatesForgotten: total.forgotten - beginning.total.forgotten, shareLeft: left[name])
    }
    set {
      let before = Updates(
        run: total.run - newValue.updatesRun, forgotten: total.forgotten - newValue.updatesForgotten)
      left[name] = newValue.shareLeft
      // One way to say each thing: what began with the layer has no entry.
      let isWithLayer = newValue.origin == .initializer && before == first
      beginnings[name] = isWithLayer ? nil : Beginning(origin: newValue.origin, total: before)
    }
  }
}

/// The step that made a number of the layer other than finite, and what it found in its batch.
struct NonFiniteCause: Equatable, Sendable {
  let step: Int
  /// The element, and where it comes from as far as that is known.
  let element: String

  /// In words.
  var text: String { "step \(step): \(element)" }
}
