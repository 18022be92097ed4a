import BNFiles

/// The tensors of one layer, by their words.
struct TensorGroup: Sendable {
  /// The layer's name in the file.
  var name: String
  /// Beside each other, so that a word is looked up without touching the tensors.
  private var words: [String] = []
  private var tensors: [StoredTensor] = []
  /// Whether every word was cut from a longer one, so that a pair of words alone says little.
  private(set) var isCut = true

  /// Whether parameters and statistics came from trees beside each other.
  var isJoined = false

  init(name: String) { self.name = name }

  mutating func add(_ name: TensorName, _ tensor: StoredTensor) {
    // The first one counts where two are called the same.
    guard !words.contains(name.word) else { return }
    words.append(name.word)
    tensors.append(tensor)
    isCut = isCut && name.isCut
  }

  /// Takes in the tensors of another group.
  mutating func add(_ other: TensorGroup) {
    for (word, tensor) in zip(other.words, other.tensors) where !words.contains(word) {
      words.append(word)
      tensors.append(tensor)
    }
    isCut = isCut && other.isCut
  }

  subscript(_ word: String) -> StoredTensor? { words.firstIndex(of: word).map { tensors[$0] } }

  /// Whether any of its words is one for a statistic.
  var mayHaveStatistics: Bool { words.contains(where: Dialect.statisticWords.contains) }

  /// Both tensors of a pair of words; `nil` where one is missing.
  func both(_ pair: Dialect.Pair) -> (first: StoredTensor, second: StoredTensor)? {
    guard let first = words.firstIndex(of: pair.first), let second = words.firstIndex(of: pair.second) else {
      return nil
    }
    return (tensors[first], tensors[second])
  }

  /// The last part of the layer's name, in small letters: what a person called it.
  var calling: String { TensorName.split(name[...]).last.lowercased() }

  /// Whether it is called as TF-slim calls a layer without a name: `BatchNorm`, `BatchNorm_1`.
  var isOfSlim: Bool {
    let last = TensorName.split(name[...]).last
    guard last.hasPrefix("BatchNorm") else { return false }
    let number = last.dropFirst("BatchNorm".count)
    return number.isEmpty || (number.first == "_" && number.dropFirst().allSatisfy { $0.isASCII && $0.isNumber })
  }
}

extension StoredTensor {
  /// Whether it holds a number a channel, and no more: a vector, maybe with extents of 1 around it.
  var isVector: Bool { shape.count { $0 != 1 } <= 1 }

  /// Whether it may be gamma or beta beside a mean: a kernel of one number a channel, such as that of a depthwise
  /// convolution, is none.
  func isAffine(beside mean: StoredTensor) -> Bool {
    count == mean.count && (shape.count <= 1 || shape.first == 1 || shape == mean.shape)
  }

  /// One number for every channel, as libraries broadcast it.
  func repeated(_ count: Int) -> StoredTensor {
    StoredTensor(name: name, shape: [count], type: type) { () throws(FileError) in
      try numbers().flatMap { Array(repeating: $0, count: count) }
    }
  }
}
