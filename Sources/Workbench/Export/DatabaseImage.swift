import GRDB
import GRDBSQLite
import Tables

/// Tables and views as the bytes of an SQLite file.
struct DatabaseImage {
  let tables: [DatabaseTable]
  /// Statements that create views.
  let views: [String]
  /// What `PRAGMA user_version` says.
  let version: Int

  /// The file, made in memory, so that nothing of the machine, the clock or a path gets into it.
  ///
  /// Its journal mode is DELETE: no program needs a second file beside it to read it.
  func bytes() throws(DatabaseFileError) -> [UInt8] {
    do {
      var configuration = Configuration()
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'")
      }
      let queue = try DatabaseQueue(configuration: configuration)
      try queue.write { database in
        for table in tables { try database.fill(table) }
        for view in views { try database.execute(sql: view) }
        try database.execute(sql: "PRAGMA user_version = \(version)")
      }
      return try queue.inDatabase { try $0.serialized() }
    } catch {
      throw .refused("\(error)")
    }
  }

  /// A name as SQL takes it, whatever it holds.
  static func quoted(_ name: String) -> String { name.quotedDatabaseIdentifier }
}

extension Database {
  /// Makes a table with its indices and fills it.
  fileprivate func fill(_ table: DatabaseTable) throws {
    let name = table.name.quotedDatabaseIdentifier
    let columns = table.columns.map { column in
      "\(column.name.quotedDatabaseIdentifier) \(column.storage.rawValue)"
        + (column.isRequired ? " NOT NULL" : "")
    }
    try execute(sql: "CREATE TABLE \(name) (\(columns.joined(separator: ", ")))")
    let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
    let statement = try makeStatement(sql: "INSERT INTO \(name) VALUES (\(marks))")
    let cells = table.columns.map(\.databaseValues)
    for row in 0..<table.rowCount {
      try statement.execute(arguments: StatementArguments(cells.map { $0[row] }))
    }
    // After the rows: an index is built faster from all of them than grown by each.
    for column in table.indexed {
      let index = "\(table.name)_\(column.lowercased())".quotedDatabaseIdentifier
      try execute(sql: "CREATE INDEX \(index) ON \(name) (\(column.quotedDatabaseIdentifier))")
    }
  }

  /// The database as the bytes of its file.
  fileprivate func serialized() throws -> [UInt8] {
    var size: sqlite3_int64 = 0
    guard let start = sqlite3_serialize(sqliteConnection, "main", &size, 0) else {
      throw DatabaseError(resultCode: .SQLITE_NOMEM)
    }
    defer { sqlite3_free(start) }
    return Array(UnsafeBufferPointer(start: start, count: Int(size)))
  }
}

extension DatabaseTable.Column {
  /// The values as SQLite takes them.
  fileprivate var databaseValues: [DatabaseValue] {
    switch values {
    case .numbers(let numbers):
      numbers.map { number in
        if number.isNaN { return .null }
        return storage == .integer ? Int64(number).databaseValue : number.databaseValue
      }
    case .days(let days): days.map { $0?.description.databaseValue ?? .null }
    case .texts(let texts): texts.map { $0?.databaseValue ?? .null }
    }
  }
}
