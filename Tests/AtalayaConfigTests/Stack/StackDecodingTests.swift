import AtalayaConfig
import Testing

struct StackDecodingTests {
    private func decode(_ json: String, profile: String? = nil) throws -> StackReading {
        let reading = JSONDocumentReader.read(json, file: "atalaya.yml")
        let node = try #require(reading.node, "\(reading.diagnostics)")
        return Stack.decode(node, file: "atalaya.yml", profile: profile)
    }

    @Test("The smallest stack takes every default")
    func smallest() throws {
        let reading = try decode(#"{"stack": {"name": "shop"}}"#)
        #expect(reading.diagnostics == [])
        #expect(reading.validated?.stack == Stack(name: "shop", services: []))
    }

    @Test("A document gives the same stack as the Swift literal")
    func equalToLiteral() throws {
        let reading = try decode(
            """
            {"stack": {"name": "shop", "labels": {"cluster": "main"}, "runbooks": "https://runbooks.example.org"},
             "services": {"api": {
               "address": "api:8000", "health": {}, "logs": {"path": "/var/log/api/*.log", "tag": "shop.api"},
               "metrics": {
                 "http_requests_total": {"type": "counter", "help": "Requests answered.",
                   "labels": {"method": ["GET", "POST"], "status": "any"}, "from_log": {"when": {"event": "request"}}},
                 "http_request_duration_seconds": {"type": "histogram", "help": "Time to answer.", "unit": "seconds",
                   "from_log": {"value": "duration_seconds"}}},
               "objectives": {
                 "availability": {"objective": 99.9, "metric": "http_requests_total", "bad": "status=~\\"5..\\""},
                 "latency": {"objective": 99, "metric": "http_request_duration_seconds", "threshold": 0.5}},
               "container": {"image": "api:1"}}},
             "prometheus": {"jobs": {"node": {"targets": ["node:9100"]}}},
             "alerts": {"CartsLost": {"expr": "carts_lost > 0", "severity": "ticket", "summary": "Carts are lost"}},
             "alertmanager": {"receivers": {"team": {"webhook": {"url": "http://hook:1/"}}}, "routes": {"page": "team"},
               "default_receiver": "team"}}
            """)
        #expect(reading.diagnostics == [])
        #expect(try reading.validated?.stack == SampleStack.make())
    }

    @Test("Every problem is reported in one run, with its line, in the order of the file")
    func everyProblem() throws {
        let reading = try decode(
            """
            {"stack": {"name": "shop"},
             "prometheus": {
               "scrape_intervall": "15s",
               "evaluation_interval": "15 s",
               "retention": true,
               "jobs": {
                 "node": {"targets": ["node:9100"]},
                 "node": {"targets": ["node:9101"]},
                 "sidecar": {"targets": ["x:1"]},
                 "other": {}}},
             "services": {"api": {
               "address": "api:8000",
               "logs": {"path": "/l", "tag": "t"},
               "metrics": {
                 "a_requests_total": {"type": "counter", "help": "A.",
                   "labels": {"bad-label": "any"}, "from_log": {}},
                 "requests": {"type": "counter", "help": "R.", "from_log": {}}},
               "objectives": {"o": {"objective": 99, "metric": "a_requests_total", "bad": "x=\\"1\\""}}}}}
            """)
        #expect(reading.validated == nil)
        #expect(
            reading.diagnostics.map(\.description) == [
                "atalaya.yml:3: error[unknown-key]: unknown key 'scrape_intervall'; did you mean 'scrape_interval'?",
                "atalaya.yml:4: error[invalid-duration]: '15 s' is not a duration: a number lacks its unit, or is not whole; "
                    + "write for example 15s, 1h30m or 30d",
                "atalaya.yml:5: error[wrong-type]: expected a duration such as 15s, found true or false",
                "atalaya.yml:8: error[duplicate-key]: key 'node' is already used in line 7",
                "atalaya.yml:9: error[duplicate-job]: duplicate job 'sidecar': the stack has a job of this name already",
                "atalaya.yml:10: error[missing-key]: the key 'targets' is missing",
                "atalaya.yml:16: error[invalid-label-name]: \"bad-label\" is not a label name: letters, digits and \"_\" only, no digit first",
                "atalaya.yml:17: error[missing-suffix]: requests: the name of a counter ends in \"_total\"; did you mean \"requests_total\"?",
            ])
    }

