#if arch(x86_64)
  import CLevels

  extension RandomStream {
    // In this file, so that the functions below are there to be inlined when those of the other levels are compiled.
    @inline(never)
    static func functions(for level: InstructionSet) -> bncore_random_functions {
      level == .avx512 ? bncore_random_float64_avx512() : bncore_random_float64_avx2()
    }
  }

  // What `levels.h` makes functions for the other levels of.

  @_silgen_name("bncore_bits_float64") @inline(__always)
  package func bitsFloat64(_ work: UnsafeRawPointer) { BitsFill.run(work) }

  @_silgen_name("bncore_uniform_float64") @inline(__always)
  package func uniformFloat64(_ work: UnsafeRawPointer) { UniformFill.run(work) }

  @_silgen_name("bncore_quantile_float64") @inline(__always)
  package func quantileFloat64(_ work: UnsafeRawPointer) { QuantileFill.run(work) }

  @_silgen_name("bncore_rounded_float64") @inline(__always)
  package func roundedFloat64(_ work: UnsafeRawPointer) { RoundingFill.run(work) }

  @_silgen_name("bncore_scaled_float64") @inline(__always)
  package func scaledFloat64(_ work: UnsafeRawPointer) { PlaceMap<ScaledFormula>.run(work) }

  @_silgen_name("bncore_lognormal_float64") @inline(__always)
  package func lognormalFloat64(_ work: UnsafeRawPointer) { PlaceMap<LognormalFormula>.run(work) }

  @_silgen_name("bncore_outliers_float64") @inline(__always)
  package func outliersFloat64(_ work: UnsafeRawPointer) { PlaceMap<OutlierFormula>.run(work) }

  @_silgen_name("bncore_mixture_float64") @inline(__always)
  package func mixtureFloat64(_ work: UnsafeRawPointer) { PlaceMap<MixtureFormula>.run(work) }
#endif
