/// When warm-up learns a new metric, and from which draws.
///
/// Windows grow by a half each, from ten draws on: early metrics are rough but soon better than none, later ones see only
/// draws made with good ones. The end of warm-up belongs to the step size alone.
struct WarmupSchedule {
  /// After how many iterations the metric is learnt.
  let updates: [Int]

  /// The schedule of a warm-up of so many iterations.
  init(iterations: Int) {
    guard iterations >= 20 else {
      updates = []
      return
    }
    let last = iterations - max(5, min(75, iterations / 8))
    var updates: [Int] = []
    var end = 10.0
    while Int(end * 1.4) < last {
      updates.append(Int(end))
      end *= 1.5
    }
    self.updates = updates + [last]
  }

  /// Most doublings of a trajectory in an iteration, counted from 1.
  ///
  /// With a metric that knows little a trajectory can be a thousand steps long and teaches no more than a short one: what
  /// the metric is learnt from needs spread, not independence.
  func maximumDepth(at iteration: Int, of depth: Int) -> Int {
    guard updates.count > 5 else { return depth }
    return iteration <= updates[1] ? min(depth, 5) : iteration <= updates[4] ? min(depth, 7) : depth
  }

  /// The first draw that the metric after so many iterations is learnt from: the earlier ones are from far away, or
  /// made with a poor metric.
  static func firstDraw(of update: Int) -> Int { update * 2 / 5 }
}