    @Test("What follows from a problem is not reported as another one")
    func consequences() throws {
        // The interval cannot be read, so its default says nothing about the timeout; the metric is refused, so the objective on it
        // has no metric.
        let reading = try decode(
            """
            {"stack": {"name": "shop"},
             "prometheus": {"scrape_interval": "1 minute", "scrape_timeout": "30s"},
             "services": {"api": {"address": "api:8000", "logs": {"path": "/l", "tag": "t"},
               "metrics": {"x_total": {"type": "conter", "help": "X.", "from_log": {}}},
               "objectives": {"o": {"objective": 99, "metric": "x_total", "bad": "a=\\"1\\""}}}}}
            """)
        #expect(reading.diagnostics.map(\.rule) == ["invalid-duration", "invalid-choice"])
    }

    @Test("A profile overrides single values and null switches off")
    func profile() throws {
        let json = """
            {"stack": {"name": "shop", "labels": {"a": "1", "b": "2"}},
             "prometheus": {"jobs": {"x": {"targets": ["a:1", "b:1"]}}},
             "profiles": {"demo": {
               "stack": {"labels": {"b": "3"}},
               "prometheus": {"address": "127.0.0.1:19090", "jobs": {"x": {"targets": ["c:1"]}}},
               "fluentd": {"metrics_address": null}}}}
            """
        let plain = try #require(try decode(json).validated?.stack)
        let demo = try #require(try decode(json, profile: "demo").validated?.stack)
        #expect(demo.labels == [StackLabel("a", "1"), StackLabel("b", "3")])
        #expect(demo.prometheus.jobs[0].targets == [Endpoint(host: "c", port: 1)])
        #expect(demo.fluentd.metricsAddress == nil)
        #expect(plain.fluentd.metricsAddress != nil)
        #expect(plain.labels.last == StackLabel("b", "2"))
    }

    @Test("A misspelt profile is an error; so is a misspelt key in a profile that is not used")
    func profileProblems() throws {
        let json = "{\"stack\": {\"name\": \"shop\"},\n\"profiles\": {\"demo\": {\n\"lokki\": {}}}}"
        #expect(try decode(json, profile: "dmo").diagnostics.map(\.rule) == ["unknown-profile", "unknown-key"])
        #expect(
            try decode(json).diagnostics.map(\.description) == [
                "atalaya.yml:3: error[unknown-key]: unknown key 'lokki'; did you mean 'loki'?"
            ])
    }

    @Test("A version without quotes is read by its text, not by its value")
    func versions() throws {
        let reading = try decode(#"{"stack": {"name": "shop"}, "targets": {"prometheus": 3.10}}"#)
        #expect(reading.validated?.stack.targets.prometheus == TargetVersion(3, 10))
    }

    @Test(
        "Documents of another shape are errors, never a trap",
        arguments: [
            "null", "[]", "1", "\"x\"", "{}", #"{"stack": []}"#, #"{"stack": {"name": 1}}"#, #"{"services": 1}"#,
            #"{"stack": {"name": "a"}, "services": {"x": null}}"#, #"{"stack": {"name": "a"}, "profiles": []}"#,
            #"{"stack": {"name": "a"}, "profiles": {"x": 1}}"#,
            #"{"stack": {"name": "a"}, "services": {"x": {"address": "x:1", "metrics": {"a_total": []}}}}"#,
        ])
    func shapes(json: String) throws {
        let reading = try decode(json)
        #expect(reading.diagnostics.hasErrors)
        #expect(reading.validated == nil)
    }
}
