import Figures
import Notebooks
import Tables

/// A lesson that uses everything a page can show.
enum Demonstration {
  static var result: NotebookResult {
    var draft = Draft(title: "A first model, and why it is wrong")
    draft.frontMatter.summary =
      "Least squares and ridge on two years of weekly sales, without carryover or saturation: good fit, wrong answers."
    draft.frontMatter.minutes = 35
    draft.frontMatter.languages = ["en", "ko"]
    opening(&draft)
    figures(&draft)
    apparatus(&draft)
    teaching(&draft)
    languages(&draft)
    draft.names = [
      NamedResult(name: "retail", kind: "table", fields: [("rows", .number(104))]),
      NamedResult(
        name: "baseline", kind: "fit",
        fields: [("r2", .number(0.8712)), ("roi.tv", .number(1.0 / 3)), ("mape", .number(.nan))]),
    ]
    return draft.result
  }

  /// The same lesson, ended by a mistake.
  static var failing: NotebookResult {
    var draft = Draft(title: "A first model, and why it is wrong")
    draft.frontMatter.summary = "Least squares and ridge on two years of weekly sales."
    draft.heading(2, "Fit", id: "fit")
    draft.cell(
      "data", "retail = simulate retail weeks=104 seed=42\n\ndescribe retail",
      outputs: [.table(summary)])
    draft.cell(
      "broken", "wrong = fit ridge retail\n  target   = sales\n  channels = spend_tv, digital")
    let mistake = Diagnostic(
      .error, "no column \"spend_tv\"", at: draft.span(of: "spend_tv"), suggestion: "tv_spend")
    draft.outcomes[1].state = .failed(mistake)
    draft.failure = mistake
    draft.failedCell = 1
    draft.cell("after", "plot fit wrong", state: .notRun)
    let value = draft.value("wrong.r2", nil, origin: "wrong.r2, not computed")
    draft.paragraph(.text("The model explains "), value, .text(" of the variance."))
    return draft.result
  }

  private static func opening(_ draft: inout Draft) {
    draft.heading(1, "A first model", id: "a-first-model")
    draft.paragraph(
      .text(
        "A manager asks a plain question: for every euro that went into television last year, how many came back? The plainest answer is a regression of weekly sales on weekly spend. It takes one line, fits "
      ), .emphasis([.text("well")]),
      .text(
        ", and is wrong in a way that no measure of fit will show. This lesson builds that model with care, looks at it from all sides, and finds out where it fails."
      ))
    let r2 = draft.value(
      "baseline.r2 | 2", "0.87", origin: "baseline.r2 = 0.87124…, cell baseline-fit")
    let roi = draft.value(
      "baseline.roi.tv | 2", "2.41", origin: "baseline.roi.tv = 2.4131…, cell baseline-fit")
    draft.heading(2, "Least squares", id: "least-squares")
    draft.paragraph(
      .text("Sales in a week are a baseline plus what each channel adds. The model explains "), r2,
      .text(" of the variance and says that television returns "), roi,
      .text(" for each euro spent; "), .link(destination: "#baseline-fit", title: "", content: []),
      .text(" shows the fit and "), .link(destination: "#coefficients", title: "", content: []),
      .text(
        " the coefficients. Ordinary words follow so that the paragraph has the length of one that a person would write, with a "
      ),
      .code("mix"), .text(" in it and a "),
      .link(destination: "https://example.org/", title: "", content: [.text("link to the world")]),
      .text("."))
    draft.blocks.append(
      .math(
        tex: "y_t = \\alpha + \\sum_c \\beta_c x_{c,t} + \\varepsilon_t", span: SourceSpan(0, 0)))
    draft.cell(
      "data",
      "# Two years of weekly data, with a truth that we look at last.\nretail = simulate retail weeks=104 seed=42"
    ) { $0.echo = .fold }
    draft.blocks.append(
      .alert(
        .note,
        [
          .paragraph(
            [
              .text(
                "A regression coefficient is a price only if nothing else moves with the spend. Here demand moves both."
              )
            ], span: SourceSpan(0, 0))
        ]))
  }

