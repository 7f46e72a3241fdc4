import AtalayaModel

/// The matchers of a file, each text read once for all who ask: the same few stand in many routes.
struct MatcherReadings {
    /// More different expressions are not compiled: what has them cannot be asked, and the check says so.
    static let expressionsMax = 1_000

    private var readings: [String: Result<AlertmanagerMatchers.Reading, ConfigError>] = [:]
    private var patterns: [String: Result<Pattern, PatternError>] = [:]

    /// - Throws: As `AlertmanagerMatchers.read`.
    mutating func read(_ text: String) throws(ConfigError) -> AlertmanagerMatchers.Reading {
        if let known = readings[text] { return try known.get() }
        let result: Result<AlertmanagerMatchers.Reading, ConfigError>
        do throws(ConfigError) {
            result = .success(try AlertmanagerMatchers.read(text))
        } catch {
            result = .failure(error)
        }
        readings[text] = result
        return try result.get()
    }

    /// - Throws: `ConfigError.Code.invalidMatcher` for an expression that is none of RE2, beyond `PatternLimits`, or
    ///   beyond ``expressionsMax``.
    mutating func condition(_ matcher: LabelMatcher) throws(ConfigError) -> LabelCondition {
        guard [.matches, .doesNotMatch].contains(matcher.comparison) else { return LabelCondition(matcher, nil) }
        if patterns[matcher.value] == nil {
            guard patterns.count < Self.expressionsMax else {
                throw ConfigError(.invalidMatcher, "more than \(Self.expressionsMax) different regular expressions")
            }
            do throws(PatternError) {
                patterns[matcher.value] = .success(try Pattern(matcher.value, options: .whole))
            } catch {
                patterns[matcher.value] = .failure(error)
            }
        }
        switch patterns[matcher.value] {
        case .success(let pattern): return LabelCondition(matcher, pattern)
        case .failure(let error):
            throw ConfigError(.invalidMatcher, "'\(matcher)' cannot be asked: \(error.message)")
        case nil: return LabelCondition(matcher, nil)
        }
    }
}
