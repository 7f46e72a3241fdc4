import AtalayaModel

/// Names: legal and unique.
enum NameRules {
    static let all: [StackRule] = [
        StackRule(
            "stack-name", "The name of a stack is made of lower case letters, digits and '-', and begins with a letter."
        ) { stack in
            isSlug(stack.name) ? [] : [StackProblem("stack.name", refusal("name", stack.name))]
        },
        StackRule(
            "service-name", "Services have unique names like the stack's, other than those of the stack's own programs."
        ) { stack in
            var seen = Set<String>()
            return stack.placedServices.flatMap { path, service in
                var problems: [StackProblem] = []
                if !isSlug(service.name) { problems.append(StackProblem(path, refusal("service", service.name))) }
                if !seen.insert(service.name).inserted {
                    problems.append(StackProblem(path, "there is already a service '\(service.name)'"))
                }
                if (StackJob.reservedNames + StackRuleFiles.reservedNames).contains(service.name) {
                    problems.append(
                        StackProblem(path, "'\(service.name)' is the name of a part of the stack; choose another one"))
                }
                return problems
            }
        },
        StackRule("objective-name", "Objectives have names like the stack's, unique within their service.") { stack in
            stack.placedServices.flatMap { path, service in
                var seen = Set<String>()
                return service.objectives.flatMap { objective in
                    let path = "\(path).objectives.\(objective.name)"
                    var problems: [StackProblem] = []
                    if !isSlug(objective.name) {
                        problems.append(StackProblem(path, refusal("objective", objective.name)))
                    }
                    if !seen.insert(objective.name).inserted {
                        problems.append(StackProblem(path, "there is already an objective '\(objective.name)'"))
                    }
                    return problems
                }
            }
        },
        StackRule(
            "duplicate-job",
            "No two scrape jobs have the same name, those of the stack's own programs and services included."
        ) { stack in
            let own = Set(StackJob.own(of: stack).map(\.name))
            var seen = Set<String>()
            return stack.prometheus.jobs.compactMap { job in
                let path = "prometheus.jobs.\(job.name)"
                if own.contains(job.name) {
                    return StackProblem(path, "duplicate job '\(job.name)': the stack has a job of this name already")
                }
                return seen.insert(job.name).inserted ? nil : StackProblem(path, "duplicate job '\(job.name)'")
            }
        },
        StackRule(
            "label-name",
            "Labels are made of letters, digits and '_', do not begin with a digit or '__', and stand once."
        ) { stack in
            var problems = labels(stack.labels.map(\.name), path: "stack.labels", reserved: ["environment"])
            for job in stack.prometheus.jobs {
                problems += labels(
                    job.labels.map(\.name), path: "prometheus.jobs.\(job.name).labels", reserved: ["job"])
            }
            for alert in stack.alerts {
                problems += labels(
                    alert.labels.map(\.name), path: "alerts.\(alert.name).labels", reserved: ["alertname", "severity"])
            }
            return problems
        },
        StackRule("log-tag", "A tag is made of letters, digits, '_', '-' and '.', with no empty part.") { stack in
            stack.placedServices.compactMap { path, service in
                guard let tag = service.logs?.tag, !isTag(tag) else { return nil }
                return StackProblem("\(path).logs.tag", "'\(tag)' is not a tag; write for example \(service.name).app")
            }
        },
    ]

    private static func refusal(_ what: String, _ name: String) -> String {
        "\(what) '\(name)' must be made of lower case letters, digits and '-', begin with a letter, and have at most 63 characters"
    }

    /// What DNS, container and file names all allow.
    static func isSlug(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= 63, bytes.last != UInt8(ascii: "-") else { return false }
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
            && bytes.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }

    private static func isTag(_ tag: String) -> Bool {
        let parts = tag.split(separator: ".", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.unicodeScalars.allSatisfy {
                    $0.isASCII
                        && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                            || "_-".unicodeScalars.contains($0))
                }
        }
    }

    private static func labels(_ names: [String], path: String, reserved: [String]) -> [StackProblem] {
        var seen = Set<String>()
        return names.compactMap { name in
            let path = "\(path).\(name)"
            if reserved.contains(name) { return StackProblem(path, "the label '\(name)' is set by the stack itself") }
            if !seen.insert(name).inserted { return StackProblem(path, "the label '\(name)' stands twice") }
            do throws(ModelError) {
                _ = try LabelName(name)
                return nil
            } catch {
                return StackProblem(path, error.message)
            }
        }
    }
}
