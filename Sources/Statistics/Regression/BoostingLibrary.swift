#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// XGBoost's C interface, loaded when the first trees are grown.
///
/// Linked, the library would cost every start of every program some milliseconds, and a machine without it could not
/// run anything. Nothing of it shows outside this folder: handles are plain addresses, and errors are thrown.
struct BoostingLibrary: Sendable {
  typealias Handle = UnsafeMutableRawPointer
  typealias Lengths = UnsafePointer<UInt64>
  typealias Floats = UnsafePointer<Float>
  typealias Text = UnsafePointer<CChar>

  let lastError: @convention(c) @Sendable () -> Text?
  let version:
    @convention(c) @Sendable (
      UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Void
  /// Values row after row, rows, columns, what is missing, the handle, threads.
  let makeRows:
    @convention(c) @Sendable (
      Floats, UInt64, UInt64, Float, UnsafeMutablePointer<Handle?>, Int32
    ) -> Int32
  let freeRows: @convention(c) @Sendable (Handle) -> Int32
  let setFloats: @convention(c) @Sendable (Handle, Text, Floats, UInt64) -> Int32
  let makeBooster:
    @convention(c) @Sendable (
      UnsafePointer<Handle?>?, UInt64, UnsafeMutablePointer<Handle?>
    ) -> Int32
  let freeBooster: @convention(c) @Sendable (Handle) -> Int32
  let setOption: @convention(c) @Sendable (Handle, Text, Text) -> Int32
  let grow: @convention(c) @Sendable (Handle, Int32, Handle) -> Int32
  /// A booster, rows, options, the shape and the numbers.
  let predict:
    @convention(c) @Sendable (
      Handle, Handle, Text, UnsafeMutablePointer<Lengths?>, UnsafeMutablePointer<UInt64>,
      UnsafeMutablePointer<Floats?>
    ) -> Int32
  let save:
    @convention(c) @Sendable (
      Handle, Text, UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<Text?>
    ) -> Int32
  let load: @convention(c) @Sendable (Handle, UnsafeRawPointer, UInt64) -> Int32

  /// What the errors call it.
  static let name = "libxgboost"

  /// Debian's name of the interface this was written for first; then what development packages and Homebrew install.
  private static let files = [
    "libxgboost.so.0", "libxgboost.so", "libxgboost.dylib",
    "/opt/homebrew/lib/libxgboost.dylib", "/usr/local/lib/libxgboost.dylib",
  ]

  private static let found: Result<BoostingLibrary, StatisticsError> = {
    for file in files {
      guard let image = dlopen(file, RTLD_NOW | RTLD_LOCAL) else { continue }
      guard let library = BoostingLibrary(image) else {
        return .failure(
          .library(
            name: name,
            message: "\(file) lacks functions of version 1.7; install a newer one (libxgboost-dev)")
        )
      }
      return .success(library)
    }
    return .failure(
      .library(
        name: name,
        message:
          "not found on this machine; install it (Debian: libxgboost-dev, Homebrew: xgboost), "
          + "or use logistic regression, which needs no library"))
  }()

  /// The library, loaded once.
  static func loaded() throws(StatisticsError) -> BoostingLibrary { try found.get() }

  private init?(_ image: UnsafeMutableRawPointer) {
    func symbol<Function>(_ name: String, _ type: Function.Type) -> Function? {
      dlsym(image, name).map { unsafeBitCast($0, to: type) }
    }
    guard
      let lastError = symbol("XGBGetLastError", (@convention(c) @Sendable () -> Text?).self),
      let version = symbol(
        "XGBoostVersion",
        (@convention(c) @Sendable (
          UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
        ) -> Void).self),
      let makeRows = symbol(
        "XGDMatrixCreateFromMat_omp",
        (@convention(c) @Sendable (
          Floats, UInt64, UInt64, Float, UnsafeMutablePointer<Handle?>, Int32
        ) -> Int32).self),
      let freeRows = symbol(
        "XGDMatrixFree", (@convention(c) @Sendable (Handle) -> Int32).self),
      let setFloats = symbol(
        "XGDMatrixSetFloatInfo",
        (@convention(c) @Sendable (Handle, Text, Floats, UInt64) -> Int32).self),
      let makeBooster = symbol(
        "XGBoosterCreate",
        (@convention(c) @Sendable (
          UnsafePointer<Handle?>?, UInt64, UnsafeMutablePointer<Handle?>
        ) -> Int32).self),
      let freeBooster = symbol(
        "XGBoosterFree", (@convention(c) @Sendable (Handle) -> Int32).self),
      let setOption = symbol(
        "XGBoosterSetParam", (@convention(c) @Sendable (Handle, Text, Text) -> Int32).self),
      let grow = symbol(
        "XGBoosterUpdateOneIter",
        (@convention(c) @Sendable (Handle, Int32, Handle) -> Int32).self),
      let predict = symbol(
        "XGBoosterPredictFromDMatrix",
        (@convention(c) @Sendable (
          Handle, Handle, Text, UnsafeMutablePointer<Lengths?>, UnsafeMutablePointer<UInt64>,
          UnsafeMutablePointer<Floats?>
        ) -> Int32).self),
      let save = symbol(
        "XGBoosterSaveModelToBuffer",
        (@convention(c) @Sendable (
          Handle, Text, UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<Text?>
        ) -> Int32).self),
      let load = symbol(
        "XGBoosterLoadModelFromBuffer",
        (@convention(c) @Sendable (Handle, UnsafeRawPointer, UInt64) -> Int32).self)
    else { return nil }
    self.lastError = lastError
    self.version = version
    self.makeRows = makeRows
    self.freeRows = freeRows
    self.setFloats = setFloats
    self.makeBooster = makeBooster
    self.freeBooster = freeBooster
    self.setOption = setOption
    self.grow = grow
    self.predict = predict
    self.save = save
    self.load = load
  }

  /// Throws what the library says where a call failed.
  func check(_ code: Int32) throws(StatisticsError) {
    guard code != 0 else { return }
    // The first line is the reason, the others are addresses of the library's functions.
    let lines = lastError().map { String(cString: $0) }?.split(separator: "\n") ?? []
    throw .library(
      name: BoostingLibrary.name, message: lines.first.map(String.init) ?? "an unknown error")
  }
}
