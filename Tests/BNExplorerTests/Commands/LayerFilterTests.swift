import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Which layers a list shows")
struct LayerFilterTests {
  private func request(_ line: String) throws -> LayersRequest {
    let command = try #require(try CommandParser.commands(of: line).first?.command)
    guard case .session(.layers(let request)) = command else {
      Issue.record("\(line) is no list of layers")
      return LayersRequest()
    }
    return request
  }

  @Test(
    "a part of a name may have what relations have",
    arguments: ["bn1", "res_net/~/bn", "a=b", "x!", "\"min(variance)<1\""])
  func names(_ part: String) throws {
    let expected = part.filter { $0 != "\"" }
    #expect(try request("layers \(part)").filter == .name(expected))
    #expect(try request("layers \(part) sort=name order=down").order == LayerOrder(key: .name, direction: .down))
  }

  @Test(
    "a claim may have blanks, and options behind it",
    arguments: ["min(variance)<1e-6", "channels >= 512 and max( abs(gamma) ) > 3", "epsilon ~ 1e-3 within 1%"])
  func claims(_ claim: String) throws {
    let request = try request("layers \(claim) sort=gamma")
    guard case .claim(_, let text) = request.filter else { return #expect(Bool(false), "\(request.filter)") }
    #expect(text == claim)
    #expect(request.order.key == .gamma && request.order.isDown)
  }

  @Test(
    "what is wrong is said with its place",
    arguments: [
      ("layers foo<1", 8, "unknown name \"foo\""), ("layers gamma<1 and beta", 24, "ends here"),
      ("layers channels > 3 or moving_mean<2", 24, "unknown name \"moving_mean\""),
      ("layers a b", 10, "unexpected \"b\""),
      ("layers sort=size", 13, "size"), ("layers gamma ~ 1 within", 24, "ends here"),
    ])
  func errors(_ line: String, _ column: Int, _ message: String) throws {
    let error = try #require(throws: CommandError.self) { try CommandParser.commands(of: line) }
    #expect(error.message.contains(message), "\(error.message)")
    #expect(error.column == column, "\(error.message)")
  }

  @Test(
    "a beginning of a claim is incomplete, and wrong only where nothing can make it right",
    arguments: [
      ("", "filter"), ("bn", "filter"), ("min(variance)<1", "filter"), ("gamma>1 or beta<-1", "filter"),
      ("max", "incomplete"), ("min(vari", "incomplete"), ("min(variance)", "incomplete"), ("gamma>", "incomplete"),
      ("gamma>1e", "incomplete"), ("gamma>1 a", "incomplete"), ("gamma>1 and", "incomplete"),
      ("gamma>1 and be", "incomplete"), ("gamma=", "filter"), ("gamma>abs(", "incomplete"),
      ("epsilon~1e-3 wi", "filter"), ("gamma>)", "wrong"), ("gamma>foo", "wrong"), ("foo>1", "wrong"),
      ("gamma>1 beta", "wrong"), ("gamma>1 <2", "wrong"), ("gamma>1 and foo<1", "wrong"),
    ])
  func typed(_ text: String, _ expected: String) {
    let names = ["stem.bn", "gamma=x", "epsilon~1e-3 wide"]
    let kind =
      switch LayerFilter.typed(text, names: names) {
      case .filter: "filter"
      case .incomplete: "incomplete"
      case .wrong: "wrong"
      }
    #expect(kind == expected)
  }

  @Test("any text is a filter, incomplete or wrong, with every beginning of it", arguments: 0..<4)
  func fuzz(_ seed: UInt64) {
    var random = SplitMix(state: seed)
    let pieces = [
      "gamma", "mean", "(", ")", "<", ">=", "~", "within", "and", "or", " ", "1e", "-", "[", "0", "]", "é", "=", "!",
      "bn.1",
    ]
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 0..<9, using: &random))
        .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
      if case .wrong(let why) = LayerFilter.typed(text, names: ["bn.1"]) { #expect(!why.isEmpty) }
    }
  }

  @Test("capitals count where the text has some")
  func capitals() {
    #expect(LayerFilter.name("bn").matches(name: "block.BN_1"))
    #expect(!LayerFilter.name("Bn").matches(name: "block.BN_1"))
    #expect(LayerFilter.name("BN").matches(name: "block.BN_1"))
  }
}
