import Testing

@testable import TerminalKit

/// Keys, and the line and cursor that GNU readline 8.2 (of bash 5.2) has after them.
///
/// The history holds `ReadlineCase.history`. Where bash is installed, `ReadlineAgreementTests` puts every row to it.
struct ReadlineCase: Sendable, CustomTestStringConvertible {
  static let history = ["set momentum 0.9", "train 10", "set epsilon 1e-3", "show y"]

  let keys: String
  let text: String
  let cursor: Int

  init(_ keys: String, _ text: String, _ cursor: Int) {
    self.keys = keys
    self.text = text
    self.cursor = cursor
  }

  var testDescription: String { keys }

  static let all = moving + deleting + cutting + swapping + undoing + recalling + searching

  static let moving = [
    ReadlineCase("hello world", "hello world", 11),
    ReadlineCase("hello world<C-a>", "hello world", 0),
    ReadlineCase("hello world<Home>", "hello world", 0),
    ReadlineCase("hello world<C-a><C-e>", "hello world", 11),
    ReadlineCase("hello world<C-a><End>", "hello world", 11),
    ReadlineCase("hello<C-b><C-b>", "hello", 3),
    ReadlineCase("hello<Left><Left>", "hello", 3),
    ReadlineCase("hello<C-a><C-b>", "hello", 0),
    ReadlineCase("hello<C-a><C-f>", "hello", 1),
    ReadlineCase("hello<C-a><Right><Right>", "hello", 2),
    ReadlineCase("hello<C-f>", "hello", 5),
    ReadlineCase("set a_b.c-d  e<M-b>", "set a_b.c-d  e", 13),
    ReadlineCase("set a_b.c-d  e<M-b><M-b>", "set a_b.c-d  e", 10),
    ReadlineCase("set a_b.c-d  e<M-b><M-b><M-b><M-b>", "set a_b.c-d  e", 6),
    ReadlineCase("set a_b<C-a><M-f>", "set a_b", 3),
    ReadlineCase("set a_b<C-a><M-f><M-f>", "set a_b", 5),
    ReadlineCase("set a_b ! <C-a><M-f><M-f><M-f><M-f>", "set a_b ! ", 10),
    ReadlineCase("<M-b>", "", 0),
    ReadlineCase("abc<C-a>X<C-e>Y", "XabcY", 5),
  ]

  static let deleting = [
    ReadlineCase("hello<Backspace>", "hell", 4),
    ReadlineCase("hello<C-h><C-h>", "hel", 3),
    ReadlineCase("hello<C-a><Backspace>", "hello", 0),
    ReadlineCase("hello<C-a><C-d>", "ello", 0),
    ReadlineCase("hello<C-a><Delete><Delete>", "llo", 0),
    ReadlineCase("hello<C-d>", "hello", 5),
    ReadlineCase("hello<Left><Left><Backspace>X", "heXlo", 3),
  ]

  static let cutting = [
    ReadlineCase("hello world<C-a><M-f><C-k>", "hello", 5),
    ReadlineCase("hello world<C-k>", "hello world", 11),
    ReadlineCase("hello world<M-b><C-u>", "world", 0),
    ReadlineCase("hello a-b.c  <C-w>", "hello ", 6),
    ReadlineCase("hello a-b.c<M-Backspace>", "hello a-b.", 10),
    ReadlineCase("hello a-b.c<M-Backspace><M-Backspace>", "hello a-", 8),
    ReadlineCase("hello world<C-a><M-d>", " world", 0),
    ReadlineCase("hello world<C-a><M-d><M-d>", "", 0),
    ReadlineCase("hello world<C-a><M-d><C-y><C-y>", "hellohello world", 10),
    ReadlineCase("a b c<C-w><C-w><C-a><C-y>", "b ca ", 3),
    ReadlineCase("a b c<C-a><M-d><M-d><C-y>", "a b c", 3),
    ReadlineCase("a b c<C-a><M-d><C-k><C-y>", "a b c", 5),
    ReadlineCase("one two<M-b><C-k><C-u><C-y>", "one two", 7),
    ReadlineCase("one two<C-w><C-a><C-e><C-w><C-y><M-y>", "two", 3),
    ReadlineCase("one two<C-w><C-a><C-e><C-w><C-y><M-y><M-y>", "one ", 4),
    ReadlineCase("one two<C-w><C-a><C-e><C-w><C-y><M-y><C-y>", "twotwo", 6),
    ReadlineCase("zz<C-u>c d<C-f><M-d><M-Backspace><C-u><C-y>", "c d", 3),
    ReadlineCase("one<C-u>two<M-y>", "two", 3),
    ReadlineCase("one<C-u>two<C-y> three<C-y>", "twoone threeone", 15),
    ReadlineCase("one two<C-w>x<C-b><C-f><C-w><C-y>", "one x", 5),
  ]

