#if arch(x86_64)
  import CLevels

  extension Float {
    // In this file, so that the function below is there to be inlined when those of the other levels are compiled.
    @inline(never)
    static func memoryFunctions(for level: InstructionSet) -> bncore_memory_functions {
      level == .avx512 ? bncore_memory_float32_avx512() : bncore_memory_float32_avx2()
    }
  }

  // What `levels.h` makes functions for the other levels of.

  @_silgen_name("bncore_memory_loop_float32") @inline(__always)
  package func memoryLoopFloat32(_ work: UnsafeRawPointer) { MemoryWork.run(work) }
#endif
