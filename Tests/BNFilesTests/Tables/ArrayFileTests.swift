import BNTestSupport
import Testing

@testable import BNFiles

@Suite("Written arrays")
struct ArrayFileTests {
  private let small = NamedArray(name: "y", shape: [2, 3], values: [Float](stride(from: 0, to: 6, by: 1)))
  private let variables = [
    NamedArray(name: "bn/beta", shape: [2], values: [Float(0.5), -1]),
    NamedArray(name: "bn/gamma", shape: [1, 2], values: [Float(1), 2]),
  ]

  private func text(_ array: NamedArray, header: [String]? = nil) -> String {
    String(decoding: CSVWriter.encode(array, header: header), as: UTF8.self)
  }

  @Test(".npy files are those of numpy.save")
  func npy() throws {
    #expect(try ArrayFile.encode(small, path: "a.npy") == Fixtures.all.file("small32.npy"))
    let doubles = NamedArray(name: "v", shape: [3], values: [0.1, -0.0, Double.infinity])
    #expect(try ArrayFile.encode(doubles, path: "a.NPY") == Fixtures.all.file("vector64.npy"))
    let number = NamedArray(name: "n", shape: [], values: [Float(2.5)])
    #expect(NpyWriter.encode(number) == (try Fixtures.all.array("a single number")).file)
  }

  @Test(".npz files are those of Python's zipfile module")
  func npz() throws {
    #expect(try ArrayFile.encode(variables, path: "v.npz") == Fixtures.all.file("named.npz"))
  }

  @Test(".safetensors files are those of the safetensors package")
  func safetensors() throws {
    #expect(try ArrayFile.encode(variables, path: "v.safetensors") == Fixtures.all.file("named.safetensors"))
  }

  @Test("the first dimension of an array gives the lines of a .csv file")
  func csv() throws {
    #expect(text(small) == "0.0,1.0,2.0\n3.0,4.0,5.0\n")
    #expect(text(NamedArray(name: "v", shape: [2], values: [Float(1), 2])) == "1.0\n2.0\n")
    #expect(text(NamedArray(name: "n", shape: [], values: [0.1])) == "0.1\n")
    let cube = NamedArray(name: "c", shape: [2, 2, 2], values: [Float](stride(from: 0, to: 8, by: 1)))
    #expect(text(cube) == "0.0,1.0,2.0,3.0\n4.0,5.0,6.0,7.0\n")
    #expect(text(NamedArray(name: "e", shape: [0, 2], values: [Float]()), header: ["a", "b"]) == "a,b\n")
    #expect(text(NamedArray(name: "e", shape: [2, 0], values: [Float]())) == "")
  }

  @Test("a .csv file is read back bit for bit, with its names")
  func csvRoundTrip() throws {
    var random = SplitMix(state: 11)
    var values = (0..<2000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
    values.removeAll(where: \.isNaN)
    values = [-0.0, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude] + values.prefix(1500)
    let names = ["a,b", " c", "say \"x\"", "line\nend", "d"]
    let file = try ArrayFile.encode(
      NamedArray(name: "x", shape: [values.count / 5, 5], values: values), path: "x.csv", header: names)
    let array = try DataFile.decode(file, path: "x.csv").array
    #expect(array.columns == names)
    #expect(try array.numbers(as: Float.self).map(\.bitPattern) == values.map(\.bitPattern))
    let nan = try DataFile.decode(CSVWriter.encode(NamedArray(name: "n", shape: [1], values: [Float.nan])), path: "n")
      .array
    #expect(try nan.numbers(as: Double.self).map(\.isNaN) == [true])
  }

  @Test("a .json file holds name, shape, type and flat values")
  func json() throws {
    let array = NamedArray(name: "bn/\"y\"", shape: [2, 2], values: [Float(0.1), .nan, .infinity, -.infinity])
    let one = String(decoding: try ArrayFile.encode(array, path: "y.json"), as: UTF8.self)
    let expected = #"{"name":"bn/\"y\"","shape":[2,2],"dtype":"float32","value":[0.1,"NaN","Infinity","-Infinity"]}"#
    #expect(one == expected + "\n")
    let several = String(decoding: try ArrayFile.encode([array], path: "y.json"), as: UTF8.self)
    #expect(several == #"{"bn/\"y\"":"# + expected + "}\n")
    #expect(try ArrayFile.encode([], path: "y.json") == Array("{}\n".utf8))
  }

  @Test("a name that says no format, and a name used twice, are refused")
  func refused() {
    let ending = fileError { () throws(FileError) in try ArrayFile.encode(small, path: "a.d/y") }
    #expect(ending?.description == "a.d/y: the name's ending says no format; expected .npy, .csv or .json")
    #expect(ending?.exitStatus == 74)
    let both = fileError { () throws(FileError) in try ArrayFile.encode([small], path: "y.npy") }
    #expect(both?.reason.hasSuffix("expected .npz, .safetensors or .json") == true)
    let twice = fileError { () throws(FileError) in try ArrayFile.encode([small, small], path: "y.npz") }
    #expect(twice?.reason == "two arrays are called \"y\"; expected different names")
  }
}

@Suite("JSON text")
struct JSONTextTests {
  @Test("numbers and strings are written as Python's json module writes them")
  func python() throws {
    let doubles = [
      0.1, -0.0, 1.0, 1e-5, 1e22, Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, 1.0 / 3, 123456789.125,
    ]
    #expect(JSONText.doubles(doubles).utf8 == (try Fixtures.all.file("doubles.json")))
    #expect(JSONText.array(doubles.map(JSONText.double)).utf8 == (try Fixtures.all.file("doubles.json")))
    let strings = [
      "quote \" backslash \\ slash /", "line\nreturn\rtab\t", "\u{0}\u{1}\u{1f}", "gr\u{fc}\u{df} \u{6f22} \u{1f600}",
    ]
    #expect(JSONText.array(strings.map(JSONText.string)).utf8 == (try Fixtures.all.file("strings.json")))
  }

  @Test("objects keep the order of their members")
  func objects() {
    let value: JSONText = ["b": 1, "a": [true, nil, "x"], "c": [:], "d": .float(16_777_216), "e": .double(.nan)]
    #expect(value.text == #"{"b":1,"a":[true,null,"x"],"c":{},"d":16777216.0,"e":"NaN"}"#)
  }
}
