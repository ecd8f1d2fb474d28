/// Why a sampler did not start.
public enum SamplingError: Error, Sendable, Hashable {
  /// A setting lies outside its range.
  case setting(name: String, found: String, expected: String)
  /// No point with a finite density and gradient was found for a chain.
  case noFiniteStart(chain: Int, tries: Int)
}

extension SamplingError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .setting(let name, let found, let expected):
      return "the sampler's \(name) is \(found), where \(expected) is due"
    case .noFiniteStart(let chain, let tries):
      return "chain \(chain + 1) has nowhere to start: at \(tries) of \(tries) points the density "
        + "or its gradient is no finite number; check the data for missing or extreme values and "
        + "the priors for values they make impossible"
    }
  }
}
