import Marketing
import Notebooks

/// What `adstock=`, `saturation=`, `order=` and `search=` ask for.
///
/// A call without keys is for all channels, one with keys for those; a channel that is not named goes without, or gets the
/// standard of the command. Ranges become dimensions of a search, in the order of the channels and of each transform's
/// parameters.
struct AskedTransforms {
  private(set) var transforms: [String: ChannelTransform] = [:]
  private(set) var search: TransformSearch?

  /// Settings up to which a grid is taken where the author does not say.
  private static let usualSettings = 10_000
  private static let usualPoints = 10
  private static let usualStarts = 8

  init(_ arguments: Arguments, standards: [String: CallValue] = [:]) throws(CommandError) {
    let order: ChannelTransform.Order =
      arguments.optionalText("order") == "saturation_first" ? .saturationFirst : .adstockFirst
    let adstocks = AskedTransforms.calls(
      "adstock", TransformCalls.adstockCalls, arguments, else: standards["adstock"])
    let saturations = AskedTransforms.calls(
      "saturation", TransformCalls.saturationCalls, arguments, else: standards["saturation"])
    var dimensions: [TransformSearch.Dimension] = []
    for channel in arguments.texts("channels") {
      var transform = ChannelTransform(order: order)
      if let call = adstocks[channel] {
        transform.adstock = try Adstock(call.middle, parameter: "adstock")
        dimensions += try call.dimensions(
          channel, transform.adstock.parameters, "adstock", ChannelTransform.Parameter.adstock)
      }
      if let call = saturations[channel] {
        transform.saturation = Saturation(call.middle)
        dimensions += try call.dimensions(
          channel, transform.saturation.parameters, "saturation",
          ChannelTransform.Parameter.saturation)
      }
      if transform.adstock != .none || transform.saturation != .none {
        transforms[channel] = transform
      }
    }
    search = try AskedTransforms.search(dimensions, arguments)
  }

  /// The call of each channel; the standard one of those that have none, where there is one.
  private static func calls(
    _ parameter: String, _ signatures: [CallSignature], _ arguments: Arguments,
    else standard: CallValue?
  ) -> [String: CallValue] {
    var calls: [String: CallValue] = [:]
    for channel in arguments.texts("channels") { calls[channel] = standard }
    for (key, call) in arguments.keyedCalls(parameter) {
      guard key == nil else {
        calls[key ?? ""] = call
        continue
      }
      let first = signatures.first { $0.word == call.word }?.numbers.first?.name
      for channel in arguments.texts("channels") {
        var numbers = call.numbers
        if let first, let own = call.keyed[channel] { numbers[first] = own }
        // By channel, and this one is not among them.
        if let first, numbers[first] == nil { continue }
        calls[channel] = CallValue(call.word, numbers: numbers)
      }
    }
    return calls
  }

  private static func search(
    _ dimensions: [TransformSearch.Dimension], _ arguments: Arguments
  ) throws(CommandError) -> TransformSearch? {
    let asked = arguments.optionalCall("search")
    guard !dimensions.isEmpty else {
      guard asked == nil else {
        throw CommandError(
          "there is nothing to search: neither adstock nor saturation has a range such as "
            + "geometric(0.1..0.9)", parameter: "search")
      }
      return nil
    }
    func number(_ name: String, _ standard: Int) -> Int {
      asked?.numbers[name].flatMap { Int(exactly: $0) } ?? standard
    }
    // Before a run the points may be yet to be calculated: then the fewest there can be.
    let points = number("points", asked == nil ? usualPoints : 2)
    let settings = dimensions.reduce(1) { product, dimension in
      let isOpen = dimension.range.upperBound > dimension.range.lowerBound
      return min(1_000_000_000, product * (isOpen ? points : 1))
    }
    let isGrid = asked.map { $0.word == "grid" } ?? (settings <= usualSettings)
    guard isGrid else {
      return TransformSearch(dimensions, method: .gradient(starts: number("starts", usualStarts)))
    }
    guard settings <= TransformSearch.mostSettings else {
      throw CommandError(
        MixError.searchTooLarge(settings: settings, most: TransformSearch.mostSettings).description,
        parameter: "search")
    }
    return TransformSearch(dimensions, method: .grid(points: points))
  }
}

extension CallValue {
  /// The call with the middle of each range, and without the numbers that are yet to be calculated.
  fileprivate var middle: (word: String, numbers: [String: Double]) {
    (
      word,
      numbers.compactMapValues { quantity in
        switch quantity {
        case .number(let number): number
        case .range(let range): (range.lowerBound + range.upperBound) / 2
        case .calculation: nil
        }
      }
    )
  }

  /// What is searched, in the order of the transform's parameters.
  fileprivate func dimensions(
    _ channel: String, _ parameters: [TransformParameter], _ option: String,
    _ place: (Int) -> ChannelTransform.Parameter
  ) throws(CommandError) -> [TransformSearch.Dimension] {
    var dimensions: [TransformSearch.Dimension] = []
    for (index, parameter) in parameters.enumerated() {
      guard case .range(let range)? = numbers[parameter.name] else { continue }
      // How late a peak may be is the window's to say, which may be yet to be calculated.
      let isDomainKnown = numbers["window"]?.isCalculation != true
      let isInside =
        parameter.domain.contains(range.lowerBound) && parameter.domain.contains(range.upperBound)
      guard isInside || !isDomainKnown else {
        throw CommandError(
          "the range of \(parameter.name) leaves what \(word) allows, "
            + "\(Canonical.text(parameter.domain.lowerBound)) to "
            + Canonical.text(parameter.domain.upperBound), parameter: option, word: parameter.name)
      }
      dimensions.append(
        TransformSearch.Dimension(channel: channel, parameter: place(index), range: range))
    }
    return dimensions
  }
}
