#if arch(x86_64)
  import CLevels

  extension Float {
    // In this file, so that the functions below are there to be inlined when those of the other levels are compiled.
    @inline(never)
    static func functions(for level: InstructionSet) -> bncore_functions {
      level == .avx512 ? bncore_float32_avx512() : bncore_float32_avx2()
    }
  }

  // What `levels.h` makes functions for the other levels of.

  @_silgen_name("bncore_column_moments_float32") @inline(__always)
  package func columnMomentsFloat32(_ work: UnsafeRawPointer) { ColumnMoments<Float>.Sweep.run(work) }

  @_silgen_name("bncore_column_products_float32") @inline(__always)
  package func columnProductsFloat32(_ work: UnsafeRawPointer) { ColumnProducts<Float>.Sweep.run(work) }

  @_silgen_name("bncore_normalize_columns_float32") @inline(__always)
  package func normalizeColumnsFloat32(_ work: UnsafeRawPointer) {
    ColumnFill<NormalizationFormula<Float>>.Piece.run(work)
  }

  @_silgen_name("bncore_differentiate_columns_float32") @inline(__always)
  package func differentiateColumnsFloat32(_ work: UnsafeRawPointer) {
    ColumnFill<GradientFormula<Float>>.Piece.run(work)
  }

  @_silgen_name("bncore_scale_columns_float32") @inline(__always)
  package func scaleColumnsFloat32(_ work: UnsafeRawPointer) { ColumnFill<FactorFormula<Float>>.Piece.run(work) }

  @_silgen_name("bncore_run_moments_float32") @inline(__always)
  package func runMomentsFloat32(_ work: UnsafeRawPointer) { RunMoments<Float>.Sweep.run(work) }

  @_silgen_name("bncore_run_products_float32") @inline(__always)
  package func runProductsFloat32(_ work: UnsafeRawPointer) { RunProducts<Float>.Sweep.run(work) }

  @_silgen_name("bncore_normalize_runs_float32") @inline(__always)
  package func normalizeRunsFloat32(_ work: UnsafeRawPointer) {
    RunFill<NormalizationFormula<Float>>.Piece.run(work)
  }

  @_silgen_name("bncore_differentiate_runs_float32") @inline(__always)
  package func differentiateRunsFloat32(_ work: UnsafeRawPointer) {
    RunFill<GradientFormula<Float>>.Piece.run(work)
  }

  @_silgen_name("bncore_scale_runs_float32") @inline(__always)
  package func scaleRunsFloat32(_ work: UnsafeRawPointer) { RunFill<FactorFormula<Float>>.Piece.run(work) }

  @_silgen_name("bncore_fold_float32") @inline(__always)
  package func foldFloat32(_ work: UnsafeRawPointer) { NormalizationFold<Float>.run(work) }
#endif
