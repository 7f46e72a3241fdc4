/// Cases of Fluentd's configuration: good and bad in pairs.
extension CheckCase {
    private static func yaml(_ rules: [String], _ items: String) -> CheckCase {
        CheckCase("fluentd", rules, #"{"config": [\#(items)]}"#)
    }

    private static func match(_ rules: [String], _ fields: String) -> CheckCase {
        yaml(rules, #"{"match": {"$tag": "**", "$type": "stdout", \#(fields)}}"#)
    }

    private static func file(_ rules: [String], _ path: String, _ buffer: String) -> CheckCase {
        yaml(rules, #"{"match": {"$tag": "**", "$type": "file", "path": "\#(path)", "buffer": {\#(buffer)}}}"#)
    }

    private static func tail(_ position: String) -> String {
        #"{"source": {"$type": "tail", "path": "/a", "tag": "a", "pos_file": "\#(position)", "parse": {"$type": "none"}}}"#
    }

    private static func to(_ tags: String...) -> String {
        tags.map { #"{"match": {"$tag": "\#($0)", "$type": "stdout"}}"# }.joined(separator: ", ")
    }

    static let fluentd: [CheckCase] = syntax + classic + parameters + routing + buffers

    private static func classic(_ rules: [String], _ lines: String...) -> CheckCase {
        CheckCase("fluentd", rules, (["<match **>", "@type stdout"] + lines + ["</match>"]).joined(separator: "\n"))
    }

    private static let classic: [CheckCase] = [
        classic([]),
        classic(["fluentd-syntax"], "path 'a' b"),
        classic(["fluentd-ruby"], ##"@id "#{launch}""##),
        classic([], ##"@id "#{ENV['ID']}""##),
        classic([], "@id '#{launch}'"),
        classic(["fluentd-parameter-twice"], "@id a", "@id b"),
        classic([], "@include a.conf"),
        classic(["fluentd-include-url"], "@include http://example.org/a.conf"),
        classic(["fluentd-parameter-unknown"], "<buffer>", "flush_intervall 1s", "</buffer>"),
        CheckCase("fluentd", ["fluentd-tag"], "<match a,b>\n@type stdout\n</match>"),
        CheckCase("fluentd", [], "<match {a,b}.* /c,d/>\n@type stdout\n</match>"),
        CheckCase("fluentd", ["fluentd-directive"], "<source>\n@type forward\n</source>\n<macth **>\n</macth>"),
        CheckCase("fluentd", [], "<system>\nlog_level info\n</system>"),
    ]

    private static let syntax: [CheckCase] = [
        CheckCase("fluentd", ["fluentd-top-level"], #"{"config": [], "source": {}}"#),
        CheckCase("fluentd", [], #"{"system": {"log_level": "info"}, "config": []}"#),
        yaml(["fluentd-directive"], #"{"sorce": {}}"#),
        yaml(["fluentd-directive"], "1"),
        match(["fluentd-null"], #""@log_level": null"#),
    ]

    private static let parameters: [CheckCase] = [
        yaml(["fluentd-type"], #"{"source": {"port": 1}}"#),
        yaml([], #"{"source": {"$type": "forward", "port": 1}}"#),
        yaml(["fluentd-plugin"], #"{"source": {"$type": "fowrard", "port": 1}}"#),
        yaml([], #"{"source": {"$type": "kinesis", "port": 1}}"#),
        match(["fluentd-duration"], #""buffer": {"flush_interval": "500ms"}"#),
        match(["fluentd-duration"], #""buffer": {"retry_timeout": "1h30m"}"#),
        match([], #""buffer": {"flush_interval": "0.5", "retry_timeout": "90m", "retry_wait": 1}"#),
        yaml(["fluentd-duration"], #"{"match": {"$tag": "a", "$type": "unknown_one", "flush_interval": "1.5h"}}"#),
        match(["fluentd-size"], #""buffer": {"chunk_limit_size": "1.5g"}"#),
        match([], #""buffer": {"chunk_limit_size": "1536m", "total_limit_size": "8MB"}"#),
        match(["fluentd-flag"], #""buffer": {"flush_at_shutdown": "on"}"#),
        match([], #""buffer": {"flush_at_shutdown": true, "timekey_use_utc": "no"}"#),
        match(["fluentd-number"], #""buffer": {"flush_thread_count": "four"}"#),
        match([], #""buffer": {"flush_thread_count": 4}"#),
        match(["fluentd-choice"], #""buffer": {"overflow_action": "drop"}"#),
        match([], #""buffer": {"overflow_action": "block"}"#),
        yaml(
            ["fluentd-regexp"], #"{"filter": {"$tag": "a", "$type": "grep", "regexp": {"key": "a", "pattern": "/a"}}}"#),
        yaml([], #"{"filter": {"$tag": "a", "$type": "grep", "regexp": {"key": "a", "pattern": "/a/i"}}}"#),
        yaml(
            ["fluentd-parameter-missing"], #"{"source": {"$type": "tail", "path": "/a", "parse": {"$type": "none"}}}"#),
        yaml(["fluentd-parameter-missing"], #"{"filter": {"$tag": "a", "$type": "grep", "regexp": {"key": "a"}}}"#),
        yaml(["fluentd-parameter-unknown"], #"{"source": {"$type": "forward", "prot": 1}}"#),
        yaml(["fluentd-parameter-unknown"], #"{"source": {"$type": "forward", "buffer": {"$type": "memory"}}}"#),
        match(["fluentd-parameter-unknown"], #""buffer": {"flush_intervall": "1s"}"#),
        yaml(
            ["fluentd-expression"],
            #"{"source": {"$type": "http", "parse": {"$type": "regexp", "expression": "/^(a)$/"}}}"#),
        yaml([], #"{"source": {"$type": "http", "parse": {"$type": "regexp", "expression": "/^(?<a>a)$/"}}}"#),
        yaml([], #"{"filter": {"$tag": "a", "$type": "record_transformer", "record": {"interval": "1h30m"}}}"#),
        yaml(
            ["fluentd-id-duplicate"],
            #"{"match": {"$tag": "**", "$type": "copy", "$id": "a", "store": [{"$id": "a", "$type": "stdout"}]}}"#),
        yaml(
            [], #"{"match": {"$tag": "**", "$type": "copy", "$id": "a", "store": [{"$id": "b", "$type": "stdout"}]}}"#),
    ]

    private static let routing: [CheckCase] = [
        yaml(["fluentd-tag"], #"{"match": {"$tag": ["a", "b"], "$type": "stdout"}}"#),
        yaml([], to("a b")),
        match(["fluentd-label"], #""$label": "@GONE""#),
        yaml(["fluentd-label"], #"{"label": {"$name": "@A", "config": []}}"#),
        yaml(["fluentd-label"], #"{"label": {"config": [{"match": {"$tag": "a", "$type": "stdout"}}]}}"#),
        yaml(
            [],
            #"{"source": {"$type": "forward", "$label": "@A"}}, {"label": {"$name": "@A", "config": [\#(to("**"))]}}"#),
        yaml(["fluentd-unreachable"], to("**", "a")),
        yaml(["fluentd-unreachable"], to("a.** b", "b")),
        yaml(["fluentd-unreachable"], to("a.{b,c}.*", "a.c.d")),
        yaml([], to("a", "**")),
        yaml([], to("a.*", "a.**")),
        yaml([], to("a.*", "a.b.c", "a")),
        yaml([], to("/a.*/", "a")),
        yaml(["fluentd-filter-late"], #"\#(to("a.**")), {"filter": {"$tag": "a.b", "$type": "stdout"}}"#),
        yaml([], #"{"filter": {"$tag": "a.b", "$type": "stdout"}}, \#(to("a.**"))"#),
    ]

    private static let buffers: [CheckCase] = [
        match(["fluentd-buffer-timekey"], #""buffer": {"$arg": ["tag", "time"]}"#),
        match(["fluentd-buffer-timekey"], #""buffer": {"$arg": "tag, time"}"#),
        match([], #""buffer": {"$arg": "time", "timekey": "1h"}"#),
        match(["fluentd-buffer-flush"], #""buffer": {"flush_mode": "immediate", "flush_interval": "1s"}"#),
        match([], #""buffer": {"flush_mode": "interval", "flush_interval": "1s"}"#),
        file(["fluentd-placeholder"], "/a/${tag}", #""$arg": "time", "timekey": "1h""#),
        file(["fluentd-placeholder"], "/a/%Y%m%d", #""$arg": "tag""#),
        file([], "/a/${tag[0]}/${kind}.%Y%m%d", #""$arg": "tag,time,kind", "timekey": "1d""#),
        yaml([], #"{"match": {"$tag": "a", "$type": "file", "path": "/a/%Y"}}"#),
        yaml(["fluentd-pos-file"], "\(tail("/p")), \(tail("/p"))"),
        yaml([], "\(tail("/p")), \(tail("/q"))"),
        yaml(
            ["fluentd-buffer-path"],
            ["a", "b"].map {
                #"{"match": {"$tag": "\#($0)", "$type": "forward", "server": {"host": "h"}, "buffer": {"$type": "file", "path": "/b"}}}"#
            }.joined(separator: ", ")),
    ]
}
