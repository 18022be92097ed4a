import BNCore

/// A part of the screen that a person can focus, zoom and hide.
///
/// The raw values are what the commands `focus`, `hide`, `view` and `yaxis` call them.
enum Pane: String, CaseIterable, Sendable {
  case parameters
  /// The chosen example of the batch as a picture.
  case example
  /// Every channel of the batch and of both outputs, on one axis.
  case story
  /// The last batch, its output, and the output for the second pipeline's batch.
  case batch, output, eval
  /// The moving statistics over the steps.
  case mean, variance
  /// Renorm's r and d over the steps.
  case renorm
  /// Gamma and beta over the steps.
  case gamma
  case loss
  /// Figure 1 of the batch-norm paper, where it was made.
  case figure
  /// The numbers of each channel, as a table.
  case channels
  /// How the chosen number comes about; there as long as it is asked for.
  case formula

  /// What the pane shows, in a line.
  var summary: String {
    switch self {
    case .parameters: "the arguments of the layer and of the training"
    case .example: "the chosen example of the batch as a picture"
    case .story: "every channel of the batch and of both outputs, on one axis"
    case .batch: "the last batch as it came in"
    case .output: "the layer's output for it"
    case .eval: "the output for the second pipeline's batch"
    case .mean: "moving mean over the steps, and the batch's own"
    case .variance: "moving variance over the steps, and the batch's own"
    case .renorm: "renorm's r and d over the steps, and their limits"
    case .gamma: "gamma and beta over the steps"
    case .loss: "the loss over the steps"
    case .figure: "Figure 1 of the batch-norm paper, made by figure1"
    case .channels: "the numbers of each channel, a row each"
    case .formula: "how the chosen number comes about; Up Down choose a number in it, Left Right turn it"
    }
  }

  /// Whether the pane shows curves over the steps.
  var hasCurves: Bool { [.mean, .variance, .renorm, .gamma, .loss].contains(self) }

  /// Whether the pane shows the elements of a batch.
  var hasElements: Bool { [.batch, .output, .eval].contains(self) }

  /// The ways in which the pane can be drawn, the usual one first; none where there is but one.
  var views: [PaneView] { hasElements ? PaneView.allCases : [] }
}

/// A way to draw the elements of a batch.
enum PaneView: String, CaseIterable, Sendable {
  case histogram
  /// A shade for each element, channels across.
  case heatmap
  case numbers

  /// What is drawn, in a few words.
  var summary: String {
    switch self {
    case .histogram: "how many elements have which value"
    case .heatmap: "a shade for each element"
    case .numbers: "the number of each element"
    }
  }
}
