/// A batch seen as runs: for every example and channel `inner` numbers one behind the other.
struct RunView {
  let outer: Int
  let channels: Int
  let inner: Int
  /// Into how many parts each channel is cut, where there are too few channels to share out.
  let parts: Int

  /// Runs shorter than this are better taken as columns.
  static let shortest = 32
  /// Runs of so many numbers can be gone through channel by channel: shorter ones leave the order of memory too often.
  static let long = 512
  /// So many channels can have their numbers laid out at once; it takes a mebibyte.
  static let mostChannels = 4096
  /// With fewer examples than this, runs are not worth sums of their own for each place in them.
  static let fewExamples = 8
  /// With so many channels each is one piece of work.
  private static let enoughChannels = 16

  /// Some of a channel's runs, or a piece of each of them.
  struct Part {
    /// The index of the first run's first element.
    var start: Int
    var runs: Int
    /// How many elements lie from one run to the next.
    var stride: Int
    var length: Int

    var count: Int { runs * length }
  }

  init(_ layout: AxisLayout, bytes: Int) {
    channels = layout.channels
    // One channel is one run.
    outer = channels == 1 ? 1 : layout.outer
    inner = channels == 1 ? layout.outer * layout.inner : layout.inner
    parts = layout.channels >= Self.enoughChannels ? 1 : max(1, KernelGrid.pieces(bytes: bytes) / layout.channels)
  }

  /// Whether each channel is best read and written before the next, while it is still in the cache.
  var channelByChannel: Bool { parts == 1 && inner >= Self.long }

  var count: Int { outer * channels * inner }

  /// A part of a channel: whole runs where there are enough of them.
  func part(_ part: Int, ofChannel channel: Int) -> Part {
    let stride = channels * inner
    if outer >= parts {
      let runs = KernelGrid.range(part, of: parts, count: outer)
      return Part(start: runs.lowerBound * stride + channel * inner, runs: runs.count, stride: stride, length: inner)
    }
    let places = KernelGrid.range(part, of: parts, count: inner)
    return Part(start: channel * inner + places.lowerBound, runs: outer, stride: stride, length: places.count)
  }
}

extension RunView {
  /// The results for every part of every channel, the parts of a channel one behind the other.
  @inline(__always)
  func map<Result>(bytes: Int, threads: Int?, _ body: @escaping (_ part: Part, _ channel: Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: channels * parts) { results, initialized in
      let shared = SharedBuffer(results)
      KernelGrid.forEach(channels * parts, bytes: bytes, threads: threads) { piece in
        let channel = piece / parts
        shared.initialize(piece, to: body(part(piece % parts, ofChannel: channel), channel))
      }
      initialized = channels * parts
    }
  }
}
