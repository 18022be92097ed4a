/// Something to play in a page: an animated picture that runs by its style alone.
///
/// The page lets it stand still until somebody plays it. Styles count everywhere in a page, whichever picture they stand in: each
/// picture needs names of its own for its classes and keyframes.
struct Recording: Sendable {
  let title: String
  /// One SVG element, well-formed, from its `<svg` on.
  let svg: String
  /// In seconds.
  let duration: Double
}
