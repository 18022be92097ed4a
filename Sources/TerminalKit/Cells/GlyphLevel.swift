/// What a terminal and its locale can show, best first.
///
/// Never a reason to refuse: each level draws everything.
package enum GlyphLevel: String, CaseIterable, Sendable {
  case braille
  case block
  case ascii
}
