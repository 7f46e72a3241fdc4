/// `/`: a page for people that lists the endpoints and the state.
struct StatusPageRoute: ExporterRoute {
    let path = "/"
    let method = "GET"
    let summary = "this page"
    let title: String
    let readiness: Readiness
    let routes: [any ExporterRoute]

    func respond(to request: ExporterRequest) async -> ExporterResponse {
        let headers = [
            (name: "Content-Type", value: "text/html; charset=utf-8"),
            (name: "X-Content-Type-Options", value: "nosniff"),
            (
                name: "Content-Security-Policy",
                value: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            ),
        ]
        return ExporterResponse(status: 200, headers: headers, body: Array(self.page().utf8))
    }

    private func page() -> String {
        let title = Self.escaped(self.title)
        var page = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>\(title)</title>
            <style>body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 44rem } td { padding-right: 1.5rem }</style>
            <h1>\(title)</h1>
            <p>State: <strong>\(self.readiness.isReady ? "ready" : "not ready")</strong></p>
            <table>

            """
        for condition in self.readiness.conditions {
            let state = condition.isSatisfied ? "ok" : Self.escaped(condition.reason)
            page += "<tr><td>\(Self.escaped(condition.name))<td>\(state)\n"
        }
        page += "</table>\n<h2>Endpoints</h2>\n<table>\n"
        for route in self.routes {
            let path = Self.escaped(route.path)
            let name = route.method == "GET" ? "<a href=\"\(path)\">\(path)</a>" : "\(route.method) \(path)"
            page += "<tr><td>\(name)<td>\(Self.escaped(route.summary))\n"
        }
        return page + "</table>\n</html>\n"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
