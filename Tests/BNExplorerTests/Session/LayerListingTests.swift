import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("The layers of a model as they are asked for")
struct LayerListingTests {
  private func names(_ line: String) throws -> [String] {
    var session = Session()
    let files = MemoryFiles(["/model.safetensors": try BrowserModels.bytes(BrowserModels.faulty)])
    let environment = SessionEnvironment(files: files)
    let commands = try CommandParser.commands(of: "open /model.safetensors; \(line)")
    let outputs = try commands.flatMap { try $0.command.carryOut(on: &session, in: environment) }
    let listing = try #require(outputs.compactMap { if case .layers(let listing) = $0 { listing } else { nil } }.first)
    return listing.asked.map { listing.layers[$0].layer.name }
  }

  @Test("a claim leaves those of which it holds, sorted either way")
  func claims() throws {
    #expect(try names("layers min(variance)<1e-6") == ["features.1.bn1", "features.2.bn2"])
    #expect(try names("layers channels>=128 sort=gamma").first == "head/bn1")
    #expect(try names("layers channels>=128 sort=gamma order=up").last == "head/bn1")
    #expect(try names("layers sort=file order=down") == BrowserModels.faulty.map(\.name).reversed())
  }

  @Test("what holds of no layer is an error that says so, and what no layer has, too")
  func nothing() throws {
    for (line, message) in [
      ("layers epsilon>1", "\"epsilon>1\" holds of no layer of model.safetensors"),
      ("layers gamma[9999]>1", "index 9999 is outside"), ("layers nowhere", "no layer of model.safetensors has"),
    ] {
      let error = try #require(throws: CommandError.self) { try names(line) }
      #expect(error.message.contains(message), "\(error.message)")
    }
  }
}
