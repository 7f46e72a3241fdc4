/// Cases of the kinds that are not Prometheus', Alertmanager's, Fluentd's and dashboards: good and bad in pairs.
extension CheckCase {
    // MARK: Provisioning

    private static func sources(_ rules: [String], _ sources: String) -> CheckCase {
        CheckCase("grafana-provisioning", rules, #"{"apiVersion": 1, "datasources": [\#(sources)]}"#)
    }

    static let provisioning: [CheckCase] = [
        CheckCase("grafana-provisioning", ["provisioning-version"], #"{"datasources": []}"#),
        CheckCase("grafana-provisioning", ["provisioning-version"], #"{"apiVersion": 2, "datasources": []}"#),
        sources(
            [],
            #"{"name": "a", "type": "loki", "uid": "a"}, {"name": "b", "type": "loki", "uid": "b", "isDefault": true}"#),
        sources(["datasource-name"], #"{"name": "a", "uid": "a"}"#),
        sources(
            ["datasource-name"], #"{"name": "a", "type": "t", "uid": "a"}, {"name": "a", "type": "t", "uid": "b"}"#),
        sources(["datasource-uid"], #"{"name": "a", "type": "t", "uid": "ä"}"#),
        sources(["datasource-uid"], #"{"name": "a", "type": "t", "uid": "a"}, {"name": "b", "type": "t", "uid": "a"}"#),
        sources(["datasource-uid-missing"], #"{"name": "a", "type": "t"}"#),
        sources(
            ["datasource-default"],
            #"{"name": "a", "type": "t", "uid": "a", "isDefault": true}, {"name": "b", "type": "t", "uid": "b", "isDefault": true}"#
        ),
        sources(["datasource-secret"], #"{"name": "a", "type": "t", "uid": "a", "secureJsonData": {"password": "x"}}"#),
        sources(
            [], #"{"name": "a", "type": "t", "uid": "a", "secureJsonData": {"password": "$__file{/run/secrets/x}"}}"#),
        CheckCase("grafana-provisioning", ["provider-path"], #"{"apiVersion": 1, "providers": [{"name": "a"}]}"#),
        CheckCase(
            "grafana-provisioning", [], #"{"apiVersion": 1, "providers": [{"name": "a", "options": {"path": "/a"}}]}"#),
    ]

    // MARK: Compose

    private static func service(_ rules: [String], _ fields: String, beside other: String = "") -> CheckCase {
        CheckCase("compose", rules, #"{"services": {"a": {"image": "a:1", \#(fields)}\#(other)}}"#)
    }

    static let compose: [CheckCase] = [
        CheckCase("compose", ["compose-source"], #"{"services": {"a": {"restart": "no"}}}"#),
        CheckCase("compose", [], #"{"services": {"a": {"build": "."}}}"#),
        CheckCase("compose", ["compose-image-tag"], #"{"services": {"a": {"image": "registry:5000/a"}}}"#),
        CheckCase("compose", [], #"{"services": {"a": {"image": "registry:5000/a:1"}}}"#),
        service(["compose-duration"], #""healthcheck": {"interval": 5}"#),
        service([], #""healthcheck": {"interval": "5s"}"#),
        service(["compose-published"], #""ports": ["3000:3000"]"#),
        service([], #""ports": ["127.0.0.1:3000:3000", 80]"#),
        service(["compose-dependency"], #""depends_on": ["b"]"#),
        service(["compose-dependency"], #""depends_on": {"b": {"condition": "service_started"}}"#),
        service(
            ["compose-dependency"], #""depends_on": {"b": {"condition": "service_healthy"}}"#,
            beside: #", "b": {"image": "b:1", "healthcheck": {"disable": true}}"#),
        service([], #""depends_on": {"b": {"condition": "service_healthy"}}"#, beside: #", "b": {"image": "b:1"}"#),
        service(["compose-reference"], #""networks": ["n"]"#),
        service(["compose-reference"], #""volumes": ["data:/data", "./here:/there"]"#),
        service(["compose-reference"], #""secrets": ["s"]"#),
        service([], #""networks": ["default"], "volumes": ["./here:/there", "/anonymous"]"#),
        service(["compose-dollar"], #""command": ["echo", "5$ a"]"#),
        service([], #""command": ["echo", "5$$ $HOME ${HOME}"]"#),
    ]
}
