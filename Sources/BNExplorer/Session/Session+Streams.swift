import BNCore

/// One of the two rows of batches that a session goes through.
enum Stream: CaseIterable {
  /// What passes are taken with.
  case training
  /// The second input pipeline, if there is one: batches that are only looked at, in inference.
  case evaluation

  /// What stands before the name of a file in notes.
  var prefix: String {
    switch self {
    case .training: ""
    case .evaluation: "eval: "
    }
  }
}

extension Session {
  /// Where the batches come from.
  func source(of stream: Stream) -> BatchSource? {
    switch stream {
    case .training: source
    case .evaluation: experiment.eval?.source
    }
  }

  func origin(of stream: Stream) -> DataOrigin? {
    switch stream {
    case .training: experiment.setup.origin
    case .evaluation: experiment.eval?.origin
    }
  }

  /// The index of the batch that is taken next.
  func position(in stream: Stream) -> Int {
    switch stream {
    case .training: position
    case .evaluation: experiment.state.evalPosition
    }
  }

  /// What was made of the last batch.
  func lastStep(of stream: Stream) -> (any TakenStep)? {
    switch stream {
    case .training: lastStep
    case .evaluation: lastEval
    }
  }

  /// What may happen to the batches in the session's type.
  func narrowing(_ stream: Stream) -> Narrowing { narrowing(stream.prefix + (origin(of: stream)?.name ?? "")) }
}
