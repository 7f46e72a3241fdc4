/// The targets, as a list; the command line and the help read it.
enum FuzzTargets {
    static let all: [any FuzzTarget] = [
        ExpositionTarget(),
        ProtobufTarget(),
        JSONTarget(),
        MessagePackTarget(),
        ForwardTarget(),
        LineTarget(),
        PatternTarget(),
        ParserTarget(),
        JoinerTarget(),
        FilterTarget(),
        CheckpointTarget(),
        SpoolTarget(),
        ZlibTarget(),
        DocumentTarget(),
        StackTarget(),
        PromQLTarget(),
        YAMLTarget(),
        FluentdTarget(),
        TemplateTarget(),
    ]
}
