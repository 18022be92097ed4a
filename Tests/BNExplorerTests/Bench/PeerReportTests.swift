import BNCore
import BNFiles
import Testing

@testable import BNExplorer

@Suite("The tables of bench peers")
struct PeerReportTests {
  private let shape = BenchShape(layout: .matrix, dimensions: [64, 256])

  private func row(
    of operation: BenchCase.Operation = .train, threads: Int = 1, _ seconds: [Double], _ peers: [String: [Double]]
  ) -> PeerRow {
    PeerRow(
      which: BenchCase(operation: operation, shape: shape, threads: threads, level: .base), seconds: seconds,
      peers: peers.sorted { $0.key < $1.key }.map { PeerRow.Peer(name: $0.key, seconds: $0.value) })
  }

  @Test("a ratio is of times of the same round: the middle of all, and between which half of them lie")
  func paired() throws {
    // The machine was ten times slower in two rounds, and another program came between in the last.
    let row = row([1, 10, 1, 10, 1, 1, 1], ["A": [2, 20, 3, 20, 2, 1, 90]])
    let ratio = try #require(row.ratio(to: row.peers[0]))
    #expect(ratio.median == 2 && !ratio.isFaster)
    #expect(ratio.quartiles == 2...3)
    #expect(ratio.range == 1...90)
    #expect(PeerRow.Ratio([]) == nil)
    // As long is not faster.
    #expect(PeerRow.Ratio([0.5, 1, 2])?.isFaster == false)
    #expect(PeerRow.Ratio([0.5, 0.9, 2])?.isFaster == true)
  }

  private var rows: [PeerRow] {
    [
      row([4e-6, 4e-6, 4e-6], ["A 1.0": [8e-6, 10e-6, 9e-6], "B, 2": [3e-6, 2e-6, 3.2e-6]]),
      row(threads: 2, [2e-3, 2e-3, 2e-3], ["B, 2": [0.2, 0.3, 0.25]]),
      row(of: .backward, threads: 2, [1, 1, 1], [:]),
    ]
  }

  @Test("there is a table for each operation and number of threads, a line a shape, a star where a peer is faster")
  func table() {
    #expect(
      PeerReport.table(rows) == """
        training, 1 thread     here              A 1.0                B, 2
        2d [64, 256]        4.00 µs  2.25 (2.00..2.50)  0.75* (0.50..0.80)

        training, 2 threads     here  A 1.0            B, 2
        2d [64, 256]         2.00 ms      -  125 (100..150)

        gradients, 2 threads    here  A 1.0  B, 2
        2d [64, 256]          1.00 s      -     -

        * faster than here
        """)
    #expect(!PeerReport.table(Array(rows.dropFirst())).contains("*"))
  }

  @Test("the same in Markdown, bold where a peer is faster")
  func markdown() {
    #expect(
      PeerReport.markdown(Array(rows.prefix(2))) == """
        | training, 1 thread | here | A 1.0 | B, 2 |
        | --- | --- | --- | --- |
        | 2d [64, 256] | 4.00 µs | 2.25 (2.00..2.50) | **0.75** (0.50..0.80) |

        | training, 2 threads | here | A 1.0 | B, 2 |
        | --- | --- | --- | --- |
        | 2d [64, 256] | 2.00 ms | - | 125 (100..150) |
        """)
  }

  @Test("an object for each peer has what a script needs to judge it")
  func json() {
    let row = row(of: .infer, threads: 2, [0.5, 0.25, 0.5], ["A 1.0": [1, 1, 0.25]])
    #expect(
      row.json.map(\.text) == [
        """
        {"operation":"infer","layout":"2d","shape":[64,256],"threads":2,"level":"base","seconds":0.5,"peer":"A 1.0",\
        "peer_seconds":1.0,"ratio":2.0,"quartiles":[0.5,4.0],"range":[0.5,4.0],"rounds":3}
        """
      ])
    #expect(self.row([1], [:]).json.isEmpty)
  }
}