  static let swapping = [
    ReadlineCase("abc<C-t>", "acb", 3),
    ReadlineCase("abc<C-a><C-t>", "abc", 0),
    ReadlineCase("abc<C-a><C-f><C-t>", "bac", 2),
    ReadlineCase("abc<C-a><C-f><C-t><C-t>", "bca", 3),
    ReadlineCase("a<C-t>", "a", 1),
    ReadlineCase("<C-t>", "", 0),
  ]

  static let undoing = [
    ReadlineCase("hello world<C-w><C-_>", "hello world", 11),
    ReadlineCase("hello <C-a>X<C-_>", "hello ", 0),
    ReadlineCase("abc<C-u>def<C-_><C-_>", "abc", 3),
    ReadlineCase("abc<C-u>def<C-_><C-_><C-_>", "", 0),
    ReadlineCase("<C-_>", "", 0),
  ]

  static let recalling = [
    ReadlineCase("<C-p>", "show y", 6),
    ReadlineCase("<C-p><C-p>", "set epsilon 1e-3", 16),
    ReadlineCase("<C-p><C-p><C-p><C-p><C-p>", "set momentum 0.9", 16),
    ReadlineCase("<C-p><C-p><C-n>", "show y", 6),
    ReadlineCase("draft<C-p><C-n>", "draft", 5),
    ReadlineCase("draft<C-p><C-p><C-n><C-n>", "draft", 5),
    ReadlineCase("<C-n>", "", 0),
    ReadlineCase("<C-p>!<C-p><C-n>", "show y!", 7),
    ReadlineCase("<C-p><C-a>a <C-p><C-a>b <C-n>", "a show y", 8),
    ReadlineCase("<Up><Up><Down>", "show y", 6),
    ReadlineCase("<M-less>", "set momentum 0.9", 16),
    ReadlineCase("new<M-less><M-more>", "new", 3),
  ]

  static let searching = [
    ReadlineCase("<C-r>set", "set epsilon 1e-3", 0),
    ReadlineCase("<C-r>set<C-r>", "set momentum 0.9", 0),
    ReadlineCase("<C-r>se<C-r>t", "set momentum 0.9", 0),
    ReadlineCase("<C-r>set<C-r><C-s>", "set momentum 0.9", 0),
    ReadlineCase("<C-r>set<C-r><C-s><C-s>", "set epsilon 1e-3", 0),
    ReadlineCase("<C-r>1e", "set epsilon 1e-3", 12),
    ReadlineCase("<C-r>mom<C-e>5", "set momentum 0.95", 17),
    ReadlineCase("<C-r>mom<C-a>", "set momentum 0.9", 0),
    ReadlineCase("<C-r>train<C-g>", "", 0),
    ReadlineCase("typed<C-r>train<C-g>", "typed", 5),
    ReadlineCase("<C-r>trainx", "train 10", 0),
    ReadlineCase("<C-r>trainx<Backspace>", "train 10", 0),
    ReadlineCase("<C-r>e<C-r><C-r>", "set epsilon 1e-3", 1),
    ReadlineCase("abcabc<C-r>b", "abcabc", 4),
    ReadlineCase("abcabc<C-r>b<C-r>", "abcabc", 1),
    ReadlineCase("<C-r>train<C-a><C-n><C-n><C-n><C-n><C-r><C-r>", "train 10", 0),
    ReadlineCase("<C-r>train<C-p>", "set momentum 0.9", 16),
  ]
}
