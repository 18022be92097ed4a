extension Float {
  /// The double that a person meant who wrote this number: that of the shortest decimal text for it.
  ///
  /// Files keep an epsilon of 1e-5 in single precision, which as a double would be 9.999999747378752e-06.
  var asWritten: Double { Double(description) ?? Double(self) }
}
