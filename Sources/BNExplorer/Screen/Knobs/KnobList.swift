import BNCore

/// The rows of the parameter list: those that act at once in groups, the rest folded away, or all of them.
struct KnobList: Equatable, Sendable {
  enum Row: Equatable, Sendable {
    /// What the rows below have to do with.
    case heading(String)
    case knob(Knob)
    /// So many parameters that are not shown.
    case folded(Int)
  }

  let rows: [Row]

  var knobs: [Knob] { rows.compactMap { if case .knob(let knob) = $0 { knob } else { nil } } }

  init(_ state: ScreenState) {
    guard !state.arrangement.showsAllParameters else {
      let others = Parameter.listed.filter { $0 != .framework }
      // Another framework's name stands where it is seen at once.
      let parameters = state.followsAnotherFramework ? [.framework] + others : others + [.framework]
      rows = parameters.map { .knob(.parameter($0)) } + (state.hasBatchSize ? [.knob(.batchSize)] : [])
      return
    }
    var groups = Self.groups(state)
    let known = groups.flatMap(\.knobs)
    // What a key or a command has chosen is always in view.
    if !known.contains(state.knob), state.knob != .element { groups.append(("chosen", [state.knob])) }
    let shown = groups.flatMap(\.knobs).count { if case .parameter = $0 { true } else { false } }
    rows =
      groups.flatMap { [.heading($0.name)] + $0.knobs.map { .knob($0) } } + [.folded(Parameter.listed.count - shown)]
  }

  /// The same rows without headings, where there is no room for them.
  func fitting(rows count: Int) -> [Row] {
    guard rows.count > count else { return rows }
    return rows.filter { if case .heading = $0 { false } else { true } }
  }

  private static func groups(_ state: ScreenState) -> [(name: String, knobs: [Knob])] {
    let configuration = state.session.configuration
    let variables = [VariableName.gamma, .beta].filter { name in
      state.value(of: name) != nil && !state.hidden.contains { $0.rawValue == name.rawValue }
    }.map { Knob.variable($0) }
    let renorm: [Parameter] = configuration.options.renorm ? [.renorm, .rmax, .rmin, .dmax] : [.renorm]
    var groups: [(name: String, knobs: [Knob])] = [
      ("normalize by", [.parameter(.training)]),
      ("moving statistics", [.parameter(.momentum), .parameter(.updateOps)]),
      ("output", [.parameter(.epsilon)] + variables),
      ("correction", renorm.map { .parameter($0) }),
    ]
    if state.followsAnotherFramework { groups.insert(("computes as", [.parameter(.framework)]), at: 0) }
    if state.hasBatchSize { groups.append(("batches", [.batchSize])) }
    if configuration.optimizer != .none {
      groups.append(("optimizer", [.parameter(.optimizer), .parameter(.learningRate), .parameter(.loss)]))
    }
    return groups
  }
}

extension ScreenState {
  fileprivate var followsAnotherFramework: Bool { session.configuration.framework != .tensorFlow14 }

  /// Whether the batches can have another size.
  fileprivate var hasBatchSize: Bool {
    switch session.source {
    case .generated, .examples: true
    case .literal, nil: false
    }
  }
}
