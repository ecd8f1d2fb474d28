public import Notebooks

/// The engine that notebooks run on: its version, its commands, its kinds of values.
public enum Engine {
  /// Part of every content key and of every report's foot; raised when results may change.
  public static let version = "0.7.0"

  /// Everything that the cell language can say.
  public static let registry = CommandRegistry(
    commands: Vocabulary.core + Vocabulary.data + Vocabulary.transforms + Vocabulary.models
      + Vocabulary.searches + Vocabulary.bayes + Vocabulary.posteriors + Vocabulary.experimentation
      + Vocabulary.budgets + Vocabulary.campaigns + Vocabulary.attribution,
    values: [
      TableValue.self, TruthValue.self, FitValue.self, PlanValue.self, ScoreValue.self,
      SettingsValue.self, ValidationValue.self, JourneysValue.self, AttributionValue.self,
      ClassifierValue.self, ExperimentsValue.self, CalibrationValue.self, RecoveryValue.self,
      StabilityValue.self,
    ],
    engineVersion: version, peek: FilePeek.columns)
}

/// The vocabulary, one file per chapter of the reference.
enum Vocabulary {}