  private static func figures(_ draft: inout Draft) {
    draft.cell(
      "baseline-fit",
      "baseline = fit ridge retail\n  target   = sales\n  channels = tv, digital, radio, print, social\n  controls = holiday   # known in advance\n  holdout  = 12 weeks\n  adstock  = geometric(tv: 0.7, digital: 0.4)\n\nplot fit baseline title=\"Fitted and actual\"",
      outputs: [.chart(salesChart)]
    ) {
      $0.caption =
        "Actual and fitted weekly sales. The model follows the season and misses the peaks."
    }
    draft.cell(
      "coefficients", "show baseline",
      outputs: [
        .table(summary),
        .text(
          "Ridge shrinks all coefficients towards zero; the penalty was chosen by blocked cross-validation."
        ),
      ]
    ) {
      $0.caption = "ROI by channel with standard errors"
    }
    draft.heading(2, "What the residuals say", id: "residuals")
    draft.heading(3, "By time", id: "by-time")
    draft.paragraph(.text("If the model were right, its errors would look like noise. They don't."))
    draft.cell(
      "pair", "plot residuals baseline\nplot roi baseline",
      outputs: [.chart(roiChart), .chart(salesChart)]
    ) {
      $0.layout = 2
      $0.caption = "Residuals over time, and ROI by channel"
    }
    draft.cell(
      "claims",
      "claim baseline.r2 > 0.8\nclaim baseline.roi.tv ~ 2.4 within=0.3\nclaim baseline.roi.radio > 1",
      outputs: [
        .claim(
          .init(
            text: "baseline.r2 > 0.8", actual: "0.871 > 0.8", value: 0.871, holds: true,
            explanation: nil)),
        .claim(
          .init(
            text: "baseline.roi.tv ~ 2.4 within=0.3", actual: "2.413 ~ 2.4", value: 2.413,
            holds: true, explanation: nil)),
        .claim(
          .init(
            text: "baseline.roi.radio > 1", actual: "0.62 > 1", value: 0.62, holds: false,
            explanation: "Radio looks unprofitable because its effect comes a week later.")),
      ])
    draft.cell("mistake", "fit ols retail target=slaes") { $0.fails = "no column" }
    draft.outcomes[draft.outcomes.count - 1].state = .failedAsExpected(
      Diagnostic(.error, "no column \"slaes\"", at: draft.span(of: "slaes"), suggestion: "sales"))
  }

  private static func teaching(_ draft: inout Draft) {
    draft.heading(2, "Now you", id: "now-you")
    draft.paragraph(.text("Fit the same model with lasso and see which channel it drops first."))
    draft.cell(
      "try-lasso", "mine = fit lasso retail\n  target   = sales\n  channels = …", state: .notRun
    ) {
      $0.role = .exercise
      $0.caption = "Which channel goes first?"
    }
    for hint in [
      "Look at `penalty=`: the larger it is, the more coefficients are exactly zero.",
      "The channel that varies least tells least.",
    ] {
      draft.cell("hint", hint, state: .notRun) {
        $0.role = .hint(exercise: "try-lasso")
        $0.hint = [.paragraph([.text(hint)], span: SourceSpan(0, 0))]
      }
    }
    draft.cell(
      "check",
      "claim mine.coefficient.print == 0 else=\"That is the ridge penalty\"\nclaim mine.r2 > 0.8",
      state: .notRun
    ) {
      $0.role = .check(exercise: "try-lasso")
    }
    draft.cell(
      "solution",
      "mine = fit lasso retail\n  target   = sales\n  channels = tv, digital, radio, print, social\n  penalty  = 0.3\n\nshow mine",
      outputs: [.table(summary)]
    ) {
      $0.role = .solution(exercise: "try-lasso")
    }
    draft.quiz(
      Quiz(
        question: [
          .paragraph(
            [.text("R² rises from 0.87 to 0.93. What follows for ROI?")], span: SourceSpan(0, 0))
        ],
        answers: [
          .init(
            isRight: false, text: [.text("The ROI of every channel is now more exact.")],
            justification: [
              .paragraph(
                [
                  .text(
                    "Fit and attribution are different questions: a model can fit through the season alone."
                  )
                ], span: SourceSpan(0, 0))
            ]),
          .init(
            isRight: true, text: [.text("Nothing by itself.")],
            justification: [
              .paragraph(
                [.text("Many divisions of sales between channels fit equally well.")],
                span: SourceSpan(0, 0))
            ]),
        ]))
  }

