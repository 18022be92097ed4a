#if arch(x86_64)
  import CLevels

  extension Float {
    // In this file, so that the functions below are there to be inlined when those of the other levels are compiled.
    @inline(never)
    static func denseFunctions(for level: InstructionSet) -> bncore_dense_functions {
      level == .avx512 ? bncore_dense_float32_avx512() : bncore_dense_float32_avx2()
    }
  }

  // What `levels.h` makes functions for the other levels of.

  @_silgen_name("bncore_matrix_product_float32") @inline(__always)
  package func matrixProductFloat32(_ work: UnsafeRawPointer) { MatrixProduct.run(work) }

  @_silgen_name("bncore_sigmoid_float32") @inline(__always)
  package func sigmoidFloat32(_ work: UnsafeRawPointer) { LineMap<SigmoidFormula>.run(work) }

  @_silgen_name("bncore_sigmoid_gradient_float32") @inline(__always)
  package func sigmoidGradientFloat32(_ work: UnsafeRawPointer) { LineMap<SigmoidGradient>.run(work) }

  @_silgen_name("bncore_relu_float32") @inline(__always)
  package func reluFloat32(_ work: UnsafeRawPointer) { LineMap<ReLUFormula>.run(work) }

  @_silgen_name("bncore_relu_gradient_float32") @inline(__always)
  package func reluGradientFloat32(_ work: UnsafeRawPointer) { LineMap<ReLUGradient>.run(work) }

  @_silgen_name("bncore_descent_float32") @inline(__always)
  package func descentFloat32(_ work: UnsafeRawPointer) { LineMap<DescentFormula>.run(work) }

  @_silgen_name("bncore_softmax_float32") @inline(__always)
  package func softmaxFloat32(_ work: UnsafeRawPointer) { SoftmaxRows.run(work) }
#endif
