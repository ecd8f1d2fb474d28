import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let saveCampaigns = Command(
    "save campaigns", in: campaignsChapter,
    "Writes rows, fit and plan as an SQLite database, a CSV file and a text summary.",
    operands: [
      Parameter(
        "table", .value(["table"]), "Cleaned rows, best with the columns of `derive campaigns`.")
    ],
    options: [
      Parameter("fit", .value([FitValue.kind.name]), "The model of their series."),
      Parameter("plan", .value([PlanValue.kind.name]), "The plan for the fit's channels."),
      Parameter(
        "budgets", .list(.percent(0.01...100)), .standard("90%, 100%, 110%, 120%, 150%"),
        "Budgets of the scenarios, as shares of the plan's."),
      Parameter(
        "raw", .value(["table"]), .optional,
        "The rows before cleaning: lists of what was found and of what was changed come along."),
    ] + policyOptions + [
      Parameter(
        "to", .path(.write), .optional,
        "The folder, relative to the project folder; left out, the artifacts folder's pipeline/NOTEBOOK."
      )
    ],
    example: "save campaigns rows fit=model plan=best raw=raw",
    infer: { inference throws(CommandError) in Shape(kind: nil) },
    run: { invocation in
      let results = try CampaignExport(invocation)
      return Outcome(showing: [], files: try results.files)
    })
}

/// The files that a campaign pipeline hands on.
struct CampaignExport {
  private let results: CampaignResults
  private let fit: MixFit
  private let plan: BudgetPlan
  private let cleaning: CampaignCleaning?
  private let folder: String?

  init(_ invocation: Invocation) throws {
    let table = try invocation.table()
    let fit: FitValue = try invocation.value("fit")
    let planned: PlanValue = try invocation.value("plan")
    self.fit = fit.fit
    plan = planned.plan
    let shares = invocation.arguments.keyedAmounts("budgets").map { item in
      switch item.amount {
      case .share(let share): share
      case .amount(let amount): amount
      }
    }
    let scenarios: BudgetScenarios
    do throws(BudgetError) {
      scenarios = try planned.plan.problem.scenarios(at: shares)
    } catch {
      throw CommandError(error, in: invocation.arguments, budget: "budgets")
    }
    do {
      let series = try CampaignSeries(table, step: fit.fit.data.stepInDays == 7 ? .week : .auto)
      results = try CampaignResults(
        rows: table, fit: fit.fit, plan: planned.plan, scenarios: scenarios,
        names: series.campaigns)
    } catch let error as CampaignError {
      throw CommandError(error, in: invocation.arguments)
    } catch let error as TableError {
      throw CommandError("\(error); clean campaigns gives such columns", parameter: "table")
    } catch let error as CampaignResultsError {
      throw CommandError(error.description, parameter: "fit")
    }
    if invocation.arguments.isGiven("raw") {
      do {
        cleaning = try CleaningMemo.cleaning(
          of: invocation.table("raw"), policy: invocation.arguments.policy)
      } catch let error as CampaignError {
        throw CommandError(error, in: invocation.arguments, rows: "raw")
      }
    } else {
      cleaning = nil
    }
    folder = invocation.arguments.optionalText("to")
  }

  /// The database, the rows as CSV, the summary; with raw rows also what was found and changed.
  var files: [OutputFile] {
    get throws {
      let database = MarketingDatabase(
        results, remarks: try CampaignSummary.remarks(results, fit: fit, plan: plan))
      let found = cleaning?.audit.counts.map { "\($0.rule.title): \($0.count)" } ?? []
      let changes = Dictionary(
        (cleaning?.counts ?? []).map { ($0.rule.title, $0.count) }, uniquingKeysWith: +)
      let summary = try CampaignSummary(
        results, fit: fit, plan: plan, problems: found, changes: changes)
      var files = [
        file("marketing_data.db", try database.bytes()),
        file("facebook_ads_processed.csv", database.csv()),
        file("data_summary.txt", summary.bytes),
      ]
      if let cleaning {
        // Cells of somebody's file end up in a spreadsheet here: none may run.
        let writer = CSVWriter(guardsFormulas: true)
        files.append(file("data_problems.csv", writer.bytes(cleaning.audit.table)))
        files.append(file("data_changes.csv", writer.bytes(cleaning.table)))
      }
      return files
    }
  }

  /// The names of all files that an export can give.
  static let fileNames = [
    "marketing_data.db", "facebook_ads_processed.csv", "data_summary.txt", "data_problems.csv",
    "data_changes.csv",
  ]

  private func file(_ name: String, _ bytes: [UInt8]) -> OutputFile {
    let place = folder == "." ? name : "\(folder ?? "pipeline")/\(name)"
    return OutputFile(path: place, isArtifact: folder == nil, bytes: bytes)
  }
}
