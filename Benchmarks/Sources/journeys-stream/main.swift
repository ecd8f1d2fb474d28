// Writes rows of journeys to standard output as fast as a reader takes them, for figures of any size that no disk holds.
//
//   journeys-stream ROWS | attribution-bench paths /dev/stdin separator=comma
//
// One row a journey: customer_id,path,converted,value. Eight channels; lengths geometric, cut at 8; channels a Markov chain
// of order one; conversion logistic in the touches; values lognormal, to the cent. The model is that of journeys/gen.py,
// the numbers are not.

import Statistics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

let names = [
  "Social Media Ad", "Search Ad", "Display Ad", "Email", "Organic Search", "Direct", "Referral",
  "Video Ad",
].map { Array($0.utf8) }
let start = [0.22, 0.16, 0.17, 0.06, 0.15, 0.08, 0.05, 0.11]
let next = [
  [0.24, 0.18, 0.14, 0.08, 0.14, 0.10, 0.04, 0.08],
  [0.08, 0.26, 0.08, 0.12, 0.14, 0.22, 0.05, 0.05],
  [0.16, 0.20, 0.20, 0.06, 0.16, 0.10, 0.04, 0.08],
  [0.05, 0.14, 0.05, 0.28, 0.12, 0.28, 0.05, 0.03],
  [0.08, 0.20, 0.07, 0.10, 0.24, 0.22, 0.05, 0.04],
  [0.06, 0.14, 0.05, 0.14, 0.18, 0.34, 0.06, 0.03],
  [0.10, 0.16, 0.08, 0.10, 0.18, 0.20, 0.12, 0.06],
  [0.18, 0.18, 0.14, 0.06, 0.14, 0.10, 0.04, 0.16],
]
let weights = [0.10, 0.34, 0.02, 0.42, 0.22, 0.30, 0.26, 0.06]

/// Sixteen bits to a place of a list, as often as its probability says, so that a draw is a look-up.
func places(_ chances: [Double]) -> [UInt8] {
  var found: [UInt8] = []
  var sum = 0.0
  let total = chances.reduce(0, +)
  for (place, chance) in chances.enumerated() {
    sum += chance / total
    while Double(found.count) < (sum * 65_536).rounded() { found.append(UInt8(place)) }
  }
  return found
}

guard let rows = CommandLine.arguments.dropFirst().first.flatMap({ Double($0) }), rows >= 0 else {
  print("journeys-stream ROWS")
  exit(2)
}
let first = places(start)
let following = next.map(places)
let lengths = places((0..<8).map { 0.42 * pow(0.58, Double($0)) })
var random = RandomStream(seed: 11)
// Values are drawn once; a row takes one of them.
var values: [[UInt8]] = []
for _ in 0..<65_536 {
  let cents = (exp(random.normal(mean: 4, deviation: 0.8)) * 100).rounded()
  values.append(Array("\(cents / 100)".utf8))
}
let room = 1 << 20
var buffer: [UInt8] = Array("customer_id,path,converted,value\n".utf8)
buffer.reserveCapacity(room + 4_096)

/// Writes all bytes and forgets them.
func flush(_ buffer: inout [UInt8]) {
  buffer.withUnsafeBytes { bytes in
    var done = 0
    while done < bytes.count {
      let count = write(STDOUT_FILENO, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count <= 0 { exit(1) }
      done += count
    }
  }
  buffer.removeAll(keepingCapacity: true)
}

let mask: UInt64 = 0xFFFF
for row in 0..<Int(rows) {
  var (bits, more) = (random.next(), random.next())
  buffer.append(67)
  var unit = 1_000_000_000
  while unit > 0 {
    let digit = UInt8((row / unit) % 10)
    buffer.append(48 + digit)
    unit /= 10
  }
  buffer.append(44)
  var channel = Int(first[Int(bits & mask)])
  let length = Int(lengths[Int((bits >> 16) & mask)]) + 1
  bits >>= 32
  var score = -2.8
  for step in 0..<length {
    if step > 0 {
      if step == 3 || step == 7 { bits = random.next() }
      channel = Int(following[channel][Int(bits & mask)])
      bits >>= 16
      buffer.append(contentsOf: [32, 62, 32])
    }
    buffer.append(contentsOf: names[channel])
    score += weights[channel]
  }
  let draw = Double(more & 0xFFFF_FFFF) * 0x1p-32
  let converts = draw * (1 + exp(-score)) < 1
  more >>= 48
  if converts {
    buffer.append(contentsOf: [44, 49, 44])
    buffer.append(contentsOf: values[Int(more)])
  } else {
    buffer.append(contentsOf: [44, 48, 44, 48])
  }
  buffer.append(10)
  if buffer.count >= room { flush(&buffer) }
}
flush(&buffer)
