import Testing

@testable import BNCore

/// The level for newer processors against the base level, which the other tests hold against the definition.
@Suite("Kernels for newer processors", .enabled(if: InstructionSet.available.count > 1))
struct InstructionSetTests {
  @Test("make the base level's bits, for any layout and type", arguments: KernelDefinitionTests.cases)
  func sameBits(_ random: KernelCase) {
    compare(random, Float.self)
    compare(random, Double.self)
    #if !(os(macOS) && arch(x86_64))
      compare(random, Float16.self)
    #endif
  }

  @Test("make them for wide rows", arguments: KernelDefinitionTests.widths)
  func wide(channels: Int) {
    compare(KernelCase(seed: UInt64(channels), shape: [9, channels], axis: 1), Float.self)
  }

  @Test("make them for rows past the cache, with several threads")
  func large() {
    // Over 8 MiB, where rows are taken together in another way, and stores are streamed.
    let random = KernelCase(seed: 3, shape: [2300, 1000], axis: 1)
    #expect(
      bits(random.results(Float.self, threads: 2, level: .widest)) == bits(random.results(Float.self, level: .base)))
  }

  private func compare<Scalar: TensorScalar>(_ random: KernelCase, _ type: Scalar.Type) {
    let base = bits(random.results(type, level: .base))
    for level in InstructionSet.available where level != .base {
      #expect(bits(random.results(type, level: level)) == base, "\(level) for \(Scalar.dataTypeName)")
    }
  }

  /// Everything that kernels made: NaN is equal to itself here.
  private func bits(_ results: KernelCase.Results) -> [[UInt64]] {
    [
      results.mean, results.variance, results.output, results.inferred, results.upstream, results.products,
      results.gradient, results.inferredGradient,
    ].map { $0.map(\.bitPattern) }
  }
}
