import Notebooks

extension Vocabulary {
  /// Loading, simulating, looking at and reshaping data.
  static let data: [Command] = sources + shaping + looking + dataPlots

  /// The table that most commands of the chapter begin with.
  static let tableOperand = Parameter("table", .value(["table"]), "The table.")
}
