#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The time of day, for people.
package enum WallClock {
  /// Seconds since 1970.
  package static var now: Int { time(nil) }

  /// `14:05` of a time today, `2026-11-30 14:05` of any other, where the person is.
  package static func text(_ seconds: Int, now: Int = WallClock.now) -> String {
    let (then, today) = (fields(seconds), fields(now))
    let clock = "\(twoDigits(then.tm_hour)):\(twoDigits(then.tm_min))"
    guard then.tm_year != today.tm_year || then.tm_yday != today.tm_yday else { return clock }
    return "\(then.tm_year + 1900)-\(twoDigits(then.tm_mon + 1))-\(twoDigits(then.tm_mday)) \(clock)"
  }

  private static func fields(_ seconds: Int) -> tm {
    var (seconds, fields) = (time_t(seconds), tm())
    localtime_r(&seconds, &fields)
    return fields
  }

  private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
