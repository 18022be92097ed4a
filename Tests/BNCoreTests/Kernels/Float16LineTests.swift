import Testing

@testable import BNCore

#if !(os(macOS) && arch(x86_64))
  @Suite("Lines of float16")
  struct Float16LineTests {
    @Test("all 65,536 numbers widen exactly and come back")
    func all() {
      for first in stride(from: 0, to: 65536, by: 16) {
        let numbers = (first..<first + 16).map { Float16(bitPattern: UInt16($0)) }
        let line = numbers.withUnsafeBufferPointer { $0.baseAddress.map { Float16.line($0, 0) } }
        guard let line else { return }
        let back = Float16.rounded(line)
        for (lane, number) in numbers.enumerated() {
          if number.isNaN {
            #expect(line[lane].isNaN && Float16(bitPattern: back[lane]).isNaN)
          } else {
            #expect(line[lane].bitPattern == Float(number).bitPattern)
            #expect(back[lane] == number.bitPattern)
          }
        }
      }
    }

    @Test("numbers halfway between two of float16, and their neighbours, round to nearest, ties to even")
    func halfway() {
      for bits in UInt16(0)..<0x7C00 {
        let (low, high) = (Float(Float16(bitPattern: bits)), Float(Float16(bitPattern: bits + 1)))
        let middle = high.isInfinite ? 65520 : (low + high) / 2
        let numbers = [middle, middle.nextDown, middle.nextUp, low.nextUp]
        var line = SIMD16<Float>(repeating: 0)
        for (lane, number) in numbers.enumerated() {
          line[lane] = number
          line[lane + 4] = -number
        }
        let rounded = Float16.rounded(line)
        for lane in 0..<8 where rounded[lane] != Float16(line[lane]).bitPattern {
          Issue.record("\(line[lane]) rounds to \(Float16(bitPattern: rounded[lane])), not \(Float16(line[lane]))")
          return
        }
      }
    }

    @Test("what lies beyond the range rounds to infinity, what lies below it to zero")
    func beyond() {
      let numbers: [Float] = [
        65536, 1e10, .greatestFiniteMagnitude, .infinity, 1e-10, .leastNonzeroMagnitude, -1e10, -1e-10,
      ]
      var line = SIMD16<Float>(repeating: 0)
      for (lane, number) in numbers.enumerated() { line[lane] = number }
      let rounded = Float16.rounded(line)
      for (lane, number) in numbers.enumerated() { #expect(rounded[lane] == Float16(number).bitPattern) }
    }
  }
#endif
