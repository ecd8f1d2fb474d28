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

  /// A name as SQL takes it, whatever it holds: GRDB's own quoting leaves quotes within a name as they are.
  static func quoted(_ name: String) -> String {
    var text = "\""
    // By scalars: with an accent after it a quote is another character, and a quote all the same.
    for scalar in name.unicodeScalars {
      if scalar == "\"" { text.unicodeScalars.append(scalar) }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }
}

extension Database {
  /// Makes a table with its indices and fills it.
  fileprivate func fill(_ table: DatabaseTable) throws {
    let name = DatabaseImage.quoted(table.name)
    let columns = table.columns.map { column in
      "\(DatabaseImage.quoted(column.name)) \(column.storage.rawValue)"
        + (column.isRequired ? " NOT NULL" : "")
    }
    try execute(sql: "CREATE TABLE \(name) (\(columns.joined(separator: ", ")))")
    let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
    let statement = try makeStatement(sql: "INSERT INTO \(name) VALUES (\(marks))")
    let cells = table.columns.map(DatabaseCells.init)
    for row in 0..<table.rowCount {
      for (index, cells) in cells.enumerated() {
        guard cells.bind(row, to: statement.sqliteStatement, at: Int32(index + 1)) == SQLITE_OK
        else { throw DatabaseError(resultCode: lastErrorCode, message: lastErrorMessage) }
      }
      // The statement's own `execute` would take the arguments as a list of values of any type: three times as slow.
      guard sqlite3_step(statement.sqliteStatement) == SQLITE_DONE else {
        throw DatabaseError(resultCode: lastErrorCode, message: lastErrorMessage)
      }
      sqlite3_reset(statement.sqliteStatement)
    }
    // After the rows: an index is built faster from all of them than grown by each.
    for column in table.indexed {
      let index = DatabaseImage.quoted("\(table.name)_\(column.lowercased())")
      try execute(sql: "CREATE INDEX \(index) ON \(name) (\(DatabaseImage.quoted(column)))")
    }
  }

  /// The database as the bytes of its file.
  fileprivate func serialized() throws -> [UInt8] {
    var size: sqlite3_int64 = 0
    guard let start = sqlite3_serialize(sqliteConnection, "main", &size, 0) else {
      throw DatabaseError(resultCode: .SQLITE_NOMEM)
    }
    defer { sqlite3_free(start) }
    var bytes = Array(UnsafeBufferPointer(start: start, count: Int(size)))
    // The version of the library that wrote the file (bytes 96 to 99 of the header) is for information alone, and the one
    // thing in the file that would differ between machines.
    if bytes.count >= 100 { bytes.replaceSubrange(96..<100, with: [0, 0, 0, 0]) }
    return bytes
  }
}

/// The values of a column as SQLite takes them.
private enum DatabaseCells {
  case reals([Double])
  case integers([Double])
  case texts([String?])

  init(_ column: DatabaseTable.Column) {
    switch column.values {
    case .numbers(let numbers):
      self = column.storage == .integer ? .integers(numbers) : .reals(numbers)
    case .days(let days): self = .texts(days.map { $0?.description })
    case .texts(let texts): self = .texts(texts)
    }
  }

  /// Binds the cell of a row and returns SQLite's code.
  func bind(_ row: Int, to statement: SQLiteStatement, at index: Int32) -> Int32 {
    switch self {
    case .reals(let numbers):
      // SQLite takes NaN for NULL.
      return sqlite3_bind_double(statement, index, numbers[row])
    case .integers(let numbers):
      return numbers[row].isNaN
        ? sqlite3_bind_null(statement, index)
        : sqlite3_bind_int64(statement, index, Int64(numbers[row]))
    case .texts(let texts):
      guard var text = texts[row] else { return sqlite3_bind_null(statement, index) }
      return text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { bytes in
          // Without a pointer an empty text would be NULL.
          guard let start = bytes.baseAddress else {
            return sqlite3_bind_text(statement, index, "", 0, transient)
          }
          return sqlite3_bind_text(statement, index, start, Int32(bytes.count), transient)
        }
      }
    }
  }
}

/// SQLITE_TRANSIENT, a cast that is no constant to Swift: SQLite makes a copy of its own.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
