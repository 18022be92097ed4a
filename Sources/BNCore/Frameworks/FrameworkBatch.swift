/// A batch as frameworks take it: float32, a row of channels for each example or pixel.
public struct FrameworkBatch: Sendable, Equatable {
  /// The numbers, row after row; of images, pixel after pixel and image after image.
  public let numbers: [Float]
  /// How many channels a row has.
  public let channels: Int
  /// How many images there are; of a matrix, how many rows.
  public let images: Int
  /// Which rules hold for it.
  public let rank: BatchRank

  /// Makes a batch of numbers that stand in rows already.
  ///
  /// - Parameters:
  ///   - numbers: as many as whole rows need.
  ///   - channels: how many numbers a row has, at least one.
  ///   - images: how many images of one size the rows make up; `nil` for a matrix.
  public init(numbers: [Float], channels: Int, images: Int? = nil) {
    precondition(channels > 0 && numbers.count % channels == 0, "a batch has whole rows of at least one channel")
    let rows = numbers.count / channels
    precondition(images.map { $0 == 0 ? rows == 0 : rows % $0 == 0 } ?? true, "images have one size")
    (self.numbers, self.channels, self.images) = (numbers, channels, images ?? rows)
    rank = images == nil ? .two : .four
  }

  /// Makes a batch of a tensor's numbers, rounded to float32; `nil` for a rank that nothing was measured for, and where the
  /// axis of the channels is the first.
  ///
  /// - Parameters:
  ///   - numbers: a tensor's numbers, row-major.
  ///   - shape: its extents.
  ///   - layout: where its channels are.
  public init?(_ numbers: [Double], shape: [Int], layout: AxisLayout) {
    guard let rank = BatchRank(rawValue: shape.count), layout.axis > 0 else { return nil }
    self.rank = rank
    channels = layout.channels
    images = shape[0]
    let (inner, channels) = (layout.inner, layout.channels)
    guard inner > 1 else {
      self.numbers = numbers.map { Float($0) }
      return
    }
    self.numbers = (0..<layout.outer).flatMap { outer in
      (0..<inner).flatMap { pixel in
        (0..<channels).map { Float(numbers[(outer * channels + $0) * inner + pixel]) }
      }
    }
  }

  /// A number by its row and channel.
  subscript(row: Int, channel: Int) -> Float { numbers[row * channels + channel] }

  /// The channels, counted from 0.
  var channelRange: Range<Int> { 0..<channels }

  /// A function of every number and its channel.
  func map<Result>(_ transform: (_ number: Float, _ channel: Int) -> Result) -> [Result] {
    numbers.indices.map { transform(numbers[$0], $0 % channels) }
  }

  /// How many numbers each channel has.
  public var count: Int { numbers.count / channels }

  /// The rows that a mask keeps, in their order.
  func kept(_ mask: [Bool]?) -> FrameworkBatch {
    guard let mask else { return self }
    let rows = (0..<count).filter { mask[$0] }
    return FrameworkBatch(
      numbers: rows.flatMap { numbers[$0 * channels..<($0 + 1) * channels] }, channels: channels)
  }
}
