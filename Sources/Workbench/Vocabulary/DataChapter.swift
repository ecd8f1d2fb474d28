import Notebooks

extension Vocabulary {
  /// Loading, simulating, looking at and reshaping data.
  static let data: [Command] = []
}
