public struct MovingBlockBootstrap {
  let length: Int; let seed: UInt64
  public init(blockLength: Int, seed: UInt64) { length = blockLength; self.seed = seed }
  public static func defaultBlockLength(_ n: Int) -> Int { var l = 1; while l * l * l < n { l += 1 }; return l }
  public func indices(count: Int, replicate: Int) -> [Int] {
    var s = RandomStream(seed: seed, stream: 1_000_000 + UInt64(replicate)); var out: [Int] = []
    while out.count < count { let b = s.index(below: count); for k in 0..<length where out.count < count { out.append((b + k) % count) } }
    return out
  }
}
