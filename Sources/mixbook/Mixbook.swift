import ArgumentParser

@main
struct Mixbook: AsyncParsableCommand {
  func run() async throws {}
}
