/// An object of an HDF5 file, or a link that leads out of it, as the program that reads such files found it.
package struct HDF5Object: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case group([HDF5Attribute])
    case dataset(HDF5Dataset)
    /// Something that is named and was not followed: a soft or an external link, a second way into a group.
    case link(String)
  }

  /// The names from the root on, with "/" between them; "" for the root itself.
  package var path: String
  package var kind: Kind

  package init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

/// An attribute of a group or a dataset.
package struct HDF5Attribute: Equatable, Sendable {
  package enum Value: Equatable, Sendable {
    case texts([String])
    case numbers([Double])
  }

  package var name: String
  /// One element for a single value.
  package var value: Value

  package init(name: String, value: Value) {
    self.name = name
    self.value = value
  }
}

/// An array of an HDF5 file.
package struct HDF5Dataset: Equatable, Sendable {
  package enum Element: UInt8, Equatable, Sendable {
    case other, bool
    case uint8, uint16, uint32, uint64
    case int8, int16, int32, int64
    case float16, bfloat16, float32, float64
  }

  package enum Storage: Equatable, Sendable {
    /// One piece at an offset from the file's start, in bytes.
    case contiguous(offset: UInt64)
    /// In pieces, packed, within its own header, or not written at all: only HDF5's library can read it.
    case library
    /// Outside the file: this is not followed.
    case outside(String)
  }

  package var shape: [UInt64]
  package var element: Element
  package var isBigEndian: Bool
  package var storage: Storage
  package var attributes: [HDF5Attribute]

  package init(
    shape: [UInt64], element: Element, isBigEndian: Bool = false, storage: Storage, attributes: [HDF5Attribute] = []
  ) {
    self.shape = shape
    self.element = element
    self.isBigEndian = isBigEndian
    self.storage = storage
    self.attributes = attributes
  }
}

/// What is read of a file at most; a file that holds more is refused.
package enum HDF5Limits {
  /// Groups, datasets and links.
  package static let objects = 400_000
  /// Groups within each other.
  package static let depth = 64
  /// Bytes of a path.
  package static let path = 4096
  /// Bytes of all attributes.
  package static let attributes = 96 << 20
  /// Dimensions of an array; the format has no more.
  package static let rank = 32
  /// Numbers of one answer.
  package static let numbers = 1 << 23
  /// Bytes of one answer.
  package static let answer = 160 << 20
}
