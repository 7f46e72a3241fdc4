import ArgumentParser

/// How `atalaya spool` answers: for people, or for a pipe.
enum SpoolReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json
}
