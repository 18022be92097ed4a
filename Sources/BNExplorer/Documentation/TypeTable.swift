import BNCore

/// What TensorFlow 1.4 answers to an input of each type that no batch can have here, found by asking the graph; a table for
/// docs/semantics.md.
enum TypeTable {
  static var markdown: String {
    let head = ["| input of type T | implementation | `training` | answer |", "| --- | --- | --- | --- |"]
    return (head + groups.flatMap(rows)).joined(separator: "\n") + "\n"
  }

  /// float32 is the type that every call takes.
  private static let types = DataType.allCases.filter { $0 != .float32 }

  /// Types that get the same answers to every call.
  private struct Group {
    var types: [DataType]
    let answers: [String]
  }

  private static var groups: [Group] {
    types.reduce(into: []) { groups, type in
      let answers = Call.all.map { answer(to: $0, type) }
      if let index = groups.firstIndex(where: { $0.answers == answers }) {
        groups[index].types.append(type)
      } else {
        groups.append(Group(types: [type], answers: answers))
      }
    }
  }

  /// A row for each answer, with the calls that get it.
  private static func rows(_ group: Group) -> [String] {
    let names = group.types.map { "`\($0.name)`" }.joined(separator: ", ")
    var answers: [String] = []
    for answer in group.answers where !answers.contains(answer) { answers.append(answer) }
    return answers.map { answer in
      let calls = zip(Call.all, group.answers).filter { $0.1 == answer }.map(\.0)
      let implementations = Set(calls.map(\.fused)).count == 2 ? "any" : calls[0].fused ? "fused" : "not fused"
      let trainings = Set(calls.map(\.training)).count == 2 ? "any" : calls[0].training ? "True" : "False"
      return "| \(names) | \(implementations) | \(trainings) | \(answer) |"
    }
  }

  private struct Call {
    let fused: Bool
    let training: Bool

    static let all = [false, true].flatMap { fused in [true, false].map { Call(fused: fused, training: $0) } }
  }

  /// TensorFlow's answer, with T for the type's name.
  private static func answer(to call: Call, _ type: DataType) -> String {
    var graph = Graph()
    let input = graph.placeholder(type, shape: [2, 2, 2, 3])
    do throws(GraphError) {
      let output = try graph.batchNormalization(input, training: .bool(call.training), fused: call.fused)
      try graph.checkKernels(of: output)
      return "computed in T"
    } catch {
      let when = error.stage == .run ? ", when it runs" : ""
      return "\(error.category.rawValue)\(when): \(error.message)".replacingType(type.name)
    }
  }
}

extension String {
  /// T in the place of a type's name, where it stands for the type and not in a list of types.
  fileprivate func replacingType(_ name: String) -> String {
    ["DataType \(name) ", "dtype: '\(name)'", "Expected \(name),"].reduce(self) { text, place in
      text.replacing(place, with: place.replacing(name, with: "T"))
    }
  }
}
