/// One layer of a chart; NaN in its numbers is a gap.
public enum Mark: Sendable, Hashable, Codable {
  /// A line through points.
  case line(Line)
  /// A filled area, stacked on those before it.
  case area(Area)
  /// An interval along a line.
  case band(Band)
  /// Bars from zero: grouped, stacked, floating, or a histogram.
  case bar(Bar)
  /// Points.
  case dot(Dot)
  /// A reference line across the panel.
  case rule(Rule)
  /// Words at places.
  case text(Text)
  /// A heat map.
  case cell(Cell)
  /// Five-number summaries.
  case box(Box)
  /// Short strokes along an axis: where data are.
  case rug(Rug)
  /// Intervals as whiskers, with or without a point.
  case range(Range)
  /// Many values as dots beside each other, coloured by another value.
  case swarm(Swarm)
  /// Distributions as hills, one a category.
  case ridge(Ridge)
}

/// What decides the colour of a mark.
public enum Paint: Sendable, Hashable, Codable {
  /// The theme's colour for the series' name.
  case named
  /// The theme's colour for another name: a fit and its band share one.
  case like(String)
  /// A slot of the palette, from 0.
  case slot(Int)
  /// What was measured: dark.
  case actual
  /// What a model says: the accent.
  case fitted
  /// What generated simulated data: dark; its points are hollow diamonds.
  case truth
  /// The baseline: grey.
  case baseline
  /// Context that must not attract the eye: light grey.
  case muted
  /// Positive of a signed pair.
  case positive
  /// Negative of a signed pair.
  case negative
}

/// How a stroke is broken.
public enum Dash: Sendable, Hashable, Codable {
  /// Not at all.
  case solid
  /// Into dashes.
  case dashed
  /// Into dots.
  case dotted
}

/// The shape of a point.
public enum Symbol: String, Sendable, Hashable, Codable, CaseIterable {
  /// A filled circle.
  case circle
  /// A ring.
  case hollowCircle
  /// A filled square.
  case square
  /// A filled triangle, point up.
  case triangle
  /// A filled triangle, point right: something goes on beyond the panel.
  case pointRight
  /// A filled triangle, point left.
  case pointLeft
  /// A filled diamond.
  case diamond
  /// A hollow diamond: the truth of simulated data.
  case hollowDiamond
  /// Two crossing strokes.
  case cross
}
