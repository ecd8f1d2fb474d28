import Notebooks

extension Field {
  /// The parts of field names for several names, one each.
  ///
  /// Names that differ only in spelling, such as Email and E-Mail, have the same part; the second gets a number
  /// (`e_mail_2`), so that no field hides another. A name without any letter or digit is `unnamed`.
  static func parts(_ names: [String]) -> [String] {
    var taken = Set(names.map(part))
    var used: Set<String> = []
    return names.map { name in
      let own = part(name).isEmpty ? "unnamed" : part(name)
      if used.insert(own).inserted { return own }
      var number = 2
      while !taken.insert("\(own)_\(number)").inserted { number += 1 }
      used.insert("\(own)_\(number)")
      return "\(own)_\(number)"
    }
  }
}
