#if arch(x86_64) && !os(macOS)
  import CLevels

  extension Float16 {
    // In this file, so that the functions below are there to be set in when those for AVX2 are compiled.
    @inline(never)
    static var avx2: bncore_functions { bncore_float16_avx2() }
  }

  // What `levels.h` makes functions for AVX2 of.

  @_silgen_name("bncore_column_moments_float16") @inline(__always)
  package func columnMomentsFloat16(_ work: UnsafeRawPointer) { run(ColumnMoments<Float16>.Sweep.self, work) }

  @_silgen_name("bncore_column_products_float16") @inline(__always)
  package func columnProductsFloat16(_ work: UnsafeRawPointer) { run(ColumnProducts<Float16>.Sweep.self, work) }

  @_silgen_name("bncore_normalize_columns_float16") @inline(__always)
  package func normalizeColumnsFloat16(_ work: UnsafeRawPointer) {
    run(ColumnFill<NormalizationFormula<Float16>>.Piece.self, work)
  }

  @_silgen_name("bncore_differentiate_columns_float16") @inline(__always)
  package func differentiateColumnsFloat16(_ work: UnsafeRawPointer) {
    run(ColumnFill<GradientFormula<Float16>>.Piece.self, work)
  }

  @_silgen_name("bncore_scale_columns_float16") @inline(__always)
  package func scaleColumnsFloat16(_ work: UnsafeRawPointer) {
    run(ColumnFill<FactorFormula<Float16>>.Piece.self, work)
  }

  @_silgen_name("bncore_run_moments_float16") @inline(__always)
  package func runMomentsFloat16(_ work: UnsafeRawPointer) { run(RunMoments<Float16>.Sweep.self, work) }

  @_silgen_name("bncore_run_products_float16") @inline(__always)
  package func runProductsFloat16(_ work: UnsafeRawPointer) { run(RunProducts<Float16>.Sweep.self, work) }

  @_silgen_name("bncore_normalize_runs_float16") @inline(__always)
  package func normalizeRunsFloat16(_ work: UnsafeRawPointer) {
    run(RunFill<NormalizationFormula<Float16>>.Piece.self, work)
  }

  @_silgen_name("bncore_differentiate_runs_float16") @inline(__always)
  package func differentiateRunsFloat16(_ work: UnsafeRawPointer) {
    run(RunFill<GradientFormula<Float16>>.Piece.self, work)
  }

  @_silgen_name("bncore_scale_runs_float16") @inline(__always)
  package func scaleRunsFloat16(_ work: UnsafeRawPointer) { run(RunFill<FactorFormula<Float16>>.Piece.self, work) }

  @_silgen_name("bncore_fold_float16") @inline(__always)
  package func foldFloat16(_ work: UnsafeRawPointer) { run(NormalizationFold<Float16>.self, work) }

  @inline(__always)
  private func run<Work: KernelWork>(_ type: Work.Type, _ work: UnsafeRawPointer) {
    work.assumingMemoryBound(to: type).pointee.run()
  }
#endif
