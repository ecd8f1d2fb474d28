import Marketing
import Notebooks

/// The notebook that does what a pipeline was asked to: the same commands that anybody can type.
///
/// It is written for the rows at hand and lies beside its results, so that whoever doubts a number can read how it was made,
/// change a line and run it again.
struct PipelineNotebook {
  let question: PipelineQuestion
  let data: PipelineData
  /// The data file as the notebook names it.
  let path: String?
  /// The folder of the results as the notebook names it.
  let output: String

  /// The Markdown.
  var text: String {
    [head, rows, series, model, returns, budget, files].joined(separator: "\n")
  }

  // MARK: - Sections

  private var head: String {
    """
    ---
    title: "Daily pipeline"
    summary: "From raw campaign rows to a model, a budget and a database."
    parameters:
      seed: \(question.seed)
    ---

    # Daily pipeline

    Every number on this page comes from the cells that are shown with it. Change one and run the page again.

    """
  }

  private var rows: String {
    let reading =
      path.map { "raw = load campaigns \(Canonical.quoted($0))\(readingOptions)" }
      ?? "raw = simulate ads days=\(question.days) seed=seed"
    return """
      ## The rows

      ```mix #rows
      \(reading)

      audit campaigns raw\(policy)
      ```

      What is wrong is mended, and every change is on record: rows without a day or a campaign and repeated rows go; numbers
      that are missing, negative or far from what the row's other numbers say become what those say; lost days are put in
      between their neighbours.

      ```mix #cleaning
      tidy = clean campaigns raw\(policy)

      plot cleaning raw column=revenue\(policy)

      plot cleaning raw column=spend\(policy)

      changes campaigns raw\(policy)

      rows = derive campaigns tidy holidays=\(question.holidays)
      ```

      """
  }

  private var readingOptions: String {
    var options = CampaignColumn.allCases.compactMap { column in
      question.columns[column].map { "\(column.rawValue)=\(Canonical.quoted($0))" }
    }
    if question.dates != "unambiguous" { options.append("days=\(question.dates)") }
    if question.numbers != "auto" { options.append("numbers=\(question.numbers)") }
    return options.map { "\n  \($0)" }.joined()
  }

  private var series: String {
    let names = charted.joined(separator: ", ")
    let rest =
      charted.count < data.channels.count
      ? "The chart of spend has room for the \(charted.count) largest of \(data.channels.count) campaigns.\n\n"
      : ""
    return """
      ## One row a \(period)

      \(rest)```mix #series
      daily = series campaigns tidy

      plot line daily y=revenue
      plot spend daily channels=\(names)
      ```

      """
  }

  /// The columns of the largest campaigns, as many as a chart can show.
  private var charted: [String] {
    let most = min(8, Vocabulary.pointLimit / max(1, data.rowCount))
    let largest = data.channels.indices.sorted { left, right in
      (-data.channels[left].spend, left) < (-data.channels[right].spend, right)
    }
    return largest.prefix(max(1, most)).sorted().map { data.channels[$0].column }
  }

  private var model: String {
    let names = data.channels.map(\.column).joined(separator: ", ")
    let rates = data.channels.map { "\($0.column): \(Canonical.text($0.retention))" }.joined(
      separator: ", ")
    let options = [
      "target     = revenue", "channels   = \(names)", "adstock    = recursive(\(rates))",
      "saturation = log(1)", "unit       = money", "trend      = linear",
      data.dummies.isEmpty ? nil : "dummies    = \(data.dummies.joined(separator: ", "))",
      data.hasHolidays ? "holidays   = \(question.holidays)" : nil,
      "penalties  = 0.001, 0.01, 0.1, 1, 10, 100, 1000", "folds      = \(data.folds)",
      "holdout    = \(data.heldOut)", "seed       = seed",
    ].compactMap { $0 }.map { "\n  \($0)" }.joined()
    return """
      ## The model

      Spend is carried over from \(period) to \(period) by the rates below, rules of thumb and no estimates, and its effect
      grows with ln(1 + spend). The penalty is the best of seven in \(data.folds) folds in the order of time; the last
      \(data.heldOut) rows are kept away from the fit and tested on.\(silence)

      ```mix #model
      model = fit \(question.model) daily\(options)

      evaluate model
      plot fit model
      coefficients model
      ```

      """
  }

  /// Campaigns that the model cannot speak of.
  private var silence: String {
    guard !data.silent.isEmpty else { return "" }
    let names = data.silent.prefix(12).map(plain).joined(separator: ", ")
    let more = data.silent.count > 12 ? " and \(data.silent.count - 12) more" : ""
    return " Left out, because their spend never changes in the fitted rows: \(names)\(more)."
  }

  private var returns: String {
    """
    ## What each campaign brought

    Over all rows, those of the test too. The return that the platform books to a campaign (`roas` in the rows) is its own claim;
    `roi` here is what the model finds once the rest of the calendar has had its share. The chart is of the fitted rows alone,
    for which intervals can be drawn.

    ```mix #returns
    brought = contributions model rows=all
    show brought

    plot roi model
    ```

    """
  }

  private var budget: String {
    var amount = ""
    switch question.budget {
    case .share(let share)?: amount = " budget=\(Canonical.text(share * 100))%"
    case .amount(let money)?:
      amount = " budget=\(Canonical.text(money / Double(data.rowCount)))"
    case nil: break
    }
    let limits = words([
      question.minShare.map { "lower=\(Canonical.text($0 * 100))%" },
      question.maxShare.map { "upper=\(Canonical.text($0 * 100))%" },
    ])
    return """
      ## The budget

      Money here is for one \(period) of spending the same for ever; the database has it over all \(data.rowCount).

      ```mix #budget
      best = optimize model\(amount)\(limits)
      show best

      plot plan best
      scenarios model\(amount)\(limits)
      ```

      """
  }

  private var files: String {
    """
    ## The files

    ```mix #files
    save campaigns rows fit=model plan=best raw=raw\(policy) to=\(Canonical.quoted(output))
    ```

    """
  }

  // MARK: - Words

  /// The choices of cleaning that are not the usual ones, as options.
  private var policy: String {
    words([
      question.policy.outliers == .mend ? nil : "outliers=\(question.policy.outliers.rawValue)",
      question.policy.gaps == .auto ? nil : "gaps=\(question.policy.gaps.rawValue)",
    ])
  }

  private var period: String { data.stepInDays == 7 ? "week" : "day" }

  private func words(_ options: [String?]) -> String {
    options.compactMap { $0 }.map { " \($0)" }.joined()
  }

  /// Somebody's words as Markdown that means nothing but them.
  private func plain(_ text: String) -> String {
    var plain = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace || scalar.value < 32 {
        plain += " "
        continue
      }
      let isSign =
        scalar.isASCII && scalar.value > 32
        && !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      if isSign { plain += "\\" }
      plain.unicodeScalars.append(scalar)
    }
    return plain
  }
}
