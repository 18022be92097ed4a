import BNCore
import Testing

@Suite("A momentum as a framework states it")
struct MomentumArgumentTests {
  private let new = MomentumArgument(name: "momentum", sense: .new, shareOfOld: 0.9)
  private let old = MomentumArgument(name: "decay", sense: .old, shareOfOld: 0.9)

  @Test("comes back as it was written", arguments: [0, 1, 0.1, 0.01, 0.001, 1e-4, 3e-12, 0.7, 1.5, -2, 0.123456789])
  func roundTrip(number: Double) {
    #expect(new.written(new.shareOfOld(written: number)) == number)
    #expect(old.written(old.shareOfOld(written: number)) == number)
  }

  @Test("is as near as the share tells where more digits were written than a share near 1 has")
  func long() {
    for number in [0.12345678901234567, 1e-17, 0.1 + 0.2, .pi] {
      // 1 - x is rounded once, to half a unit in its last place.
      let share = new.shareOfOld(written: number)
      #expect(abs(new.written(share) - number) <= share.ulp / 2 + number.ulp)
      #expect(new.shareOfOld(written: new.written(share)) == share)
    }
  }

  @Test("is the other share where that is what is stated, and not a number where the share is none")
  func senses() {
    #expect(new.written(0.9) == 0.1 && old.written(0.9) == 0.9)
    #expect(new.written(Double?.none) == nil)
    #expect(new.written(Double.nan).isNaN && new.written(Double.infinity) == -.infinity)
  }

  @Test("is the one that options take and give, whatever the conventions")
  func options() throws {
    var options = BatchNormalizationOptions()
    options.writtenMomentum = 0.95
    #expect(options.momentum == 0.95 && options.writtenMomentum == 0.95)
    options.conventions = FrameworkConventions(name: "torch", momentum: new)
    options.writtenMomentum = 0.1
    #expect(options.momentum == 0.9 && options.writtenMomentum == 0.1)
  }
}
