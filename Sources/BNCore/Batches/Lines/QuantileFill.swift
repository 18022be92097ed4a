import CLevels

/// Replaces numbers between 0 and 1, exclusive, by their normal quantiles, in whole lines.
///
/// The tails take three times as long as the middle, and nearly every line has one of them: so all numbers are taken for
/// the middle's, and those of the tails, 15 percent, are collected, computed in lines of their own and put back.
struct QuantileFill: RandomWork {
  let numbers: UnsafeMutablePointer<Double>
  let count: Int
  let memory: TailMemory

  /// Memory for as many tails as there are numbers, in whole lines.
  struct TailMemory {
    /// The numbers.
    let tails: UnsafeMutablePointer<Double>
    /// What is computed of them.
    let results: UnsafeMutablePointer<Double>
    /// Where they belong.
    let places: UnsafeMutablePointer<Int32>
  }

  static func function(_ functions: bncore_random_functions) -> bncore_function { functions.quantile }

  @inline(__always)
  func run() {
    let found = findTails()
    takeCenters()
    let most = takeLogarithms(found)
    // Once in ten million pieces.
    guard most <= 25 else { return takeOneByOne(found) }
    takeTails(found)
  }

  private var width: Int { RandomLine.width }

  /// Collects what lies in the tails, filled up to whole lines.
  @inline(__always)
  private func findTails() -> Int {
    // Ones and zeros first: a jump that cannot be foreseen costs more than all the rest.
    var index = 0
    while index < count {
      let distance = RandomLine(
        bits: (RandomLine.load(numbers, index) - 0.5).bits & RandomBits(repeating: 0x7FFF_FFFF_FFFF_FFFF))
      let isTail = (QuantilePart.centralHalf - distance).bits &>> RandomBits(repeating: 63)
      UnsafeMutableRawPointer(memory.results + index).storeBytes(of: isTail, as: RandomBits.self)
      index = index &+ width
    }
    var found = 0
    index = 0
    while index < count {
      note(index, &found)
      note(index &+ 1, &found)
      note(index &+ 2, &found)
      note(index &+ 3, &found)
      index = index &+ 4
    }
    index = 0
    while index < found {
      memory.tails[index] = numbers[Int(memory.places[index])]
      index = index &+ 1
    }
    while index & (width &- 1) != 0 {
      memory.tails[index] = 0.0625
      index = index &+ 1
    }
    return found
  }

  /// Writes a place down, and stays on it if it is one of a tail.
  @inline(__always)
  private func note(_ index: Int, _ found: inout Int) {
    memory.places[found] = Int32(truncatingIfNeeded: index)
    found = found &+ UnsafeRawPointer(memory.results + index).load(as: Int.self)
  }

  @inline(__always)
  private func takeCenters() {
    var index = 0
    while index < count {
      let q = RandomLine.load(numbers, index) - 0.5
      let r = 0.180625 - q * q
      (q * QuantilePart.centralTop(r) / QuantilePart.centralBottom(r)).store(numbers, index)
      index = index &+ width
    }
  }

  /// The negative logarithms of the tails, and the largest of them.
  @inline(__always)
  private func takeLogarithms(_ found: Int) -> Double {
    var most = RandomLine(repeating: 0)
    var index = 0
    while index < found {
      let number = RandomLine.load(memory.tails, index)
      let result = 0 - (1 - number).replacing(with: number, where: number .< 0.5).logarithm
      most.replace(with: result, where: result .> most)
      result.store(memory.results, index)
      index = index &+ width
    }
    return most.max()
  }

  @inline(__always)
  private func takeTails(_ found: Int) {
    var index = 0
    while index < found {
      let r = RandomLine.load(memory.results, index).roots - 1.6
      let z = QuantilePart.nearTop(r) / QuantilePart.nearBottom(r)
      let isLower = RandomLine.load(memory.tails, index) .< 0.5
      z.replacing(with: 0 - z, where: isLower).store(memory.results, index)
      index = index &+ width
    }
    index = 0
    while index < found {
      numbers[Int(memory.places[index])] = memory.results[index]
      index = index &+ 1
    }
  }

  @inline(never)
  private func takeOneByOne(_ found: Int) {
    for index in 0..<found {
      numbers[Int(memory.places[index])] = PortableMath.normalQuantile(memory.tails[index])
    }
  }
}
