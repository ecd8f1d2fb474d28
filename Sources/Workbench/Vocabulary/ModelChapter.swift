import Notebooks

extension Vocabulary {
  /// Fitting models and asking them.
  static let models: [Command] = []
}
