// From the Classic form to a resource of version 2 (`DashboardResourceReader` goes the other way)
//
// Each part of the Classic form is taken apart key by key (`DocumentObject.take`); what nobody took is left over and
// goes to the report. So the report is whole by construction: a key is either written, or named there with a reason.

/// A dashboard as Grafana's API and Git Sync take it: a resource of `dashboard.grafana.app`, with elements and a layout
/// of rows. Grafana's file provisioning reads the Classic form only, so this is a second output, not another first.
public struct DashboardResource: Hashable, Sendable {
    public let document: Document
    /// What the Classic form said and this one cannot, in the order it was met.
    public let omissions: [DashboardOmission]

    /// Nil before Grafana 12.2, which has no stable form of it.
    ///
    /// - Parameter folder: the uid of the folder; nil for the top.
    public init?(_ dashboard: ClassicDashboard, target: TargetVersion, folder: String? = nil) {
        guard let version = DashboardResourceVersion.forGrafana(target) else { return nil }
        var writer = DashboardResourceWriter(version: version)
        document = writer.resource(dashboard, folder: folder)
        omissions = writer.omissions
    }
}

/// The version of the resource's form.
public struct DashboardResourceVersion: Hashable, Sendable {
    public let name: String

    private init(name: String) { self.name = name }

    /// `v2beta1`: Grafana 12.2 and later.
    public static let grafana12 = DashboardResourceVersion(name: "v2beta1")
    /// `v2`: Grafana 13.
    public static let grafana13 = DashboardResourceVersion(name: "v2")

    /// The newest that this Grafana has; nil if it has none.
    public static func forGrafana(_ target: TargetVersion) -> DashboardResourceVersion? {
        if target >= TargetVersion(13) { return .grafana13 }
        return target >= TargetVersion(12, 2) ? .grafana12 : nil
    }

    public var apiVersion: String { "dashboard.grafana.app/\(name)" }
}

/// Something that a conversion left out.
public struct DashboardOmission: Hashable, Sendable, CustomStringConvertible {
    /// The key with the part it stood in: "panel.pluginVersion".
    public let key: String
    public let reason: String
    /// How often it stood there.
    public internal(set) var count: Int

    public var description: String { "\(key)\(count > 1 ? " (\(count) times)" : ""): \(reason)" }
}

/// What a conversion leaves out, gathered while it goes.
struct OmissionReport: Sendable {
    private(set) var omissions: [DashboardOmission] = []
    /// Why a key has no place, by the key with its part.
    let reasons: [String: String]

    init(reasons: [String: String]) { self.reasons = reasons }

    mutating func omit(_ key: String, _ reason: String) {
        if let index = omissions.firstIndex(where: { $0.key == key && $0.reason == reason }) {
            omissions[index].count += 1
        } else {
            omissions.append(DashboardOmission(key: key, reason: reason, count: 1))
        }
    }

    /// What is left of a part when everything that has a place was taken. What says nothing is nothing lost.
    mutating func omit(rest: DocumentObject, of part: String) {
        for entry in rest.entries where !entry.value.saysNothing {
            let key = "\(part).\(entry.key)"
            omit(key, reasons[key] ?? "this form has no place for it")
        }
    }
}
