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

  @Test("bfloat16 and whole numbers are written as the reference writers do")
  func otherTypes() throws {
    // 1.5, -0 and the least number of float32 that is not subnormal, by their bits; struct.pack('<q', -2).
    let halves = NamedArray(name: "b", shape: [3], values: .bfloat16([0x3FC0, 0x8000, 0x0080]))
    let count = NamedArray(name: "n", shape: [], values: .int64([-2]))
    let bytes = try ArrayFile.encode([halves, count], path: "v.safetensors", metadata: ["b": "2", "a": "\""])
    let header =
      #"{"__metadata__":{"a":"\"","b":"2"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
      + #""b":{"dtype":"BF16","shape":[3],"data_offsets":[8,14]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    #expect(bytes[0..<8] == [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0])
    #expect(String(decoding: bytes[8..<8 + padded.utf8.count], as: UTF8.self) == padded)
    #expect(
      bytes.suffix(14) == [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xC0, 0x3F, 0x00, 0x80, 0x80, 0x00])
    let npy = try DataFile.decode(NpyWriter.encode(halves), path: "b.npy").array
    #expect(npy.type == .float32)
    #expect(try npy.numbers(as: Float.self) == [1.5, -0.0, .leastNormalMagnitude])
    #expect(text(count) == "-2\n" && text(halves) == "1.5\n-0.0\n1.1754944e-38\n")
    #expect(ArrayFile.json(count).text == #"{"name":"n","shape":[],"dtype":"int64","value":[-2]}"#)
  }

  @Test("numbers belong to a type where it has them, to the last bit")
  func types() {
    // 2^-133 is the least of bfloat16, 2^-24 of float16, 2^-149 of float32; 1 + 2^-n needs n bits behind the point.
    for (type, least, bits) in [
      (ScalarType.float16, 0x1p-24, 10), (.bfloat16, 0x1p-133, 7), (.float32, 0x1p-149, 23),
    ] {
      #expect(type.holds(least) && !type.holds(least / 2))
      let fine = 1 + Double(sign: .plus, exponent: -bits, significand: 1)
      #expect(type.holds(fine) && !type.holds(1 + (fine - 1) / 2))
      #expect(type.holds(.nan) && type.holds(-.infinity) && type.holds(-0.0) && !type.holds(1e300))
    }
    #expect(ScalarType.float64.holds(1e300))
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
