import Notebooks

extension Vocabulary {
  static let attributionPlots: [Command] = []
}
