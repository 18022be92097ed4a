extension StoredTensor {
  /// The type of its elements, whichever format names it; `nil` for one whose numbers are computed, or of a type that none of
  /// these is, such as those of eight bits.
  package var scalarType: ScalarType? {
    let name = type.hasPrefix("torch.") ? String(type.dropFirst("torch.".count)) : type
    return ScalarType(rawValue: name) ?? SafetensorsType.scalar(name)
  }
}
