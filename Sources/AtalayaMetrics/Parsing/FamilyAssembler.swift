/// Puts lines together to families, and watches over what spans several lines: that families are contiguous, that
/// metadata comes once and first, that no series comes twice.
struct FamilyAssembler {
    /// A series by name and labels, whatever the order of its labels.
    private struct SeriesIdentity: Hashable {
        let name: ExactText
        let labels: [ParsedSample.Label]
    }

    private(set) var families: [ParsedFamily] = []
    private(set) var problems: [ExpositionProblem] = []
    private var positions: [ExactText: Int] = [:]
    private var current: Int?
    private var seen: [SeriesIdentity: Double?] = [:]

    mutating func report(_ problem: ExpositionProblem) {
        guard problems.count < ExpositionParser.problemsMax else { return }
        problems.append(problem)
    }

    var currentFamily: ParsedFamily? { current.map { families[$0] } }

    func family(named name: String) -> ParsedFamily? { positions[ExactText(name)].map { families[$0] } }

    /// Makes a family the current one, new if it is not there. Coming back to one that another followed is a problem.
    mutating func open(_ name: String, at line: Int) throws(ExpositionProblem) {
        if let current, ExactText(families[current].name) == ExactText(name) { return }
        if let position = positions[ExactText(name)] {
            current = position
            throw ExpositionProblem(
                line: line, .order, "the lines of \(name) are not together: it began on line \(families[position].line)"
            )
        }
        positions[ExactText(name)] = families.count
        current = families.count
        families.append(ParsedFamily(name: name, line: line))
    }

    /// Sets one piece of metadata of a family, which must not have it yet and must not have samples.
    mutating func setMetadata(
        _ keyword: String, of name: String, at line: Int, isSet: (ParsedFamily) -> Bool,
        set: (inout ParsedFamily) -> Void
    ) throws(ExpositionProblem) {
        try open(name, at: line)
        guard let current else { return }
        guard !isSet(families[current]) else {
            throw ExpositionProblem(line: line, .metadata, "a second # \(keyword) for \(name)")
        }
        guard families[current].samples.isEmpty else {
            throw ExpositionProblem(line: line, .metadata, "# \(keyword) for \(name) after its samples")
        }
        set(&families[current])
    }

    /// Adds a sample to the current family. The same series again is a problem, unless it has a later timestamp and the
    /// format allows that.
    mutating func add(_ sample: ParsedSample, allowingLaterPoints: Bool) throws(ExpositionProblem) {
        guard let current else { return }
        let identity = SeriesIdentity(name: ExactText(sample.name), labels: sample.labels(without: nil))
        let earlier = seen.updateValue(sample.timestamp, forKey: identity)
        families[current].samples.append(sample)
        if let earlier {
            let isLater =
                allowingLaterPoints && (earlier.flatMap { time in sample.timestamp.map { $0 > time } } ?? false)
            guard isLater else {
                throw ExpositionProblem(line: sample.line, .duplicate, "\(sample.name) with these labels comes twice")
            }
        }
    }

    func finished() -> ParsedExposition {
        ParsedExposition(
            families: families, problems: problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
    }
}
