import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One worker's part of a file of journeys.
protocol JourneyWorker: Sendable {
  /// Takes the rows of one chunk; problems go into the list.
  mutating func take(_ chunk: borrowing CSVChunk, _ problems: inout ChunkProblems)
  /// Puts what it has in order, after the last chunk.
  mutating func finish()
}

/// What is wrong in the chunks that one worker read.
struct ChunkProblems: Sendable {
  let limit: Int
  private(set) var found: [(chunk: Int, problem: JourneyProblem)] = []

  init(limit: Int) { self.limit = limit }

  var isFull: Bool { found.count >= limit }

  /// Notes what is wrong with a cell.
  mutating func note(
    _ kind: JourneyProblem.Kind, _ chunk: borrowing CSVChunk, _ row: Int, _ field: Int
  ) {
    let (line, column) = chunk.place(row, field)
    let problem = JourneyProblem(
      kind, line: line, column: column, field: chunk.fields[field] + 1)
    found.append((chunk.number, problem))
  }

  mutating func note(_ problem: CSVProblem, _ chunk: Int) {
    found.append(
      (
        chunk,
        JourneyProblem(
          .csv(problem.kind), line: problem.line, column: problem.column, field: problem.field)
      ))
  }
}

/// What a reader did and found besides the journeys.
struct ReadCounts: Sendable {
  var rows = 0
  var blankLines = 0
}

/// Lets workers read one file to its end, or to the bound on problems.
///
/// Whatever worker gets which chunk, the first problems of the file are found: a worker stops only after as many
/// problems as are wanted, and all that comes later in the file comes after these.
func read<Worker: JourneyWorker>(
  _ file: CSVChunks, fields: [Int], workers: Int?, problemLimit: Int,
  worker: @escaping @Sendable () -> Worker
) async throws(JourneyError) -> (workers: [Worker], counts: ReadCounts) {
  typealias Part = (worker: Worker, counts: ReadCounts, problems: ChunkProblems)
  let count = max(1, workers ?? processorCount())
  let results = await withTaskGroup(of: Result<Part, CSVError>.self) { group in
    for _ in 0..<count {
      group.addTask {
        var chunk = CSVChunk(fields: fields)
        var part: Part = (worker(), ReadCounts(), ChunkProblems(limit: problemLimit))
        do throws(CSVError) {
          while !part.problems.isFull, try file.next(&chunk) {
            for problem in chunk.problems { part.problems.note(problem, chunk.number) }
            part.counts.rows += chunk.rowCount
            part.counts.blankLines += chunk.blankLines
            part.worker.take(chunk, &part.problems)
          }
          part.worker.finish()
          return .success(part)
        } catch {
          return .failure(error)
        }
      }
    }
    var results: [Result<Part, CSVError>] = []
    for await result in group { results.append(result) }
    return results
  }
  var parts: [Part] = []
  for result in results {
    switch result {
    case .success(let part): parts.append(part)
    case .failure(let error): throw JourneyError(error)
    }
  }
  let problems = parts.flatMap { $0.problems.found }.map { chunk, problem in
    JourneyProblem(
      problem.kind, line: problem.line + file.lines(before: chunk), column: problem.column,
      field: problem.field)
  }
  if !problems.isEmpty {
    let sorted = problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    throw JourneyError(
      file: file.file, problems: Array(sorted.prefix(problemLimit)),
      stoppedEarly: sorted.count >= problemLimit)
  }
  var counts = ReadCounts()
  for part in parts {
    counts.rows += part.counts.rows
    counts.blankLines += part.counts.blankLines
  }
  return (parts.map(\.worker), counts)
}

/// How many cores the system offers; no result depends on it.
private func processorCount() -> Int { min(64, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
