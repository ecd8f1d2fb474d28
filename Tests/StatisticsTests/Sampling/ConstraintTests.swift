import Foundation
import Statistics
import TestSupport
import Testing

@Suite("Constraints")
struct ConstraintTests {
  static let all: [Constraint] = [.free, .above(-2), .below(3), .between(0.1, 10), .between(-1, 1)]

  @Test("The map and its inverse agree, and slopes are those of differences", arguments: all)
  func map(_ constraint: Constraint) {
    for u in [-12.0, -3, -0.4, 0, 0.7, 5, 13] {
      let (x, dx, logJacobian, dLogJacobian) = constraint.value(at: u)
      #expect(constraint.contains(x))
      // Near an end the distance to it is what a double holds of x.
      let back = constraint.coordinate(of: x)
      #expect(abs(back - u) < 1e-14 * max(1, abs(u)) + 4 * x.ulp / abs(dx), "\(constraint), \(u)")
      #expect(abs(log(abs(dx)) - logJacobian) < 1e-13 * max(1, abs(logJacobian)))
      let h = 1e-5
      let (left, right) = (constraint.value(at: u - h), constraint.value(at: u + h))
      #expect(abs((right.x - left.x) / (2 * h) - dx) < 1e-9 * max(1, abs(dx)) + x.ulp / h)
      #expect(abs((right.logJacobian - left.logJacobian) / (2 * h) - dLogJacobian) < 1e-8)
    }
  }

  @Test("Ends are infinitely far and what lies beyond has no coordinate")
  func ends() {
    #expect(Constraint.above(0).coordinate(of: 0) == -.infinity)
    #expect(Constraint.between(0, 1).coordinate(of: 1) == .infinity)
    #expect(Constraint.between(0, 1).coordinate(of: 1.5).isNaN)
    #expect(Constraint.below(2).coordinate(of: 3).isNaN)
    #expect(!Constraint.known.hasCoordinate && Constraint.free.hasCoordinate)
    #expect(Constraint.known.value(at: 0.3).dx == 0)
  }

  @Test("Far coordinates stay numbers", arguments: all)
  func far(_ constraint: Constraint) {
    for u in [-690.0, 690] {
      let (x, dx, logJacobian, dLogJacobian) = constraint.value(at: u)
      #expect(!x.isNaN && !dx.isNaN && logJacobian.isFinite && dLogJacobian.isFinite)
    }
  }
}
