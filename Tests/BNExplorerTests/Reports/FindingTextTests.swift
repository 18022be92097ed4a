import BNCore
import Testing

@testable import BNExplorer

@Suite("Findings in words")
struct FindingTextTests {
  /// A session, and what `diagnose` says of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let lines: String
    let text: [String]
    var testDescription: String { lines }

    var needsFloat16: Bool { lines.contains("float16") }

    func findings() throws -> [Finding] { try Session(FindingTextTests.start + lines).diagnosis() }
  }

  static let start = "generate normal mean=2 std=3 shape=64x4; set momentum 0.9; "

  /// Every sentence there is, as it was printed when the engine still wrote it.
  static let recorded: [Case] = text.split(separator: "> ").map { block in
    let lines = block.split(separator: "\n").map(String.init)
    return Case(lines: lines[0], text: Array(lines.dropFirst()))
  }

  /// Those that this machine can make.
  static let possible = recorded.filter { !$0.needsFloat16 || NumberType.available.contains(.float16) }

  private static let text = """
    > set update_ops off; train 3
    ERROR A1  share of the steps whose update operations ran 0 (limit 1): the moving statistics are still what they were, and inference normalizes by them. Try: set update_ops on: in TensorFlow, run tf.GraphKeys.UPDATE_OPS with the training step.
    > train 2; set update_ops off; train 3
    WARN  A1  share of the steps whose update operations ran 0.4 (limit 1): the moving statistics have missed 3 steps. Try: set update_ops on: in TensorFlow, run tf.GraphKeys.UPDATE_OPS with the training step.
    INFO  A5  share of the initial statistics left 0.81 (limit 0.5): after 2 updates inference still sees that much of the initial mean and variance. Try: train 42 more steps, or set a smaller momentum.
    > set training off; set optimizer sgd; set loss sum; step
    WARN  A2  update operations run 0 (limit 1): gamma and beta learn with training=False, by moving statistics that never moved. Try: set training on; training=False is for fine-tuning with statistics that are known.
    INFO  A23 channel 2: largest beta / |gamma| of them -271.1 (limit -3): a ReLU behind the layer would pass less than 0.14 % of these channels. Try: show gamma and show beta; such channels can be cut out of a trained network.
    > set momentum 0.25
    WARN  A4  momentum 0.25 (limit 0.5): it looks like a momentum of PyTorch, which is 1 - TensorFlow's. Try: set momentum 0.75 if that is what is meant.
    > set momentum 0
    INFO  A4  momentum 0 (limit 0): each update forgets everything before it. Try: set momentum 0.99 to average.
    > set momentum 1
    INFO  A4  momentum 1 (limit 1): nothing ever moves. Try: set momentum 0.99 to average.
    > set momentum 1.5
    ERROR A4  momentum 1.5 (limit 1): the averages do not settle outside 0 to 1. Try: set momentum 0.99.
    > set momentum -0.5; train 2
    ERROR A4  momentum -0.5 (limit 0): the averages do not settle outside 0 to 1. Try: set momentum 0.99.
    > set renorm on; set renorm_momentum 0.1
    WARN  A4  renorm_momentum 0.1 (limit 0.5): it looks like a momentum of PyTorch, which is 1 - TensorFlow's. Try: set renorm_momentum 0.9 if that is what is meant.
    WARN  A20 steps 0 (limit 5000): without limits renorm corrects towards averages of a few batches. Try: set renorm_clipping rmax=1 rmin=1 dmax=0 for the first 5000 steps, as the paper does.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 0.301 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > train 2
    INFO  A5  share of the initial statistics left 0.81 (limit 0.5): after 2 updates inference still sees that much of the initial mean and variance. Try: train 42 more steps, or set a smaller momentum.
    > train 43
    INFO  A5  share of the initial statistics left 0.01078 (limit 0.01): after 43 updates inference still sees that much of the initial mean and variance. Try: train 1 more step, or set a smaller momentum.
    > set momentum 0.9999999999999999; train
    INFO  A5  share of the initial statistics left 1 (limit 0.5): after 1 update inference still sees that much of the initial mean and variance. Try: set a smaller momentum.
    > batch [[1], [1]] shape=2x1; train 66
    ERROR A9  elements a channel 2 (limit 2): normalizing two elements leaves only which of them is larger. Try: take larger batches, 32 and up, or set renorm on.
    WARN  A8  channel 0: channels that never vary 1 (limit 0): what comes in is one number, over and over: y is beta there, whatever else is set. Try: show batch_variance; look at what comes in: a constant column carries nothing.
    INFO  A7  channel 0: smallest moving_variance 0.000955 (limit 0.001): epsilon and not the variance decides how far these channels are scaled. Try: look at what comes in (show batch_variance); scale it up, or set a smaller epsilon.
    > batch [[1], [1]] shape=1x2
    ERROR A9  elements a channel 1 (limit 2): the variance of one element is 0: y is beta whatever comes in. Try: take larger batches, 32 and up, or set renorm on.
    > batch [[1], [2], [3]] shape=3x1; set renorm on
    WARN  A20 steps 0 (limit 5000): without limits renorm corrects towards averages of a few batches. Try: set renorm_clipping rmax=1 rmin=1 dmax=0 for the first 5000 steps, as the paper does.
    WARN  A9  elements a channel 3 (limit 16): the moments of so few elements are noise, and the output with them. Try: take larger batches, 32 and up.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > generate constant shape=64x4
    WARN  A8  channels 0, 1, 2, 3: channels that never vary 4 (limit 0): what comes in is one number, over and over: y is beta there, whatever else is set. Try: show batch_variance; look at what comes in: a constant column carries nothing.
    > assign moving_variance 0
    INFO  A7  channels 0, 1, 2, 3: smallest moving_variance 0 (limit 0.001): epsilon and not the variance decides how far these channels are scaled. Try: look at what comes in (show batch_variance); scale it up, or set a smaller epsilon.
    INFO  A8  channels 0, 1, 2, 3: largest moving_variance of them 0 (limit 1e-12): these channels are constant. Try: look at the layer before: its weights into these channels may have died.
    > generate normal shape=4x4x4x3 seed=2
    INFO  A10 moving_variance above the batch variance, as a share 0.01587 (limit 0.01): the fused implementation averages the unbiased variance, and normalizes by the biased one. Try: explain moving_variance[0]; larger batches, or set fused off for the biased one.
    > generate normal shape=2x2x2x2 seed=2
    WARN  A9  elements a channel 8 (limit 16): the moments of so few elements are noise, and the output with them. Try: take larger batches, 32 and up, or set renorm on.
    WARN  A10 moving_variance above the batch variance, as a share 0.1429 (limit 0.1): the fused implementation averages the unbiased variance, and normalizes by the biased one. Try: explain moving_variance[0]; larger batches, or set fused off for the biased one.
    > assign moving_mean nan
    ERROR A11 channels 0, 1, 2, 3: values of moving_mean not finite 4 (limit 0): an average that has once been NaN or infinite never recovers. Try: look for the batch that brought it (show x), then assign moving_mean, or reset.
    > set renorm on; assign renorm_mean_weight inf
    ERROR A11 values of renorm_mean_weight not finite 1 (limit 0): an average that has once been NaN or infinite never recovers. Try: look for the batch that brought it (show x), then assign renorm_mean_weight, or reset.
    WARN  A20 steps 0 (limit 5000): without limits renorm corrects towards averages of a few batches. Try: set renorm_clipping rmax=1 rmin=1 dmax=0 for the first 5000 steps, as the paper does.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > set training_mode placeholder; set renorm on; set training off
    ERROR A1  output off, in its deviations 2.827 (limit 0.15): nothing has ever moved the initial statistics, and inference normalizes by them. Try: set training on and step, or assign moving_mean and moving_variance from a file.
    ERROR A12 renorm_mean_weight 0 (limit 0): the next update operations divide renorm_mean by it, 0 by 0, and leave NaN. Try: train before the first inference with updates, or set update_ops off.
    WARN  A20 steps 0 (limit 5000): without limits renorm corrects towards averages of a few batches. Try: set renorm_clipping rmax=1 rmin=1 dmax=0 for the first 5000 steps, as the paper does.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > assign moving_variance -1
    ERROR A13 channels 0, 1, 2, 3: smallest moving_variance -1 (limit -0.001): inference takes the root of a negative number: NaN. Try: assign moving_variance, and look where it came from: E[x^2] - E[x]^2 loses all digits near 0.
    > assign moving_variance -0.001; set dtype float64; assign moving_variance -0.001
    WARN  A13 channels 0, 1, 2, 3: smallest moving_variance -0.001 (limit 0): it is exactly -epsilon: a converter subtracted epsilon. Try: assign moving_variance, and look where it came from: E[x^2] - E[x]^2 loses all digits near 0.
    > assign moving_variance [1, -0.0005, 1, 1]
    WARN  A13 channel 1: smallest moving_variance -0.0005 (limit 0): no variance is negative. Try: assign moving_variance, and look where it came from: E[x^2] - E[x]^2 loses all digits near 0.
    > assign moving_mean 1e6
    WARN  A14 channels 0, 1, 2, 3: largest |moving_mean| / sqrt(moving_variance + epsilon) 9.995e+05 (limit 1e+04): the inputs lie so far from 0 that float32 loses what makes them differ. Try: center the input before it comes here, or set dtype float64 to see what is lost.
    > assign moving_mean 1e8
    ERROR A14 channels 0, 1, 2, 3: largest |moving_mean| / sqrt(moving_variance + epsilon) 9.995e+07 (limit 1e+06): the inputs lie so far from 0 that float32 loses what makes them differ. Try: center the input before it comes here, or set dtype float64 to see what is lost.
    > set dtype float16; generate normal mean=1000 std=1 shape=64x2; assign moving_mean 900
    WARN  A15 channels 0, 1: how far from its goal a moving mean stops, in standard deviations 2.5 (limit 0.01): float16 has no number between the average and its next value. Try: keep moving statistics in float32 (set dtype float32), or set a smaller momentum.
    > set trainable off; train
    ERROR A16 largest move of a moving mean in the last step, in standard deviations 0.2465 (limit 0): trainable=False keeps gamma and beta, and nothing else: the moving statistics go on moving. Try: set training off to freeze the layer, or set update_ops off.
    INFO  A5  share of the initial statistics left 0.9 (limit 0.5): after 1 update inference still sees that much of the initial mean and variance. Try: train 43 more steps, or set a smaller momentum.
    > set axis 1; generate normal mean=[0,9,18] shape=8x3x4x4; set axis -1; train
    WARN  A17 share of the variance that lies along axis 1 0.9831 (limit 0.5): the positions of that axis differ much more than the channels of axis 3, as channels do. Try: set axis 1, and see whether the moving statistics make more sense.
    INFO  A5  share of the initial statistics left 0.9 (limit 0.5): after 1 update inference still sees that much of the initial mean and variance. Try: train 43 more steps, or set a smaller momentum.
    INFO  A10 moving_variance above the batch variance, as a share 0.01053 (limit 0.01): the fused implementation averages the unbiased variance, and normalizes by the biased one. Try: explain moving_variance[0]; larger batches, or set fused off for the biased one.
    > generate classes means=[-5,5] shape=32x4; train 20
    ERROR A18 channels 0, 1, 2, 3: variance between batches, as a multiple of what chance makes (median channel) 831.1 (limit 10): each batch is normalized by its own mean and variance, which are unlike those that inference has. Try: shuffle the batches (order=shuffled, load with shuffle=1).
    INFO  A5  share of the initial statistics left 0.1216 (limit 0.01): after 20 updates inference still sees that much of the initial mean and variance. Try: train 24 more steps, or set a smaller momentum.
    > train 200; generate normal mean=2.4 std=3 shape=64x4
    WARN  A19 channels 0, 1, 3: largest |moving_mean - population_mean|, as a multiple of what noise explains 6.04 (limit 4.073): that is further from the population than the noise of the average explains. Try: explain moving_mean[0]; the batches may have been others before, or it was assigned.
    > set renorm on; set renorm_clipping rmax=0.5 rmin=0.3
    WARN  A20 rmax 0.5 (limit 1): it leaves out r = 1, which is no correction. Try: set rmax 3.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > set renorm on; set renorm_clipping rmax=3 rmin=1.1
    WARN  A20 rmin 1.1 (limit 1): it leaves out r = 1, which is no correction. Try: set rmin 0.3.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > set renorm on; set renorm_clipping rmax=1 rmin=1.5
    WARN  A20 rmin 1.5 (limit 1): it leaves out r = 1, which is no correction. Try: set rmin 0.3.
    WARN  A20 rmin 1.5 (limit 1): it lies above rmax, which wins. Try: set rmin below rmax.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > set renorm on; set renorm_clipping rmax=3 rmin=0.3 dmax=-1
    WARN  A20 dmax -1 (limit 0): no d lies within it. Try: set dmax 5.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > set renorm on; set renorm_clipping rmax=3 dmax=5
    WARN  A20 rmin 0 (limit 0.3333): it is 0 unless set, where the paper has 1/rmax. Try: set rmin 0.3333333333333333.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > set renorm on; set renorm_clipping rmax=1 rmin=1 dmax=0; train 5001
    INFO  A20 steps 5001 (limit 5000): with these limits renorm is plain batch normalization. Try: set renorm_clipping rmax=3 rmin=0.3 dmax=5, gradually.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > set renorm on; set renorm_clipping rmax=1.001 rmin=0.999 dmax=0.001; train 20
    WARN  A20 channels 0, 1, 2, 3: share of channels clipped in the last pass 1 (limit 0.5): the batches lie far from renorm's averages, and the limits decide the output. Try: explain r[0] and d; widen the limits, or look for a change of the batches.
    INFO  A5  share of the initial statistics left 0.1216 (limit 0.01): after 20 updates inference still sees that much of the initial mean and variance. Try: train 24 more steps, or set a smaller momentum.
    INFO  A21 half-life of renorm_momentum in updates, against momentum's 68.97 (limit 6.579): renorm_momentum is that of the averages that correct training; momentum is that of inference. Try: set each for its own purpose.
    > set gamma_regularizer l2 0.1
    INFO  A22 penalties on gamma and beta 1 (limit 0): a penalty of any scale turns the fused implementation off, and with it the unbiased moving variance. Try: set gamma_regularizer none and beta_regularizer none unless they are meant.
    > assign gamma 0.01
    INFO  A22 median of |gamma| 0.01 (limit 0.1): little comes through the layer; usual for the last layer of a branch, else a sign of decay. Try: show gamma; look for weight decay on it.
    > assign beta -4
    INFO  A23 channels 0, 1, 2, 3: largest beta / |gamma| of them -4 (limit -3): a ReLU behind the layer would pass less than 0.14 % of these channels. Try: show gamma and show beta; such channels can be cut out of a trained network.
    > train 200; generate normal mean=40 std=3 shape=64x4
    ERROR A27 channels 0, 1, 2, 3: output off, in its deviations 5 (limit 1): the moving statistics are not those of what comes in: means 12.66 deviations off, deviations as wide (medians). Try: show moving_mean - population_mean; train on these batches, or scale the input as in training.
    > train 200; generate normal mean=2 std=9 shape=64x4
    ERROR A27 channels 0, 1, 2, 3: output off, in its deviations 1.996 (limit 1): the moving statistics are not those of what comes in: means 0.0286 deviations off, deviations 2.999 times too wide (medians). Try: show moving_mean - population_mean; train on these batches, or scale the input as in training.
    > assign moving_variance 1e-14; generate normal mean=2 std=3 shape=64x12; assign moving_variance 1e-14
    INFO  A7  channels 0, 1, 2, 3, 4, 5, 6, 7 and 4 more: smallest moving_variance 1e-14 (limit 0.001): epsilon and not the variance decides how far these channels are scaled. Try: look at what comes in (show batch_variance); scale it up, or set a smaller epsilon.
    INFO  A8  channels 0, 1, 2, 3, 4, 5, 6, 7 and 4 more: largest moving_variance of them 1e-14 (limit 1e-12): these channels are constant. Try: look at the layer before: its weights into these channels may have died.
    > set training off; step 100
    ERROR A1  output off, in its deviations 2.827 (limit 0.15): nothing has ever moved the initial statistics in 100 steps, and inference normalizes by them. Try: set training on and step, or assign moving_mean and moving_variance from a file.
    > train 2; set training off
    ERROR A5  share of the initial statistics left 0.81 (limit 0.5): after 2 updates inference still sees that much of the initial mean and variance. Try: train 42 more steps, or set a smaller momentum.
    > eval generate normal mean=9 std=3 shape=64x4; train 200
    ERROR A27 channels 0, 1, 2, 3: output off, in its deviations 2.336 (limit 1): the moving statistics are not those of what the second pipeline brings: means 2.334 deviations off, deviations as wide (medians). Try: show eval_y; scale the second pipeline as the first, or estimate the statistics from its data.
    > generate normal mean=[0.4,0.5,0.6,0.5] std=0.2 shape=64x4; train 200; generate normal mean=[102,128,153,128] std=51 shape=64x4
    ERROR A27 channels 0, 1, 2, 3: output off, in its deviations 5 (limit 1): the moving statistics are not those of what comes in: means 637.7 deviations off, deviations 251.8 times too wide (medians); that is 255: numbers from 0 to 255 come in where those of 0 to 1 were meant. Try: load with divide=255.
    > batch [[0,0,0,0],[1,2,3,4],[2,3,4,5],[0,0,0,0]]; train
    WARN  A9  elements a channel 4 (limit 16): the moments of so few elements are noise, and the output with them. Try: take larger batches, 32 and up, or set renorm on.
    WARN  A28 share of the rows that are 0 in every channel 0.5 (limit 0.1): rows of zeros, as padding makes them, count as data: they pull the mean to 0 and change the variance. Try: show x; leave padded rows out, or load the data without them.
    INFO  A5  share of the initial statistics left 0.9 (limit 0.5): after 1 update inference still sees that much of the initial mean and variance. Try: train 43 more steps, or set a smaller momentum.
    > assign moving_mean [1,2,3,4]; assign moving_variance [0,-1,2,3]
    ERROR A13 channel 1: smallest moving_variance -1 (limit -0.001): no mean is negative and many variances are: the two seem to be swapped. Try: assign moving_variance, and look where it came from: E[x^2] - E[x]^2 loses all digits near 0.
    ERROR A27 channels 0, 2, 3: output off, in its deviations 3.089 (limit 1): the moving statistics are not those of what comes in: means 1.155 deviations off, deviations 2.121 times too wide (medians). Try: show moving_mean - population_mean; train on these batches, or scale the input as in training.
    INFO  A7  channel 0: smallest moving_variance 0 (limit 0.001): epsilon and not the variance decides how far these channels are scaled. Try: look at what comes in (show batch_variance); scale it up, or set a smaller epsilon.
    INFO  A8  channel 0: largest moving_variance of them 0 (limit 1e-12): these channels are constant. Try: look at the layer before: its weights into these channels may have died.
    > train 200; generate normal mean=20 std=3 shape=8x4 fixed=on seed=3; set training off; infer
    ERROR A27 channels 0, 1, 2, 3: output off, in its deviations 5 (4.4 to 5, limit 1): the moving statistics are not those of what comes in: means 5.99 deviations off, deviations 1.176 times too narrow (medians, by 8 examples). Try: show moving_mean - population_mean; train on these batches, or scale the input as in training.
    """

  @Test("are in a session what they have always been, to the letter", arguments: possible)
  func inSession(_ test: Case) throws {
    #expect(FindingText(for: .session).lines(for: try test.findings()) == test.text)
  }

  @Test("are recorded for every criterion")
  func everyCode() {
    let codes = Self.recorded.flatMap(\.text).compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
    let ofModels = Set(Self.ofModels.map(\.code.rawValue))
    #expect(Set(codes).union(ofModels) == Set(Finding.Code.allCases.map(\.rawValue)))
  }

  /// What only a model's file shows.
  static let ofModels: [Finding] = [
    Finding(.initialInFile(learned: true), .error, figure: 0, threshold: 0),
    Finding(.otherEpsilon(file: 1e-3, ran: 1e-5), .warning, figure: 0.3, threshold: 0.15),
    Finding(.gammaOfOne, .warning, figure: 0.4, threshold: 0.15, interval: 0.3...0.5),
    Finding(.gammaUnlikeOthers, .warning, figure: 5, threshold: 3),
    Finding(.twinStatistics(other: "bn1", isWhole: false), .warning, figure: 8, threshold: 0),
    Finding(.twinStatistics(other: "bn1", isWhole: true), .info, figure: 8, threshold: 0),
    Finding(.halfLimit, .warning, channels: [1], figure: 65504, threshold: 65504),
    Finding(.notFiniteInput, .error, figure: 3, threshold: 0),
    Finding(.unlikePrediction, .warning, figure: 1.1, threshold: 1.4),
    Finding(.otherRun(known: 6), .warning, figure: 5, threshold: 0),
    Finding(.epsilonOfOthers(fits: 1e-3, ran: 1e-5), .warning, figure: 0.9, threshold: 0.15),
  ]

  @Test("say of a model what it is, why it matters and what to do, each without a full stop", arguments: ofModels)
  func ofModel(_ finding: Finding) {
    for place in FindingText.Place.allCases {
      let words = FindingText(for: place).words(for: finding)
      for text in [words.measure, words.why, words.advice] {
        #expect(!text.isEmpty && !text.contains("\n") && !text.hasSuffix("."))
      }
    }
  }

  @Test("give what a sample leaves open beside the figure")
  func interval() {
    #expect(
      FindingText(for: .file).figures(of: Self.ofModels[2])
        == "output off, in its deviations 0.4 (0.3 to 0.5, limit 0.15)")
  }

  @Test("say of a file the same, and what to do without a command of a session", arguments: possible)
  func onFile(_ test: Case) throws {
    // The names of commands that the advice needs as nouns.
    let verbs = Set(Verb.allCases.map(\.rawValue)).subtracting(["batch", "layer", "layers"])
    for finding in try test.findings() {
      let words = FindingText(for: .file).words(for: finding)
      let session = FindingText(for: .session).words(for: finding)
      #expect(words.measure == session.measure && words.why == session.why)
      let advice = words.advice.lowercased().split { !$0.isLetter && $0 != "_" }.map(String.init)
      #expect(!advice.isEmpty && verbs.isDisjoint(with: advice), "\(words.advice)")
      for text in [words.measure, words.why, words.advice, session.advice] {
        #expect(!text.isEmpty && !text.contains("\n") && !text.hasSuffix("."))
      }
    }
  }

  @Test(
    "give a file's owner the numbers",
    arguments: [
      (
        Finding(.notSettled(updates: 43, more: 1), .warning, figure: 0.011, threshold: 0.01),
        "go on training for 1 update, or use a smaller momentum"
      ),
      (
        Finding(.momentum(.renormMomentum, .looksComplementary), .warning, figure: 0.1, threshold: 0.5),
        "use renorm_momentum=0.9 if that is what is meant"
      ),
      (Finding(.clipping(.rminMissing), .warning, figure: 0, threshold: 0.25), "use rmin=0.25"),
      (
        Finding(.wrongAxis(3, better: 1), .warning, figure: 0.9, threshold: 0.5),
        "use axis=1, and see whether the moving statistics make more sense"
      ),
      (
        Finding(.notFinite(.movingVariance), .error, channels: [1], figure: 1, threshold: 0),
        "look for the training batch that brought it, and take moving_variance from a checkpoint of before"
      ),
    ])
  func numbers(_ finding: Finding, _ advice: String) {
    #expect(FindingText(for: .file).words(for: finding).advice == advice)
  }

  @Test("name the first channels, and how many more there are")
  func channels() {
    func line(_ channels: Range<Int>) -> String {
      FindingText(for: .file).line(
        for: Finding(
          .deadChannels(updates: nil, momentum: 0.9), .info, channels: Array(channels), figure: 0, threshold: 1))
    }
    #expect(line(0..<0).hasPrefix("INFO  A8  largest "))
    #expect(line(2..<3).hasPrefix("INFO  A8  channel 2: largest "))
    #expect(line(0..<10).hasPrefix("INFO  A8  channels 0, 1, 2, 3, 4, 5, 6, 7 and 2 more: largest "))
  }
}
