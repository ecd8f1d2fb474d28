import TestSupport
import Workbench

// Writes two databases in turn to one path until it is killed: database-writer PATH. Tests kill it and look at the file.

guard CommandLine.arguments.count == 2 else { preconditionFailure("database-writer PATH") }
let databases = try [1, 2].map { seed in
  try MarketingDatabase(CampaignTrial(parts: 10, seed: seed).results())
}
while true {
  for database in databases { try database.write(to: CommandLine.arguments[1]) }
}
