import Foundation
import Testing

@Suite("Who may use whom")
struct DirectionTests {
  /// What each module can import, as Package.swift has it.
  static let visible: [String: Set<String>] = [
    "TerminalKit": ["Platform"], "BNFiles": ["Platform", "HDF5Wire"], "HDF5Helper": ["HDF5Wire"],
    "BNExplorer": ["Platform", "TerminalKit", "BNFiles", "BNCore"],
  ]

  @Test("the table of docs/architecture.md allows no circle")
  func table() throws {
    let rooms = try Self.house().rooms
    #expect(rooms.allowed.count > 20)
    #expect(rooms.circle == nil)
  }

  @Test("every file stands in a room of the table, and every room has files")
  func everyFileHasARoom() throws {
    let house = try Self.house()
    #expect(house.homeless == [])
    let lived = Set(house.files.compactMap { house.rooms.room(of: $0.folder) })
    #expect(Set(house.rooms.allowed.keys).subtracting(lived) == [])
  }

  @Test("no file uses what its room may not use")
  func directions() throws {
    let house = try Self.house()
    let ties = house.ties(visible: Self.visible)
    #expect(ties.count > 1000)
    let wrong = Set(ties.filter { house.rooms.allowed[$0.room]?.contains($0.other) != true })
    #expect(wrong.sorted().map(\.description) == [])
  }

  @Test("no row allows what no file uses")
  func nothingIsAllowedInVain() throws {
    let house = try Self.house()
    var unused = house.rooms.allowed
    for tie in house.ties(visible: Self.visible) { unused[tie.room]?.remove(tie.other) }
    // Whole modules are allowed by their name, whichever of their rooms is used.
    let within = unused.mapValues { $0.filter { $0.hasPrefix("BNCore/") } }.filter { $0.key.hasPrefix("BNCore/") }
    #expect(within.filter { !$0.value.isEmpty } == [:])
  }

  /// The project's own files.
  private static func house() throws -> House {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    let page = try String(contentsOf: root.appending(path: "docs/architecture.md"), encoding: .utf8)
    let sources = root.appending(path: "Sources").path()
    let paths = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
    let files = try paths.filter { $0.hasSuffix(".swift") }.map { path in
      SourceFile(path: path, source: try String(contentsOfFile: sources + "/" + path, encoding: .utf8))
    }
    return House(files: files, rooms: Rooms(markdown: page))
  }
}
