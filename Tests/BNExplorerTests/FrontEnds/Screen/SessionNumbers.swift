import BNCore

@testable import BNExplorer

/// Everything in a session that a person could see or compute with, to be compared bit by bit.
struct SessionNumbers: Equatable {
  let configuration: Configuration
  let names: [VariableName]
  let variables: [[UInt32]]
  let input: [UInt32]?
  let output: [UInt32]?
  let step: Int
  let position: Int
  let updates: [Int]
  let source: String
  let channels: [Int]
  let log: [String]

  init(_ session: Session) {
    configuration = session.configuration
    names = session.layer?.variables.names ?? []
    variables = names.map { session.layer?.variables[$0]?.map(\.bitPattern) ?? [] }
    input = session.lastPass?.input.scalars.map(\.bitPattern)
    output = session.lastPass?.output.scalars.map(\.bitPattern)
    step = session.step
    position = session.position
    updates = [session.updatesRun, session.updatesForgotten]
    source = session.sourceName
    channels = session.channels
    log = session.log.lines
  }
}
