/// monitoring/rules/*.yml: recorded series and alerts.
public struct RulesRenderer: StackRenderer {
    public let name = "rules"

    public init() {}

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        StackRuleFiles(stack: stack.stack).rendered.map { named in
            let contents = YAMLWriter.write(named.file.document(), header: GeneratedHeader.lines(named.purpose))
            return RenderedFile(path: "monitoring/rules/\(named.name).yml", contents: contents)
        }
    }

    static func ruleFiles(of stack: Stack) -> [RuleFile] {
        StackRuleFiles(stack: stack).files.map(\.file)
    }
}
