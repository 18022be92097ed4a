extension CommandEntry {
  static let figure1 = CommandEntry(
    usage: "figure1 \(FigureRequest.options.optionalUsage)",
    summary: "Figure 1 of the batch-norm paper: with and without it, live",
    details: [
      "Two networks with the same weights learn the handwritten digits by gradient descent, one of them with batch norm",
      "in front of each nonlinearity and without biases there. norm=renorm has batch renorm, norm=none no second network.",
      "Every tenth step it takes their accuracy on 360 digits that neither learns from, and the 15th, 50th and 85th",
      "percentile over these of what goes into one of the last nonlinearities: accuracy, percentiles and, of the network",
      "without, plain_accuracy and plain_percentiles, by figure_step. show, assert and export know them.",
      "It stands beside the session's layer, which stays as it is, and begins anew each time; undo brings back the last.",
      "The same line makes the same numbers on every machine.",
    ],
    example: "figure1 layers=2 steps=100 norm=renorm", arguments: .figure
  ) { statement throws(CommandError) in .session(.figure(try FigureRequest(ArgumentReader(statement)))) }
}
