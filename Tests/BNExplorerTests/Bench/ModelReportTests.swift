import BNFiles
import Testing

@testable import BNExplorer

@Suite("The figures of bench models")
struct ModelReportTests {
  private func figure(
    _ name: ModelFigure.Name, _ samples: [Double], _ others: [Double] = [], kind: ModelBenchKind = .torch,
    peer: String? = nil
  ) -> ModelFigure {
    ModelFigure(name: name, kind: kind, samples: samples, others: others, peer: peer)
  }

  @Test("ratios are of medians, growth is of the fastest runs, memory is the largest")
  func values() {
    #expect(figure(.wholeRatio, [1, 2, 9], [8, 20, 80]).value == 10)
    #expect(figure(.growth, [3, 2, 9], [4, 8, 1]).value == 2)
    #expect(figure(.memory, [3, 9, 5]).value == 9)
    #expect(figure(.whole, [3, 9, 5]).value == 5)
  }

  @Test("ratios to others are to be at least what is wanted, everything else at most; times alone are no gates")
  func gates() {
    #expect(!figure(.wholeRatio, [1], [30]).isExceeded && figure(.wholeRatio, [1], [29.9]).isExceeded)
    #expect(!figure(.insideRatio, [1], [1], kind: .hdf5).isExceeded)
    #expect(!figure(.growth, [1.3], [1]).isExceeded && figure(.growth, [1.31], [1]).isExceeded)
    #expect(!figure(.memory, [40e6]).isExceeded && figure(.memory, [41e6]).isExceeded)
    for name in [ModelFigure.Name.whole, .inside, .firstFrame, .many] { #expect(!figure(name, [1e9]).isExceeded) }
    // What was not measured is not kept.
    #expect(figure(.memory, []).isExceeded && figure(.growth, [], [1]).isExceeded)
  }

  @Test("a table has a line for each figure: what, of which file, measured, wanted, and beside whom")
  func table() {
    let table = ModelReport.table([
      figure(.whole, [0.008, 0.01, 0.009]), figure(.wholeRatio, [0.01], [0.4], peer: "torch 2.15.0"),
      figure(.memory, [41e6], kind: .hdf5),
    ])
    #expect(
      table == """
        figure                          file                    measured     least  wanted
        whole program                   PyTorch zip              9.00 ms   8.00 ms  up to 12.00 ms
        times as fast as Python         PyTorch zip                   40            at least 30, kept           torch 2.15.0: 400.00 ms
        memory with the large file      Keras .h5                41.0 MB            up to 40.0 MB, EXCEEDED
        """)
  }

  @Test("what is exceeded is said in a line, and in the object for scripts")
  func complaints() {
    let slow = figure(.wholeRatio, [1], [4], kind: .safetensors, peer: "safetensors 0.8.0")
    #expect(
      ModelReport.complaints([slow, figure(.whole, [1])])
        == ["times as fast as Python, safetensors: 4.00, where 5.00 is the least"])
    #expect(
      ModelReport.json(slow).text
        == #"{"figure":"whole_ratio","format":"safetensors","unit":"times","samples":1,"value":4.0,"least":1.0,"#
        + #""peer":"safetensors 0.8.0","peer_seconds":4.0,"limit":5.0,"is_gate":true,"is_exceeded":true}"#)
  }
}
