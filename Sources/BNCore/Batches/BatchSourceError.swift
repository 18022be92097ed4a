/// Why batches cannot be made as asked; the description is one line: what is wrong, what was expected, what to do.
public enum BatchSourceError: Error, Equatable, Sendable {
  /// The shape has no dimension.
  case noDimensions
  /// A dimension of the shape is below 1.
  case emptyDimension(shape: [Int])
  /// The shape holds more elements than a batch may have.
  case tooManyElements(shape: [Int], limit: Int)
  /// The axis of the channels is not one of the shape's.
  case axisOutOfRange(axis: Int, rank: Int)
  /// A parameter has a list whose length is not the number of channels.
  case wrongChannelCount(parameter: String, found: Int, channels: Int)
  /// A parameter that must be finite and not negative is neither.
  case badSpread(parameter: String, value: Double)
  /// The lower end is above the upper one, or they are not a finite distance apart.
  case badRange(low: Double, high: Double)
  /// The fraction of outliers is not between 0 and 1.
  case badFraction(Double)
  /// The examples of a batch are not a multiple of the replicas.
  case unevenReplicas(examples: Int, replicas: Int)
  /// The list of means is empty.
  case noMeans(kind: String)
  /// The batch size is below 1.
  case batchSizeBelowOne(Int)
  /// Every batch would be dropped: there are fewer examples than one batch holds.
  case everyBatchDropped(examples: Int, batchSize: Int)
  /// The data holds no examples.
  case noExamples
  /// The number of labels is not the number of examples.
  case wrongLabelCount(labels: Int, examples: Int)
  /// The divisor is zero or not finite.
  case badDivisor(Double)
  /// Data that lies outside memory cannot be read, for a reason in words.
  case unreadable(String)
}

extension BatchSourceError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .noDimensions:
      "the shape has no dimensions; a batch needs at least one: give a shape such as 64x4"
    case .emptyDimension(let shape):
      "the shape \(Self.text(shape)) has a dimension below 1; a batch needs elements: make every dimension 1 or more"
    case .tooManyElements(let shape, let limit):
      "the shape \(Self.text(shape)) holds too many elements; a batch has at most \(limit): make it smaller"
    case .axisOutOfRange(let axis, let rank):
      "axis \(axis) is not one of a shape of rank \(rank); choose one from \(-rank) to \(rank - 1)"
    case .wrongChannelCount(let parameter, let found, let channels):
      "\(parameter) is a list of \(found) for \(channels) channels; give one number, or one for each channel"
    case .badSpread(let parameter, let value):
      "\(parameter) is \(value); it must be finite and not negative: give 0 or more"
    case .badRange(let low, let high):
      "low is \(low) and high is \(high); low must not be above high and their distance finite: give the smaller one as low"
    case .badFraction(let fraction):
      "fraction is \(fraction); it is the share of outliers: give a number from 0 to 1"
    case .unevenReplicas(let examples, let replicas):
      "a batch of \(examples) cannot be shared among \(replicas) replicas, which have as many examples each: make its first "
        + "dimension a multiple of \(replicas)"
    case .noMeans(let kind):
      "means of \(kind) is empty; at least one mean was expected: give a list such as [-2, 2]"
    case .batchSizeBelowOne(let size):
      "the batch size is \(size); a batch has at least one example: give 1 or more"
    case .everyBatchDropped(let examples, let batchSize):
      "\(examples) examples do not fill a batch of \(batchSize), and short batches are dropped;"
        + " make the batch smaller or keep the last batch"
    case .noExamples:
      "the data holds no examples; at least one was expected along the first dimension: choose other data"
    case .wrongLabelCount(let labels, let examples):
      "there are \(labels) labels for \(examples) examples; one for each was expected: choose the labels of this data"
    case .badDivisor(let divisor):
      "the data cannot be divided by \(divisor); give a finite number other than 0"
    case .unreadable(let reason): reason
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "x")
  }
}
