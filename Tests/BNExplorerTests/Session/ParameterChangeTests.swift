import BNCore
import Testing

@testable import BNExplorer

@Suite("A change of a parameter")
struct ParameterChangeTests {
  /// Two channels, three steps at momentum 0.5, gamma and beta of one's own.
  static let begun = "batch [[1, 2], [3, 6]]; set momentum 0.5; assign gamma [2, 3]; assign beta [-1, 1]; train 3"

  @Test(
    "of what only computes keeps every variable and holds from the next pass on",
    arguments: [
      "set momentum 0.25", "set epsilon 0.5", "set fused off", "set training off", "set update_ops off",
      "set training_mode placeholder", "set renorm_momentum 0.1", "set rmax 2", "set renorm_clipping rmin=1 dmax=0",
      "set beta_regularizer l1 0.1", "set gamma_regularizer l2 0.1", "toggle training", "toggle update_ops",
      "set update_ops after", "set optimizer adam", "set learning_rate 3", "set loss mse target=1", "set trainable off",
      "set gamma_constraint clip 0.5 2", "set beta_constraint max_norm 1", "set reuse auto",
    ])
  func keepsAll(line: String) throws {
    var session = try Session(Self.begun)
    let before = session.layer?.variables
    let pass = session.lastStep?.bits
    let notes = try session.run(line).notes
    #expect(session.layer?.variables == before)
    #expect(session.lastStep?.bits == pass)
    #expect(session.step == 3)
    #expect(!notes.contains { $0.contains("made") || $0.contains("kept") })
    // The layer that takes the next pass knows it.
    #expect(session.layer?.options == session.configuration.options)
  }

  @Test("of momentum shows in the next update")
  func momentum() throws {
    // Means 2 and 4: after three halvings 7/8 of them, and then a quarter of what is left.
    let session = try Session(Self.begun + "; set momentum 0.75; train")
    #expect(try session.numbers("moving_mean") == [1.75 + 0.25 / 4, 3.5 + 0.5 / 4])
  }

  @Test(
    "of what changes the variables keeps those that still fit, makes the others, and says so",
    arguments: [
      ("set center off", "kept gamma, moving_mean, moving_variance; removed beta"),
      ("set scale off", "kept beta, moving_mean, moving_variance; removed gamma"),
      ("toggle center", "kept gamma, moving_mean, moving_variance; removed beta"),
      ("set center off; set center on", "made beta; kept gamma, moving_mean, moving_variance"),
      (
        "set renorm on",
        "made renorm_mean, renorm_mean_weight, renorm_stddev, renorm_stddev_weight; "
          + "kept gamma, beta, moving_mean, moving_variance"
      ),
      (
        "set renorm on; train; set renorm off",
        "kept gamma, beta, moving_mean, moving_variance; "
          + "removed renorm_mean, renorm_mean_weight, renorm_stddev, renorm_stddev_weight"
      ),
      ("set gamma_initializer [5, 6]", "made gamma; kept beta, moving_mean, moving_variance"),
      ("set beta_initializer ones", "made beta; kept gamma, moving_mean, moving_variance"),
      ("set moving_mean_initializer constant 9", "made moving_mean; kept gamma, beta, moving_variance"),
      ("set moving_variance_initializer zeros", "made moving_variance; kept gamma, beta, moving_mean"),
      ("batch [[1], [2]]", "made gamma, beta, moving_mean, moving_variance"),
      ("generate normal shape=8x5", "made gamma, beta, moving_mean, moving_variance"),
    ])
  func keepsWhatFits(lines: String, note: String) throws {
    var session = try Session(Self.begun)
    let before = try #require(session.layer?.variables)
    let notes = try session.run(lines).notes
    #expect(notes.filter { $0.contains("made") || $0.contains("kept") }.last == note)
    let after = try #require(session.layer?.variables)
    // What the note calls kept is as it was; what it calls made comes from its initializer.
    let fresh = try session.configuration.dtype.layer(
      session.configuration.options, inputShape: try #require(session.batchShape)
    ).variables
    let parts = note.split(separator: "; ")
    for name in after.keys {
      let kept = parts.contains { $0.hasPrefix("kept") && Set(words($0)).contains(name.rawValue) }
      if !(lines.contains("train") && name != .gamma && name != .beta) {
        #expect(after[name] == (kept ? before[name] : fresh[name]), "\(name)")
      }
    }
    #expect(session.layer?.options == session.configuration.options)
  }

  private func words(_ text: Substring) -> [String] {
    text.split { $0 == " " || $0 == "," }.map(String.init)
  }

  @Test("of the axis keeps all where the channels stay as many, and none where they do not")
  func axis() throws {
    var session = try Session("batch [[1, 2], [3, 6]]; set momentum 0.5; train; set axis 0")
    #expect(try session.numbers("moving_mean") == [1, 2])
    try session.run("train")
    #expect(try session.numbers("batch_mean") == [1.5, 4.5])
    #expect(try session.numbers("moving_mean") == [1.25, 3.25])
    var other = try Session("batch [[1, 2, 3], [3, 6, 9]]; train; set axis 0")
    #expect(try other.numbers("moving_mean") == [0, 0])
    // Charts and the last pass belonged to other channels.
    #expect(other.history.isEmpty)
    #expect(other.lastStep == nil)
    #expect(try other.run("train").isEmpty)
  }

  @Test("before any batch is known holds for the layer to come")
  func before() throws {
    let session = try Session(
      """
      set axis 0; set center off; set gamma_initializer [2, 3]; set renorm on; set moving_variance_initializer constant 4
      batch [[1, 2, 3], [4, 5, 6]]
      """)
    #expect(session.layer?.names.contains(.beta) == false)
    #expect(try session.numbers("gamma") == [2, 3])
    #expect(try session.numbers("moving_variance") == [4, 4])
    #expect(try session.numbers("renorm_stddev_weight") == [0])
  }

  @Test("is refused where TensorFlow refuses it, in its words, and changes nothing")
  func refused() throws {
    let session = try Session(Self.begun)
    #expect(
      try refusal(of: "set axis 2", in: session).message
        == "Value of `axis` argument 2 is out of range for input with rank 2")
    #expect(
      try refusal(of: "set gamma_initializer [1, 2, 3]", in: session).message
        == "Too many elements provided. Needed at most 2, but received 3")
  }

  @Test("by toggle switches back and forth, and fused left to TensorFlow counts as on")
  func toggles() throws {
    for parameter in Parameter.toggles {
      var session = try Session(Self.begun)
      let first = parameter.text(in: session.configuration)
      let note = try session.run("toggle \(parameter.rawValue)").notes.last
      let second = parameter.text(in: session.configuration)
      #expect(second == (first == "off" ? "on" : "off"))
      #expect(note == "\(parameter.rawValue) is \(second)")
      try session.run("toggle \(parameter.rawValue)")
      #expect(parameter.text(in: session.configuration) == (first == "none" ? "on" : first))
    }
    #expect(Set(Parameter.toggles) == [.training, .updateOps, .center, .scale, .fused, .renorm, .trainable])
  }

  @Test("reads back through set in every parameter, as the list on the screen writes it", arguments: Parameter.allCases)
  func texts(_ parameter: Parameter) throws {
    for value in parameter.ladder(rank: 2) {
      let session = try Session("batch [[1, 2], [3, 6]]; set \(parameter.rawValue) \(value)")
      #expect(parameter.text(in: session.configuration) == value)
    }
  }
}
