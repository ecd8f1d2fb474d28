/// The sizes of a chart's title and subtitle, and how far their lines are apart.
struct Lettering: Hashable {
  let titleSize: Double
  let titleStep: Double
  let subtitleSize: Double
  let subtitleStep: Double

  /// Of a figure of its own.
  static let figure = Lettering(
    titleSize: ChartLayout.titleSize, titleStep: ChartLayout.titleStep,
    subtitleSize: ChartLayout.subtitleSize, subtitleStep: ChartLayout.subtitleStep)
  /// Of a panel among others.
  static let panel = Lettering(
    titleSize: 13.5, titleStep: 18, subtitleSize: 11.5, subtitleStep: 15)
}
