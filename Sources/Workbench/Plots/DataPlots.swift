import Notebooks

extension Vocabulary {
  /// Charts of tables.
  static let dataPlots: [Command] = []
}
