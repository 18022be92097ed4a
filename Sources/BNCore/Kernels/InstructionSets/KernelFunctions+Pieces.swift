#if arch(x86_64)
  import CLevels

  // In this file, so that the functions below are there to be inlined when those of the other levels are compiled.

  extension Float {
    @inline(never)
    static func pieceFunctions(for level: InstructionSet) -> bncore_piece_functions {
      level == .avx512 ? bncore_piece_float32_avx512() : bncore_piece_float32_avx2()
    }
  }

  extension Double {
    @inline(never)
    static func pieceFunctions(for level: InstructionSet) -> bncore_piece_functions {
      level == .avx512 ? bncore_piece_float64_avx512() : bncore_piece_float64_avx2()
    }
  }

  extension Float16Bits {
    @inline(never)
    static func pieceFunctions(for level: InstructionSet) -> bncore_piece_functions {
      level == .avx512 ? bncore_piece_float16_avx512() : bncore_piece_float16_avx2()
    }
  }

  extension BFloat16Bits {
    @inline(never)
    static func pieceFunctions(for level: InstructionSet) -> bncore_piece_functions {
      level == .avx512 ? bncore_piece_bfloat16_avx512() : bncore_piece_bfloat16_avx2()
    }
  }

  // What `levels.h` makes functions for the other levels of.

  @_silgen_name("bncore_column_piece_float32") @inline(__always)
  package func columnPieceFloat32(_ work: UnsafeRawPointer) { ColumnPiece<Float>.run(work) }

  @_silgen_name("bncore_run_piece_float32") @inline(__always)
  package func runPieceFloat32(_ work: UnsafeRawPointer) { RunPiece<Float>.run(work) }

  @_silgen_name("bncore_column_piece_float64") @inline(__always)
  package func columnPieceFloat64(_ work: UnsafeRawPointer) { ColumnPiece<Double>.run(work) }

  @_silgen_name("bncore_run_piece_float64") @inline(__always)
  package func runPieceFloat64(_ work: UnsafeRawPointer) { RunPiece<Double>.run(work) }

  @_silgen_name("bncore_column_piece_float16") @inline(__always)
  package func columnPieceFloat16(_ work: UnsafeRawPointer) { ColumnPiece<Float16Bits>.run(work) }

  @_silgen_name("bncore_run_piece_float16") @inline(__always)
  package func runPieceFloat16(_ work: UnsafeRawPointer) { RunPiece<Float16Bits>.run(work) }

  @_silgen_name("bncore_column_piece_bfloat16") @inline(__always)
  package func columnPieceBFloat16(_ work: UnsafeRawPointer) { ColumnPiece<BFloat16Bits>.run(work) }

  @_silgen_name("bncore_run_piece_bfloat16") @inline(__always)
  package func runPieceBFloat16(_ work: UnsafeRawPointer) { RunPiece<BFloat16Bits>.run(work) }
#endif
