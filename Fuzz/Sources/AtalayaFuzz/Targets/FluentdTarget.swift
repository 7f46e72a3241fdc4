import AtalayaConfig

/// Fluentd's classic syntax: what was read is written so that it reads as the same, and checked by every rule.
struct FluentdTarget: FuzzTarget {
    let name = "fluentd"

    let seeds = words([
        """
        <system>
          log_level info
        </system>
        <source>
          @type tail
          path /var/log/*.log
          pos_file "/p/#{ENV['X']}.pos"
          tag a.*
          <parse>
            @type regexp
            expression /^(?<a>[^ ]*) (?<b>.*)$/
          </parse>
        </source>
        <filter a.{b,c}.** /x/>
          @type record_transformer
          <record>
            host "#{hostname}"
            k ${tag_parts[0]} # comment
          </record>
        </filter>
        <match a.**>
          @type file
          path /x/${tag}/%Y%m%d
          headers {"a": [1, "b"]}
          note 'it\\'s' 
          <buffer tag,time>
            timekey 1h
            flush_interval 500ms
          </buffer>
        </match>
        <label @ERROR>
          <match **>
            @type copy
            <store>
              @type null
            </store>
          </match>
        </label>
        @include conf.d/*.conf
        """
    ])

    let dictionary = words([
        "<match ", "</match>\n", "<label @a>\n", "</label>\n", "@type ", "@include ", "#{", "}", "\\#{", "\"", "'",
        "\\",
        "[", "{", "**", ".**.", "{a,b}", "/", "%Y", "${tag[", "1h30m", "500ms", "1.5g", "\r\n", "\\\n", "\0", " #",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        for check in DocumentChecks.all where check.kind == "fluentd" {
            _ = check.recognises(text: text)
            _ = check.check(text: text, file: "a.conf", targets: Targets())
        }
        guard let root = FluentdClassicReader.read(text, file: "a.conf").root else { return }
        let written = root.withoutPlaces.classicText
        guard let again = FluentdClassicReader.read(written, file: "b.conf").root else {
            throw FuzzFailure("what was written cannot be read: \(written)")
        }
        try require(again.withoutPlaces == root.withoutPlaces, "came back different: \(written)")
    }
}
