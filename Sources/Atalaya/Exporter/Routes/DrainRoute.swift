/// `POST /-/drain`: from now on what is read goes at once, and once also what is unfinished; answers when all of it is
/// acknowledged, or the time is over.
///
/// For whoever knows before the signal that the end is near, as Kubernetes' `preStop` does: then little is left for the
/// time between the signal and the end. The sidecar goes on reading until the signal comes. May be asked again.
struct DrainRoute: ExporterRoute {
    let path = "/-/drain"
    let method = "POST"
    // It waits, and must not take the place of a scrape.
    let isLimited = false
    let summary = "POST before stopping: sends what is read at once, answers when it is acknowledged"
    let limit: Duration
    let drain: @Sendable (_ limit: Duration) async -> DrainReport

    /// 200 when everything that was read is acknowledged, on the disk in the spool, or given up, otherwise 503; both with
    /// the numbers.
    func respond(to request: ExporterRequest) async -> ExporterResponse {
        let report = await self.drain(self.limit)
        let milliseconds = report.elapsed / .milliseconds(1)
        let body =
            "{\"acknowledged_records\":\(report.acknowledgedRecords),"
            + "\"records_in_flight\":\(report.undeliveredRecords),"
            + "\"records_in_spool\":\(report.spooledRecords),\"milliseconds\":\(Int(milliseconds))}\n"
        return ExporterResponse(
            status: report.undeliveredRecords == 0 ? 200 : 503,
            headers: [("Content-Type", "application/json")], body: Array(body.utf8))
    }
}
