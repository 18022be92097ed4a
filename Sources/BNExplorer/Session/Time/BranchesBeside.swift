extension Session {
  /// The branches whose curves can be held against the present one's, each at its end: those with names that a person gave first,
  /// then the latest future that was left; none of another number of channels.
  ///
  /// Every reset leaves a future, so that all of them would soon crowd out what is compared.
  var branchesBeside: [(name: String, branch: Branch)] {
    let others = branches.names.compactMap { name in
      branches.branch(named: name).map { (name: name, branch: $0.end) }
    }
    let alike = others.filter { other in
      guard let channels = layer?.channels, let theirs = other.branch.layer?.channels else { return true }
      return channels == theirs
    }
    return alike.filter { !Branches.isFuture($0.name) } + alike.filter { Branches.isFuture($0.name) }.suffix(1)
  }
}
