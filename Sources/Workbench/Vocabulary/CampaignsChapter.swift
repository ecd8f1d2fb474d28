import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// From raw campaign rows to a daily series and a database.
  static let campaigns: [Command] = [
    loadCampaigns, auditCampaigns, cleanCampaigns, changesCampaigns, plotCleaning, scoreCleaning,
    deriveCampaigns, seriesCampaigns, saveCampaigns,
  ]

  static let campaignsChapter = "Campaigns"

  static let campaignRows = Parameter(
    "table", .value(["table"]),
    "Rows of campaigns: date, campaign_name, spend, impressions, clicks, conversions, revenue, under these or "
      + "other usual names.")

  static let policyOptions = [
    Parameter(
      "outliers", .word(CampaignPolicy.Outliers.allCases.map(\.rawValue)), .standard("mend"),
      "Numbers far from what the row's others say: replaced by that, or kept."),
    Parameter(
      "gaps", .word(CampaignPolicy.Gaps.allCases.map(\.rawValue)), .standard("auto"),
      "Days without a row: put in between their neighbours (mend), left empty (pause), or mended in campaigns that "
        + "miss at most 5% of their days (auto)."),
  ]

  private static let loadCampaigns = Command(
    "load campaigns", in: campaignsChapter,
    "Reads rows of campaigns from a CSV file under whatever names and spellings, into the standard columns.",
    operands: [Parameter("path", .path(.read), "The file, relative to the project folder.")],
    options: CampaignColumn.allCases.map { column in
      Parameter(
        column.rawValue, .text, .optional,
        column.isCount
          ? "The file's column, a calculation over columns, or none."
          : CampaignColumn.measures.contains(column)
            ? "The file's column, or a calculation over columns: \"Sales * 100\"."
            : "The file's column; usual names are found without it.")
    } + [
      Parameter(
        "days", .word(["unambiguous", "day_first", "month_first"]), .standard("unambiguous"),
        "How dates such as 03/04/2024 are read, where no date of the column decides."),
      Parameter(
        "numbers", .word(["auto", "plain", "comma_thousands", "decimal_comma"]), .standard("auto"),
        "How numbers are written: as their column tells, 1234.5, 1,234.5 or 1.234,5."),
    ],
    gives: "table", example: "raw = load campaigns data/raw/ads.csv spend=Cost clicks=none",
    infer: { inference throws(CommandError) in inference.table(nil) },
    run: { invocation in
      let file = try invocation.file("path")
      var asked: [CampaignColumn: String] = [:]
      for column in CampaignColumn.allCases {
        asked[column] = invocation.arguments.optionalText(column.rawValue)
      }
      do {
        let reading = try CampaignFile(
          path: file.path, asked: asked, spelling: invocation.arguments.campaignSpelling
        ).read()
        return Outcome(value: TableValue(reading.rows.table, notes: reading.notes))
      } catch let error as CSVError {
        throw complaint(error, shownAs: file.shownAs, invocation.arguments)
      } catch let error as CampaignError {
        throw CommandError(error, in: invocation.arguments, rows: "path")
      }
    })

  private static let auditCampaigns = Command(
    "audit campaigns", in: campaignsChapter,
    "Lists all that is wrong with rows of campaigns, by row and column: types, logic, repeats, gaps, outliers.",
    operands: [campaignRows], options: policyOptions, gives: "table",
    example: "findings = audit campaigns raw",
    infer: { inference throws(CommandError) in
      inference.table([
        ColumnShape("row", .numbers), ColumnShape("date", .dates),
        ColumnShape("campaign_name", .texts), ColumnShape("column", .texts),
        ColumnShape("found", .texts), ColumnShape("rule", .texts),
        ColumnShape("severity", .texts), ColumnShape("what", .texts),
      ])
    },
    run: { invocation in
      let audit = try invocation.cleaning().audit
      return Outcome(
        showing: [
          .table(
            TableOutput(
              // How bad a rule is stands in the note; a page has no room for the column.
              Table(audit.table.columns.filter { $0.name != "severity" }),
              title: audit.finding(of: try invocation.table().rowCount), note: audit.note,
              shownRows: 20))
        ],
        value: TableValue(audit.table, notes: [audit.note]))
    })

  private static let cleanCampaigns = Command(
    "clean campaigns", in: campaignsChapter,
    "Mends what an audit of campaign rows finds; `changes campaigns` lists every change.",
    operands: [campaignRows], options: policyOptions, gives: "table",
    example: "tidy = clean campaigns raw",
    infer: { inference throws(CommandError) in inference.standardCampaignColumns },
    run: { invocation in
      let cleaning = try invocation.cleaning()
      return Outcome(
        value: TableValue(
          cleaning.rows.table, notes: [cleaning.sentence], formats: campaignFormats))
    })

  private static let changesCampaigns = Command(
    "changes campaigns", in: campaignsChapter,
    "Lists every change that `clean campaigns` makes to the same rows with the same options.",
    operands: [campaignRows], options: policyOptions, gives: "table",
    example: "log = changes campaigns raw",
    infer: { inference throws(CommandError) in
      inference.table([
        ColumnShape("row", .numbers), ColumnShape("date", .dates),
        ColumnShape("campaign_name", .texts), ColumnShape("column", .texts),
        ColumnShape("old", .texts), ColumnShape("new", .texts), ColumnShape("rule", .texts),
      ])
    },
    run: { invocation in
      let cleaning = try invocation.cleaning()
      return Outcome(
        table: TableOutput(cleaning.table, title: cleaning.sentence, shownRows: 20))
    })

  private static let scoreCleaning = Command(
    "score campaigns", in: campaignsChapter,
    "Sets the cleaning of simulated rows beside what the simulator planted.",
    operands: [campaignRows], options: policyOptions, gives: "table",
    example: "score campaigns raw",
    infer: { inference throws(CommandError) in
      .table(texts: "problem", numbers: ["planted", "found", "error_before", "error_after"])
    },
    run: { invocation in
      guard case .ads(let truth)? = try invocation.tableValue().truth else {
        throw CommandError(CampaignError.otherRows, in: invocation.arguments)
      }
      let score = try CleaningScore(try invocation.cleaning(), truth)
      return Outcome(table: score.output)
    })

  private static let deriveCampaigns = Command(
    "derive campaigns", in: campaignsChapter,
    "Adds rates, costs and the calendar to rows of campaigns: ctr cvr cpc cpm cpa roas, weekday, weekend, holiday.",
    operands: [campaignRows],
    options: [
      Parameter(
        "holidays", .word(["none"] + HolidayCalendar.countries.map(\.code)), .standard("retail"),
        "Which days are holidays: a country's code, or the days of shopping.")
    ],
    gives: "table", example: "rows = derive campaigns tidy",
    infer: { inference throws(CommandError) in
      guard let columns = inference.columns() else { return inference.table(nil) }
      let texts: Set = ["day_of_week", "campaign_type", "time_period"]
      return inference.table(
        columns.filter { !CampaignMeasures.names.contains($0.name) }
          + CampaignMeasures.names.map { ColumnShape($0, texts.contains($0) ? .texts : .numbers) })
    },
    run: { invocation in
      let value = try invocation.tableValue()
      let calendar = HolidayCalendar(country: invocation.arguments.text("holidays"))
      do throws(TableError) {
        return Outcome(
          value: TableValue(
            try CampaignMeasures.derived(value.table, calendar: calendar),
            formats: campaignFormats))
      } catch {
        throw CommandError("\(error); clean campaigns gives such columns", parameter: "table")
      }
    })

  private static let seriesCampaigns = Command(
    "series campaigns", in: campaignsChapter,
    "Makes one row a day or week of campaign rows: date, revenue of all, and a column of spend for each campaign.",
    operands: [campaignRows],
    options: [
      Parameter(
        "step", .word(CampaignSeries.Step.allCases.map(\.rawValue)), .standard("auto"),
        "What a row stands for: days, weeks from Monday, or what the rows have.")
    ],
    gives: "table", example: "daily = series campaigns tidy",
    infer: { inference throws(CommandError) in inference.table(nil) },
    run: { invocation in
      let table = try invocation.table()
      let step = CampaignSeries.Step(rawValue: invocation.arguments.text("step")) ?? .auto
      return try invocation.answered {
        let series = try CampaignSeries(table, step: step)
        let renamed = series.channels.map { "\($0) is \(series.campaigns[$0] ?? $0)" }
        return Outcome(
          value: TableValue(
            series.table,
            notes: [
              "Spend by campaign: \(renamed.prefix(20).joined(separator: ", "))"
                + (renamed.count > 20 ? " and \(renamed.count - 20) more." : ".")
            ]))
      }
    })

  static let campaignFormats: [String: NumberFormat] = [
    "spend": .decimals(2), "revenue": .decimals(2), "ctr": .percent(2), "cvr": .percent(1),
    "cpc": .decimals(2), "cpm": .decimals(2), "cpa": .decimals(2), "roas": .decimals(2),
  ]
}
