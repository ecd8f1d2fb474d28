import Tables

/// What every model asks of an experiment before it uses it.
extension Experiment {
  /// Refuses numbers and dates that no test can have.
  func requireSound() throws(MixError) {
    guard standardError > 0, standardError.isFinite, lift.isFinite else {
      throw .badExperiment(
        name,
        why: "a lift of \(lift) with a standard error of \(standardError); "
          + "the error must be above 0")
    }
    guard extraSpend != 0, extraSpend.isFinite, (spendChange ?? 1) != 0 else {
      throw .badExperiment(
        name,
        why: "spend was changed by \(spendChange ?? extraSpend); without a change there is no test")
    }
    guard first <= last, last <= lastCounted else {
      throw .badExperiment(
        name,
        why: "it runs from \(first) to \(last) and counts sales to \(lastCounted); "
          + "these must follow each other")
    }
  }

  /// Refuses a test in some regions, whose lift a model without regions would take for the whole country's.
  func requireNational() throws(MixError) {
    guard let one = regions.first else { return }
    let places =
      regions.count == 1 ? "\"\(one)\" alone" : "\"\(one)\" and \(regions.count - 1) more"
    throw .badExperiment(
      name,
      why: "it ran in \(places), and this model has no regions: it would take the lift for the "
        + "whole country's; fit a model of regions, or leave the regions out if the test ran in all"
    )
  }

  /// What is thrown where the model has no such channel.
  func unknownChannel(among known: [String]) -> MixError {
    .badExperiment(
      name,
      why: "it tests \"\(channel)\", which is no channel of the model; there are "
        + known.joined(separator: ", "))
  }

  /// The share of each row's period that lies within two days, both included.
  ///
  /// - Throws: `MixError.noDates` for rows without days, `MixError.badExperiment` where the days lie outside them.
  func shares(
    from first: Day, through last: Day, of rows: MixData
  ) throws(MixError) -> [Double] {
    guard let step = rows.stepInDays, let start = rows.days.first, let end = rows.days.last else {
      throw .noDates(why: "experiment \"\(name)\" has a beginning and an end")
    }
    guard first >= start, last < end.advanced(by: step) else {
      throw .badExperiment(
        name,
        why:
          "it and its outcome window, \(first) to \(last), must lie in the fitted rows, which run from "
          + "\(start) to \(end.advanced(by: step - 1))")
    }
    let event = MixSpec.Event(name: name, first: first, last: last)
    return rows.days.map { event.share(of: $0, lasting: step) }
  }
}
