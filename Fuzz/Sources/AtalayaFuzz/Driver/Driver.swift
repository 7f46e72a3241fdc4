import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Starts workers, notices how they end, and keeps what killed them.
struct Driver {
    /// A case that takes longer hangs.
    private static let caseSecondsMax: Int32 = 20
    /// After this many, somebody should read them first.
    private static let findingsMax = 10

    var options: Options

    /// How a worker came to its end.
    private enum Ending {
        case finished
        case died(case: Int, how: String)
    }

    /// The number of findings.
    func run() throws -> Int {
        var found = 0
        for target in options.targets {
            let kept = Findings(target: target).files
            found += try run(target, .findings(kept), isReplay: true)
            if options.isReplayOnly { continue }
            let generator = CaseGenerator(corpus: target.seeds, dictionary: target.dictionary, seed: options.seed)
            found += try run(target, .mutations(generator, count: options.cases), isReplay: false)
        }
        return found
    }

    private func run(_ target: any FuzzTarget, _ inputs: CaseSource, isReplay: Bool) throws -> Int {
        let started = ContinuousClock.now
        var found = 0
        var next = 0
        while next < inputs.count, found < Self.findingsMax {
            guard case .died(let number, let how) = try runWorker(target, from: next, isReplay: isReplay) else { break }
            found += 1
            next = number + 1
            try report(target, inputs.input(forCase: number), number: number, how: how, isReplay: isReplay)
        }
        if inputs.count > 0 {
            let kind = isReplay ? "kept findings" : "cases of seed \(options.seed)"
            say("\(target.name): \(inputs.count) \(kind), \(found) broke it, \(ContinuousClock.now - started)")
        }
        return found
    }

    private func report(_ target: any FuzzTarget, _ input: [UInt8], number: Int, how: String, isReplay: Bool) throws {
        say("\(target.name): case \(number) \(how)")
        if isReplay {
            say("  kept as \(Findings(target: target).files[number].path)")
            return
        }
        let hex = input.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let file = try Findings(target: target).keep(input, name: "seed-\(options.seed)-case-\(number)")
        say("  seed \(options.seed), \(input.count) bytes: \(hex.prefix(512))\(hex.count > 512 ? "…" : "")")
        say("  kept as \(file.path)")
    }

    private func runWorker(_ target: any FuzzTarget, from first: Int, isReplay: Bool) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            target.name, "--cases", "\(options.cases)", "--seed", "\(options.seed)",
            isReplay ? "--worker-finding" : "--worker-case", "\(first)",
        ]
        let numbers = Pipe()
        let complaints = Pipe()
        process.standardOutput = numbers
        process.standardError = complaints
        var environment = ProcessInfo.processInfo.environment
        // The runtime's backtraces take seconds; the input says it all.
        environment["SWIFT_BACKTRACE"] = "enable=no"
        process.environment = environment
        try process.run()

        let (lastCase, hung) = readCaseNumbers(numbers.fileHandleForReading)
        if hung { kill(process.processIdentifier, SIGKILL) }
        let complaint = String(
            decoding: complaints.fileHandleForReading.readDataToEndOfFile().suffix(2048), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationReason == .exit, process.terminationStatus == 0 { return .finished }

        let how =
            hung
            ? "hung for \(Self.caseSecondsMax) s"
            : process.terminationReason == .exit && process.terminationStatus == 3
                ? "broke a promise: \(complaint.trimmingCharacters(in: .newlines))"
                : "died of signal \(process.terminationStatus): \(complaint.split(separator: "\n").first ?? "")"
        return .died(case: lastCase ?? first, how: how)
    }

    /// Reads until the worker closes its output or stays silent too long.
    private func readCaseNumbers(_ handle: FileHandle) -> (last: Int?, hung: Bool) {
        var pending: [UInt8] = []
        var last: Int?
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            var descriptor = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
            if poll(&descriptor, 1, Self.caseSecondsMax * 1000) == 0 { return (last, true) }
            let count = read(handle.fileDescriptor, &buffer, buffer.count)
            guard count > 0 else { return (last, false) }
            pending.append(contentsOf: buffer[..<count])
            let whole = pending.count / 8 * 8
            if whole > 0 {
                last = Int(pending[(whole - 8)..<whole].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
                pending.removeFirst(whole)
            }
        }
    }
}
