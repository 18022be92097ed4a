import BNCore

@testable import BNExplorer

/// Everything in a session that a person could see or compute with, to be compared bit by bit.
struct SessionNumbers: Equatable {
  let configuration: Configuration
  let names: [VariableName]
  let variables: [[UInt64]]
  let input: [UInt64]?
  let output: [UInt64]?
  let step: Int
  let position: Int
  let records: [VariableRecord]
  let source: String
  let channels: [Int]
  let log: [String]

  init(_ session: Session) {
    configuration = session.configuration
    names = session.layer?.names ?? []
    variables = names.map { session.layer?.values(of: $0)?.map(\.bitPattern) ?? [] }
    input = session.lastStep?.numbers(.input)?.map(\.bitPattern)
    output = session.lastStep?.numbers(.output)?.map(\.bitPattern)
    step = session.step
    position = session.position
    records = names.compactMap { session.layer?.records[$0] }
    source = session.sourceName
    channels = session.viewer.channels
    log = session.log.lines
  }
}
