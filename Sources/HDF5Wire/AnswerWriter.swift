/// Puts an answer together.
struct AnswerWriter {
  private(set) var bytes: [UInt8] = []

  mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func word(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  mutating func count(_ value: Int) {
    withUnsafeBytes(of: UInt32(clamping: value).littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func text(_ text: String) {
    var text = text
    text.withUTF8 {
      count($0.count)
      bytes.append(contentsOf: $0)
    }
  }

  mutating func list<Element>(_ elements: [Element], _ write: (inout AnswerWriter, Element) -> Void) {
    count(elements.count)
    for element in elements { write(&self, element) }
  }

  mutating func doubles(_ numbers: [Double]) {
    count(numbers.count)
    bytes.reserveCapacity(bytes.count + 8 * numbers.count)
    for number in numbers { word(number.bitPattern) }
  }

  mutating func write(_ object: HDF5Object) {
    text(object.path)
    switch object.kind {
    case .group(let attributes):
      byte(AnswerTag.group)
      write(attributes)
    case .dataset(let dataset):
      byte(AnswerTag.dataset)
      write(dataset)
    case .link(let what):
      byte(AnswerTag.link)
      text(what)
    }
  }

  private mutating func write(_ dataset: HDF5Dataset) {
    list(dataset.shape) { $0.word($1) }
    byte(dataset.element.rawValue)
    byte(dataset.isBigEndian ? 1 : 0)
    switch dataset.storage {
    case .contiguous(let offset):
      byte(AnswerTag.contiguous)
      word(offset)
    case .library: byte(AnswerTag.library)
    case .outside(let place):
      byte(AnswerTag.outside)
      text(place)
    }
    write(dataset.attributes)
  }

  private mutating func write(_ attributes: [HDF5Attribute]) {
    list(attributes) { writer, attribute in
      writer.text(attribute.name)
      switch attribute.value {
      case .texts(let texts):
        writer.byte(AnswerTag.texts)
        writer.list(texts) { $0.text($1) }
      case .numbers(let numbers):
        writer.byte(AnswerTag.numbers)
        writer.doubles(numbers)
      }
    }
  }
}