  /// Prose as authors write it, read by the reader.
  private static func apparatus(_ draft: inout Draft) {
    let text = """
      ---
      title: Prose
      ---

      ### Prose as it is written

      Three things make a coefficient differ from the truth, and only one of them is noise.[^noise]

      | Trouble | Sign of the bias | Cure |
      |:--|--:|:--|
      | Demand moves spend and sales | + | an experiment |
      | Carryover is left out | − | `adstock=geometric(0.6)` |

      - [x] Fit looked at
      - [ ] Residuals looked at

      1. First the data,
      2. then the model,
      3. then the decision.

      > All models are wrong; some tell you how wrong: $`\\hat\\beta = (X^\\top X + \\lambda I)^{-1} X^\\top y`$.

      ```sh
      mixbook run notebooks/02_baseline_model.md
      ```

      [^noise]: The other two do not shrink with more weeks.
      """
    guard let notebook = NotebookReader.read(Array(text.utf8), name: "prose.md").notebook else {
      return
    }
    draft.blocks += notebook.blocks
    draft.footnotes = notebook.footnotes
  }

  private static func languages(_ draft: inout Draft) {
    draft.heading(2, "What to remember", id: "remember")
    draft.blocks.append(
      .passage(
        language: "en",
        [.paragraph([.text("Good fit is not a good answer.")], span: SourceSpan(0, 0))]))
    draft.blocks.append(
      .passage(
        language: "ko", [.paragraph([.text("적합도가 좋다고 해서 답이 옳은 것은 아니다.")], span: SourceSpan(0, 0))]))
    for alert in [Block.Alert.tip, .important, .warning, .caution] {
      draft.blocks.append(
        .alert(
          alert,
          [
            .paragraph(
              [.text("An alert of the kind \(alert.rawValue), as long as a sentence.")],
              span: SourceSpan(0, 0))
          ]))
    }
  }

  // MARK: - Outputs

  static let summary = TableOutput(
    Table([
      Column("channel", texts: ["tv", "digital", "radio", "print", "social"]),
      Column("spend", numbers: [1_204_310, 803_200, 402_100.5, 198_000, 310_450]),
      Column("roi", numbers: [2.413, 1.871, 0.62, 0.34, 1.12]),
      Column("standard error", numbers: [0.31, 0.22, 0.41, .nan, 0.18]),
      Column("share", numbers: [0.41, 0.27, 0.13, 0.07, 0.12]),
    ]), title: "ROI by channel", formats: ["share": .percent(0), "roi": .decimals(2)],
    emphasisedRows: [0],
    note: "Standard errors assume independent errors, which the residuals deny.")

  static let salesChart: Chart = {
    let weeks = (0..<104).map { Day(daysSinceEpoch: 18_994 + 7 * $0) }
    let sales = (0..<104).map { (week: Int) -> Double in
      let noise = Double((week * 37) % 23)
      let december: Double = week % 52 > 44 ? 40 : 0
      return 100 + Double(week) * 0.4 + noise + december
    }
    return Chart(
      "The model misses every December", subtitle: "Sales, € thousand a week",
      marks: [
        .line(.init("actual", x: .days(weeks), y: sales, paint: .actual)),
        .line(.init("fitted", x: .days(weeks), y: sales.map { $0 * 0.5 + 62 }, paint: .fitted)),
      ])
  }()

  static let roiChart = Chart(
    "Television returns most", subtitle: "€ of sales per € of spend",
    marks: [
      .bar(
        .init(
          "ROI", x: .categories(["tv", "digital", "radio", "print", "social"]),
          y: [2.41, 1.87, 0.62, 0.34, 1.12]))
    ])
}
