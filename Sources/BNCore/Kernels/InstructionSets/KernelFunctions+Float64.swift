#if arch(x86_64)
  import CLevels

  extension Double {
    // In this file, so that the functions below are there to be inlined when those of the other levels are compiled.
    @inline(never)
    static func functions(for level: InstructionSet) -> bncore_functions {
      level == .avx512 ? bncore_float64_avx512() : bncore_float64_avx2()
    }
  }

  // What `levels.h` makes functions for the other levels of.

  @_silgen_name("bncore_column_moments_float64") @inline(__always)
  package func columnMomentsFloat64(_ work: UnsafeRawPointer) { ColumnMoments<Double>.Sweep.run(work) }

  @_silgen_name("bncore_column_products_float64") @inline(__always)
  package func columnProductsFloat64(_ work: UnsafeRawPointer) { ColumnProducts<Double>.Sweep.run(work) }

  @_silgen_name("bncore_normalize_columns_float64") @inline(__always)
  package func normalizeColumnsFloat64(_ work: UnsafeRawPointer) {
    ColumnFill<NormalizationFormula<Double>>.Piece.run(work)
  }

  @_silgen_name("bncore_differentiate_columns_float64") @inline(__always)
  package func differentiateColumnsFloat64(_ work: UnsafeRawPointer) {
    ColumnFill<GradientFormula<Double>>.Piece.run(work)
  }

  @_silgen_name("bncore_scale_columns_float64") @inline(__always)
  package func scaleColumnsFloat64(_ work: UnsafeRawPointer) { ColumnFill<FactorFormula<Double>>.Piece.run(work) }

  @_silgen_name("bncore_run_moments_float64") @inline(__always)
  package func runMomentsFloat64(_ work: UnsafeRawPointer) { RunMoments<Double>.Sweep.run(work) }

  @_silgen_name("bncore_run_products_float64") @inline(__always)
  package func runProductsFloat64(_ work: UnsafeRawPointer) { RunProducts<Double>.Sweep.run(work) }

  @_silgen_name("bncore_normalize_runs_float64") @inline(__always)
  package func normalizeRunsFloat64(_ work: UnsafeRawPointer) {
    RunFill<NormalizationFormula<Double>>.Piece.run(work)
  }

  @_silgen_name("bncore_differentiate_runs_float64") @inline(__always)
  package func differentiateRunsFloat64(_ work: UnsafeRawPointer) {
    RunFill<GradientFormula<Double>>.Piece.run(work)
  }

  @_silgen_name("bncore_scale_runs_float64") @inline(__always)
  package func scaleRunsFloat64(_ work: UnsafeRawPointer) { RunFill<FactorFormula<Double>>.Piece.run(work) }

  @_silgen_name("bncore_fold_float64") @inline(__always)
  package func foldFloat64(_ work: UnsafeRawPointer) { NormalizationFold<Double>.run(work) }
#endif
