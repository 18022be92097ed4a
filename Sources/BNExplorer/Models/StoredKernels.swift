import BNFiles

/// The kernels of a model, by what a fold does to them: the length and the sum of each channel's weights.
struct StoredKernels {
  struct Kernel {
    /// One of the dimensions that may be that of the channels it gives out.
    struct Side {
      let lengths: [Double]
      let sums: [Double]
    }

    let name: String
    let channels: Int
    let count: Int
    let precision: StoredPrecision
    /// The first dimension, as PyTorch has it, and the last, as TensorFlow has it, where they have as many channels.
    let sides: [Side]
  }

  /// A kernel for each number of channels that was asked for.
  private(set) var all: [Kernel] = []
  /// The tensors of one number a channel.
  let vectors: [StoredTensor]

  /// Larger ones are no kernels of a convolution, and would take much memory.
  private static let largest = 1 << 25

  /// Reads the kernels that give out some numbers of channels, one after another.
  ///
  /// - Throws: ``FileError`` where one cannot be read.
  init(_ file: ModelFile, _ channels: Set<Int>) throws(FileError) {
    let tensors = file.tensors.filter { !$0.isIntegral }
    vectors = tensors.filter { $0.isVector && $0.count.map(channels.contains) == true }
    for tensor in tensors where tensor.shape.count > 1 {
      guard let count = tensor.count, count > 0, count <= Self.largest else { continue }
      // Behind the channels of a depthwise kernel TensorFlow has an extent of 1.
      let last = tensor.shape.last { $0 != 1 } ?? 1
      let ends = Set([tensor.shape[0], last]).intersection(channels)
      guard !ends.isEmpty else { continue }
      let numbers = try tensor.numbers()
      guard numbers.count == count else { continue }
      for channels in ends.sorted() {
        var sides: [Kernel.Side] = []
        let size = count / channels
        if tensor.shape[0] == channels { sides.append(Self.side(numbers, channels) { $0 * size + $1 }) }
        if last == channels {
          sides.append(Self.side(numbers, channels) { $1 * channels + $0 })
        }
        all.append(
          Kernel(
            name: tensor.name, channels: channels, count: count, precision: StoredPrecision(type: tensor.type),
            sides: sides))
      }
    }
  }

  private static func side(
    _ numbers: [Double], _ channels: Int, place: (_ channel: Int, _ index: Int) -> Int
  ) -> Kernel.Side {
    var lengths = Array(repeating: 0.0, count: channels)
    var sums = lengths
    for channel in 0..<channels {
      var (square, sum) = (0.0, 0.0)
      for index in 0..<numbers.count / channels {
        let number = numbers[place(channel, index)]
        square += number * number
        sum += number
      }
      lengths[channel] = square.squareRoot()
      sums[channel] = sum
    }
    return Kernel.Side(lengths: lengths, sums: sums)
  }
}
