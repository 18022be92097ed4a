import BNCore
import Testing

@Suite("Renorm's clipping as a dictionary")
struct RenormClippingTests {
  @Test("is written as TensorFlow's")
  func literal() {
    let clipping: RenormClipping = ["rmax": 3, "dmax": 5]
    #expect(clipping == RenormClipping(rmax: 3, dmax: 5))
    #expect(clipping.rmin == nil)
    #expect(clipping.unknown.isEmpty)
    #expect([:] as RenormClipping == RenormClipping())
    #expect(RenormClipping(["rmin": 0.5]) == ["rmin": 0.5])
  }

  @Test("keeps the last of two values of one key, as a dictionary of Python's does")
  func twice() {
    #expect(["rmax": 3, "rmax": 4] as RenormClipping == RenormClipping(rmax: 4))
  }

  @Test("remembers the keys that nobody knows, in whatever case")
  func unknown() {
    let clipping: RenormClipping = ["rmax": 3, "Rmin": 1, "": 2]
    #expect(clipping.rmax == 3)
    #expect(clipping.unknown == ["Rmin": 1, "": 2])
    #expect(clipping != RenormClipping(rmax: 3))
  }

  @Test("names all of its keys where a layer refuses some, sorted")
  func message() {
    var graph = Graph()
    let error = refusal {
      try graph.layer {
        $0.renorm = true
        $0.renormClipping = ["rmin": 0.5, "zmax": 2, "dmax": 1, "amax": 1.5]
      }
    }
    #expect(
      error?.message
        == "renorm_clipping {'amax': 1.5, 'dmax': 1.0, 'rmin': 0.5, 'zmax': 2.0} contains keys not in "
        + "['rmax', 'rmin', 'dmax']")
  }

  @Test("reaches the layer through the function's own argument")
  func argument() throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [nil, 1])
    let y = try graph.batchNormalization(
      x, epsilon: 0, training: true, name: "bn", renorm: true, renormClipping: ["rmax": 1.25, "dmax": 0.25])
    var session = try GraphSession<Double>(graph)
    for name in ["renorm_mean_weight", "renorm_stddev_weight"] { try session.assign([1], to: "bn/\(name)") }
    try session.assign([1], to: "bn/renorm_stddev")
    let pass = try #require(try session.pass(of: y, feeding: [x: .tensor(Tensor(column: [1, 5]))]))
    // Standard deviation 2 against 1, mean 3 against 0.
    #expect(pass.correction?.unclippedR == [2])
    #expect(pass.correction?.unclippedD == [3])
    #expect(pass.correction?.r == [1.25])
    #expect(pass.correction?.d == [0.25])
  }
}
