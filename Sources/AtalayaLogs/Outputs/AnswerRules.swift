/// The rules of HTTP that hold whatever the protocol above it.
enum AnswerRules {
    /// The longest wait that a server may ask for; a longer one, which is rather a mistake, is cut to it.
    static let retryAfterMax: Duration = .seconds(300)

    /// What a status means that the protocol has no rule of its own for.
    ///
    /// - 2xx: the server has the request.
    /// - 400, 413, 422: something is wrong with the body.
    /// - 408, 425, 429, 5xx: not now.
    /// - Everything else is about us and not about the records: a wrong URL, a redirect, missing credentials. The records
    ///   wait until somebody has put it right.
    static func verdict(on answer: HTTPAnswer) -> OutputVerdict {
        switch answer.status {
        case 200..<300: .acknowledged
        case 400, 413, 422: .refused(isVerdict: true, message: message(of: answer))
        default: .later(after: retryAfter(answer), message: message(of: answer))
        }
    }

    /// `status 429: the beginning of the body`, in one line.
    static func message(of answer: HTTPAnswer) -> String {
        let text = oneLine(answer.body)
        return text.isEmpty ? "status \(answer.status)" : "status \(answer.status): \(text)"
    }

    /// The beginning of a text from a server, fit for a line of a log.
    static func oneLine(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        let printable = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) }
        return String(printable).split(separator: " ").joined(separator: " ")
    }

    /// How long the server asks us to wait (RFC 9110, 10.2.3): seconds, or a date, which is read against the server's
    /// own clock in the header `Date`.
    static func retryAfter(_ answer: HTTPAnswer) -> Duration? {
        guard let text = answer.header("retry-after") else { return nil }
        if let seconds = Int64(text), seconds >= 0 { return min(.seconds(seconds), retryAfterMax) }
        guard let date = httpDate(text), let now = answer.header("date").flatMap(httpDate) else { return nil }
        return min(max(.zero, .seconds(date - now)), retryAfterMax)
    }

    /// Seconds since the epoch of a date in the one form that is still written: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func httpDate(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", words[0].last == ",", let day = number(words[1], 1...31),
            let month = months.firstIndex(of: String(words[2])), let year = number(words[3], 1_970...9_999)
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = number(clock[0], 0...23), let minute = number(clock[1], 0...59),
            let second = number(clock[2], 0...60)
        else { return nil }
        let days = CivilTime.days(year: Int64(year), month: month + 1, day: day)
        return days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func number(_ digits: Substring, _ range: ClosedRange<Int>) -> Int? {
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), range.contains(number) else {
            return nil
        }
        return number
    }
}
