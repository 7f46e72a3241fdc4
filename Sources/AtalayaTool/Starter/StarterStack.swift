/// What `atalaya init` writes. A test generates from it, so it cannot rot.
enum StarterStack {
    static let text = """
        # The monitoring of your service, in one place. `atalaya generate` turns it into monitoring/ and logging/;
        # `atalaya check atalaya.yml` finds mistakes. Change this file, never the generated ones.

        stack:
          name: shop                        # lower case; part of file names and dashboard ids
          title: Shop                       # for people
          environment: production           # a label on every series and alert
          # runbooks: https://runbooks.example.org/shop/    # alerts link here, with their name appended

        services:
          shop:
            address: shop:8000              # where the sidecar reaches it: in compose, the name of the service
            health: {path: /health, interval: 5s, timeout: 2s}

            # The sidecar reads this log, ships every line, and derives the metrics below from it.
            logs:
              path: /var/log/shop/*.log
              format: json                  # an object in each line; `none` takes lines as they are
              tag: shop.app                 # Fluentd routes by it
              time: ts                      # the fields that hold the time, the severity and the text for people
              level: level
              message: message

            # Every metric is declared once. Dashboards, alerts and objectives can only use what is declared.
            metrics:
              http_requests_total:
                type: counter
                help: Requests answered.
                labels: {method: [GET, POST, PUT, DELETE], route: any, status: any}
                from_log:
                  when: {event: request}    # lines whose field `event` is `request` count
                  labels: {method: method, route: route, status: status}
              http_request_duration_seconds:
                type: histogram
                help: From the head of a request to the end of its answer.
                unit: seconds
                buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
                labels: {method: [GET, POST, PUT, DELETE], route: any}
                from_log:
                  when: {event: request}
                  value: duration_seconds   # the field with the number
                  labels: {method: method, route: route}

            # What users may expect. Each becomes recording rules and alerts on how fast the error budget is used up.
            objectives:
              availability: {objective: 99.9, window: 30d, metric: http_requests_total, bad: 'status=~"5.."'}
              latency: {objective: 99, window: 30d, metric: http_request_duration_seconds, threshold: 0.5}

            # How compose runs it. Leave it out when the service runs elsewhere.
            container:
              image: shop:latest

        # Alerts of your own, besides those that follow from the services and their objectives.
        alerts:
          ShopRejectsOrders:
            expr: sum(rate(http_requests_total{route="/orders", status="409"}[5m])) > 1
            for: 10m
            severity: ticket                # page: somebody acts now; ticket: in working hours; info: nobody
            summary: The shop rejects more than one order a second.

        # Who is told. Secrets are named by file and never stand here.
        alertmanager:
          receivers:
            oncall:
              webhook: {url_file: /run/secrets/oncall_webhook_url}
          routes:
            page: oncall
            ticket: oncall

        # What is left out has defaults: sidecar, prometheus, grafana, loki, fluentd, targets.
        # A profile lays its values over the rest, for another place: atalaya generate --profile local
        profiles:
          local:
            stack: {environment: local}
            prometheus: {scrape_interval: 5s, evaluation_interval: 5s}

        """
}
