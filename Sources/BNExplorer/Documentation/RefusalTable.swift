import BNCore

/// What TensorFlow 1.4 refuses and in which words, found by asking the graph; a table for docs/semantics.md.
enum RefusalTable {
  static var markdown: String {
    let head = ["| call | when | exception | message |", "| --- | --- | --- | --- |"]
    return (head + requests.map(row)).joined(separator: "\n") + "\n"
  }

  private static func row(_ request: Request) -> String {
    var graph = Graph()
    do throws(GraphError) {
      try request.build(&graph)
      return "| \(request.call) | | accepted | |"
    } catch {
      let message = error.message + (error.detail.map { " \($0)" } ?? "")
      let when = error.stage == .construct ? "built" : "run"
      return "| \(request.call) | \(when) | \(error.category.rawValue) | \(message) |"
    }
  }

  private struct Request {
    let call: String
    let build: (inout Graph) throws(GraphError) -> Void

    init(_ call: String, _ build: @escaping (inout Graph) throws(GraphError) -> Void) {
      self.call = call
      self.build = build
    }
  }

  private static var requests: [Request] { inputs + arguments + sharing + training }

  private static var inputs: [Request] {
    [
      Request("an input of rank 0") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float32, shape: []))
      },
      Request("an input of unknown rank") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float32))
      },
      Request("an unknown extent along the axis, or 0") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float32, shape: [4, nil]))
      },
      Request("`axis` 2 for a matrix") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float32, shape: [4, 3]), axis: 2)
      },
      Request("int32 or int64, in training") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.int32, shape: [4, 3]), training: true)
      },
      Request("integers or bools, with `training=False`") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.int32, shape: [4, 3]))
      },
      Request("float64 where the fused implementation runs") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float64, shape: [2, 2, 2, 3]))
      },
      Request("float16 there") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float16, shape: [2, 2, 2, 3]))
      },
      Request("float16 there, without gamma") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float16, shape: [2, 2, 2, 3]), scale: false)
      },
      Request("fused with the channels on axis 1, on a CPU") { graph throws(GraphError) in
        let x = graph.placeholder(.float32, shape: [2, 3, 2, 2])
        let y = try graph.batchNormalization(x, axis: 1)
        let batch = Tensor<Float>(shape: [2, 3, 2, 2], repeating: 0)
        _ = try GraphSession<Float>(graph).run(y, feeding: [x: .tensor(batch)])
      },
    ]
  }

  private static var arguments: [Request] {
    [
      Request("an initializer with too many values") { graph throws(GraphError) in
        let x = graph.placeholder(.float32, shape: [4, 3])
        try graph.batchNormalization(x, gammaInitializer: .values([1, 2, 3, 4]))
      },
      Request("an initializer or a regularizer with a number that the type does not have") { graph throws(GraphError) in
        let x = graph.placeholder(.int32, shape: [4, 3])
        try graph.batchNormalization(x, gammaInitializer: .constant(0.5))
      },
      Request("an unknown key in `renorm_clipping`, with `renorm=True`") { graph throws(GraphError) in
        let x = graph.placeholder(.float32, shape: [4, 3])
        try graph.batchNormalization(x, renorm: true, renormClipping: ["rmax": 3, "foo": 1])
      },
      Request("`training` a placeholder that is not of bools") { graph throws(GraphError) in
        let x = graph.placeholder(.float32, shape: [4, 3])
        try graph.batchNormalization(x, training: .placeholder(graph.placeholder(.float32)))
      },
      Request("a name that no scope can have") { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float32, shape: [4, 3]), name: "batch norm")
      },
    ]
  }

  private static var sharing: [Request] {
    func second(_ shape: StaticShape, _ type: DataType = .float32, name: String = "bn", reuse: Reuse) -> (
      inout Graph
    ) throws(GraphError) -> Void {
      { graph throws(GraphError) in
        try graph.batchNormalization(graph.placeholder(.float32, shape: [4, 3]), name: "bn")
        try graph.batchNormalization(graph.placeholder(type, shape: shape), name: name, reuse: reuse)
      }
    }
    return [
      Request("the same name again", second([4, 3], reuse: nil)),
      Request("`reuse=True` and nothing there", second([4, 3], name: "other", reuse: true)),
      Request("sharing with another number of channels", second([4, 5], reuse: true)),
      Request("sharing with another type", second([4, 3], .float64, reuse: true)),
    ]
  }

  private static var training: [Request] {
    [
      Request("`minimize` without trainable variables") { graph throws(GraphError) in
        let x = graph.placeholder(.float32, shape: [4, 3])
        let y = try graph.batchNormalization(x, trainable: false)
        _ = try graph.minimize(graph.reduceSum(y), with: .gradientDescent(learningRate: 1))
      }
    ]
  }
}
