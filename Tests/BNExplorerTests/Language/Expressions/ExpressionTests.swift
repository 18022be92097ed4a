import BNCore
import Testing

@testable import BNExplorer

@Suite("Formulas")
struct ExpressionTests {
  /// x is [[1, 2, 3], [4, 5, 9]]; one training step at momentum 0.5.
  static let session = try? Session("batch [[1, 2, 3], [4, 5, 9]]; set momentum 0.5; train")

  // The values are what Python gives for the same formula.
  @Test(
    "have the usual precedence, and powers bind to the right and tighter than a sign",
    arguments: [
      ("1+2*3", 7), ("(1+2)*3", 9), ("2-3-4", -5), ("24/4/2", 3), ("2^3^2", 512), ("(2^3)^2", 64), ("-2^2", -4),
      ("2^-1", 0.5), ("2*-3", -6), ("--2", 2), ("+-+2", -2), ("2^-2^2", 0.0625), ("1-2^2*3", -11), ("8/2^2", 2),
      ("1e3+.5", 1000.5), ("1.5E-2", 0.015), ("2e+2", 200), ("sqrt(9)-1", 2), ("abs(-3)*2", 6), ("-sqrt(4)^2", -4),
      ("log(exp(2))", 2), ("pi", Double.pi), (" 1 + 1 ", 2), ("inf", Double.infinity), ("-infinity", -Double.infinity),
      ("0.1+0.2", 0.30000000000000004), ("1/0", Double.infinity), ("7-2*3^2/9", 5),
    ])
  func precedence(formula: String, expected: Double) throws {
    let value = try Session().value(formula)
    #expect(value.values == [expected])
    #expect(value.shape == [])
  }

  @Test(
    "take elements, rows and slices, from the end too, as NumPy does",
    arguments: [
      ("x[0]", [3], [1, 2, 3]), ("x[-1]", [3], [4, 5, 9]), ("x[1,2]", [], [9]), ("x[-2,-3]", [], [1]),
      ("x[:]", [2, 3], [1, 2, 3, 4, 5, 9]), ("x[:,1]", [2], [2, 5]), ("x[:,1:]", [2, 2], [2, 3, 5, 9]),
      ("x[:,:2]", [2, 2], [1, 2, 4, 5]), ("x[1,1:3]", [2], [5, 9]), ("x[0:1]", [1, 3], [1, 2, 3]),
      ("x[:,-2:]", [2, 2], [2, 3, 5, 9]), ("x[:,:-1]", [2, 2], [1, 2, 4, 5]), ("x[0][1]", [], [2]),
      ("x[:][1][0]", [], [4]), ("x[5:9]", [0, 3], []), ("x[:,2:1]", [2, 0], []),
      ("x[-9:9]", [2, 3], [1, 2, 3, 4, 5, 9]),
      ("x [ 1 , 0 ]", [], [4]), ("batch_mean[2]", [], [6]), ("(x+1)[1,0]", [], [5]),
    ] as [(String, [Int], [Double])])
  func indexing(formula: String, shape: [Int], values: [Double]) throws {
    let value = try #require(Self.session).value(formula)
    #expect(value.shape == shape)
    #expect(value.values == values)
  }

  @Test(
    "stretch extents of 1 and missing leading dimensions",
    arguments: [
      ("x+1", [2, 3], [2, 3, 4, 5, 6, 10]), ("1-x[0]", [3], [0, -1, -2]), ("x-x[0]", [2, 3], [0, 0, 0, 3, 3, 6]),
      ("x[:,0:1]*x", [2, 3], [1, 2, 3, 16, 20, 36]), ("x[:,0:1]+x[0:1,:]", [2, 3], [2, 3, 4, 5, 6, 7]),
      ("x - batch_mean", [2, 3], [-1.5, -1.5, -3, 1.5, 1.5, 3]), ("-x[0]", [3], [-1, -2, -3]),
      ("x[5:]+x[0]", [0, 3], []),
    ] as [(String, [Int], [Double])])
  func broadcasting(formula: String, shape: [Int], values: [Double]) throws {
    let value = try #require(Self.session).value(formula)
    #expect(value.shape == shape)
    #expect(value.values == values)
  }

  @Test("line up one number a channel with the batch's channel axis, whichever it is")
  func channelAxis() throws {
    // Three channels on axis 0 of a 3x3 batch: a rule of shapes alone would take the last axis.
    let session = try Session("batch [[1, 2, 3], [10, 20, 30], [5, 5, 5]]; set axis 0; train")
    #expect(try session.numbers("batch_mean") == [2, 20, 5])
    #expect(try session.numbers("x - batch_mean") == [-1, 0, 1, -10, 0, 10, 0, 0, 0])
    #expect(try session.numbers("batch_mean + x") == [3, 4, 5, 30, 40, 50, 10, 10, 10])
    #expect(try session.numbers("x - 2*batch_mean")[3] == -30)
    // A part of the channels is no longer one number for each of them.
    #expect(try session.numbers("x - batch_mean[0:3]")[3] == -10)
    // A whole formula: y = (x − mean)/√(variance + epsilon), up to float32's rounding of values below 2.
    let error = try session.numbers("max(abs(y - (x-batch_mean)/sqrt(batch_variance+0.001)))")[0]
    #expect(error < 4 * 0x1p-22)
  }

  @Test("reduce all elements: mean, biased variance, standard deviation, extremes, sum")
  func reductions() throws {
    let session = try #require(Self.session)
    #expect(try session.numbers("mean(x)") == [4])
    #expect(try session.numbers("sum(x)") == [24])
    #expect(try session.numbers("min(x)") == [1])
    #expect(try session.numbers("max(x)") == [9])
    // Squared deviations 9 + 4 + 1 + 0 + 1 + 25 of 6.
    #expect(try session.numbers("variance(x)") == [40.0 / 6])
    #expect(try session.numbers("median(x)") == [3.5])
    #expect(try session.numbers("median(x[:,0])") == [2.5])
    #expect(try session.numbers("std(x)") == [(40.0 / 6).squareRoot()])
    #expect(try session.numbers("max(abs(0-x[:,2]))") == [9])
  }

  @Test("let NaN through, and give NaN for what is of nothing")
  func notANumber() throws {
    let session = try Session("batch [[1, nan], [3, -inf]]; train")
    for formula in ["mean(x)", "min(x)", "max(x)", "sum(x)", "x[0,1]", "sqrt(-1)", "log(-1)", "0/0", "nan+1"] {
      #expect(try session.numbers(formula).allSatisfy { $0.isNaN }, "\(formula)")
    }
    for formula in ["mean(x[5:])", "min(x[5:])", "max(x[5:])", "variance(x[5:])"] {
      #expect(try session.numbers(formula)[0].isNaN, "\(formula)")
    }
    #expect(try session.numbers("sum(x[5:])") == [0])
    #expect(try session.numbers("min(x[:,1:2][1])") == [-.infinity])
    #expect(try session.numbers("log(0)") == [-.infinity])
    #expect(try session.numbers("NaN")[0].isNaN)
  }

  @Test("compute in double precision over the stored values, and keep their type until they do")
  func precision() throws {
    let session = try Session("batch [[0.1], [0.2]]; train")
    #expect(try session.value("x").dtype == "float32")
    #expect(try session.value("x[0]").dtype == "float32")
    #expect(try session.value("x+0").dtype == "float64")
    #expect(try session.value("mean(x)").dtype == "float64")
    #expect(try session.numbers("x[0,0]") == [Double(Float(0.1))])
    #expect(try session.numbers("x[0,0]*x[1,0]") == [Double(Float(0.1)) * Double(Float(0.2))])
  }
}
