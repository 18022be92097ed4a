#if arch(x86_64) && !os(macOS)
  import CLevels

  extension Float16 {
    // In this file, so that the functions below are there to be inlined when those of the other levels are compiled.
    @inline(never)
    static func functions(for level: InstructionSet) -> bncore_functions {
      level == .avx512 ? bncore_float16_avx512() : bncore_float16_avx2()
    }
  }

  // What `levels.h` makes functions for the other levels of.

  @_silgen_name("bncore_column_moments_float16") @inline(__always)
  package func columnMomentsFloat16(_ work: UnsafeRawPointer) { ColumnMoments<Float16>.Sweep.run(work) }

  @_silgen_name("bncore_column_products_float16") @inline(__always)
  package func columnProductsFloat16(_ work: UnsafeRawPointer) { ColumnProducts<Float16>.Sweep.run(work) }

  @_silgen_name("bncore_normalize_columns_float16") @inline(__always)
  package func normalizeColumnsFloat16(_ work: UnsafeRawPointer) {
    ColumnFill<NormalizationFormula<Float16>>.Piece.run(work)
  }

  @_silgen_name("bncore_differentiate_columns_float16") @inline(__always)
  package func differentiateColumnsFloat16(_ work: UnsafeRawPointer) {
    ColumnFill<GradientFormula<Float16>>.Piece.run(work)
  }

  @_silgen_name("bncore_scale_columns_float16") @inline(__always)
  package func scaleColumnsFloat16(_ work: UnsafeRawPointer) {
    ColumnFill<FactorFormula<Float16>>.Piece.run(work)
  }

  @_silgen_name("bncore_run_moments_float16") @inline(__always)
  package func runMomentsFloat16(_ work: UnsafeRawPointer) { RunMoments<Float16>.Sweep.run(work) }

  @_silgen_name("bncore_run_products_float16") @inline(__always)
  package func runProductsFloat16(_ work: UnsafeRawPointer) { RunProducts<Float16>.Sweep.run(work) }

  @_silgen_name("bncore_normalize_runs_float16") @inline(__always)
  package func normalizeRunsFloat16(_ work: UnsafeRawPointer) {
    RunFill<NormalizationFormula<Float16>>.Piece.run(work)
  }

  @_silgen_name("bncore_differentiate_runs_float16") @inline(__always)
  package func differentiateRunsFloat16(_ work: UnsafeRawPointer) {
    RunFill<GradientFormula<Float16>>.Piece.run(work)
  }

  @_silgen_name("bncore_scale_runs_float16") @inline(__always)
  package func scaleRunsFloat16(_ work: UnsafeRawPointer) { RunFill<FactorFormula<Float16>>.Piece.run(work) }

  @_silgen_name("bncore_fold_float16") @inline(__always)
  package func foldFloat16(_ work: UnsafeRawPointer) { NormalizationFold<Float16>.run(work) }
#endif
