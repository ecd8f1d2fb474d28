import GRDB
import TestSupport
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// What another program does to a database, for tests that kill it: database-writer write|hold PATH.
//   write  writes two databases in turn to the path
//   hold   begins to change the database there, makes the file PATH.held, and never ends

guard CommandLine.arguments.count == 3 else { preconditionFailure("write|hold PATH") }
let path = CommandLine.arguments[2]
if CommandLine.arguments[1] == "hold" {
  let queue = try DatabaseQueue(path: path)
  try queue.inDatabase { database in
    try database.execute(sql: "BEGIN IMMEDIATE")
    close(open("\(path).held", O_WRONLY | O_CREAT, 0o644))
    while true { sleep(1) }
  }
} else {
  let databases = try [1, 2].map { seed in
    try MarketingDatabase(CampaignTrial(parts: 10, seed: seed).results())
  }
  while true {
    for database in databases { try database.write(to: path) }
  }
}
