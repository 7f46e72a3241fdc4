/// A resource of version 2 (`dashboard.grafana.app/v2`, `v2beta1`, `v2alpha1`) in the Classic form, for file
/// provisioning, which reads no other, and for Grafana before 12.2.
///
/// Tabs become rows, grids that place panels by themselves get the places they have in a wide window, and what depends
/// on conditions is always shown; all of this, and every key that has no place, is in ``omissions``.
public struct ClassicConversion: Hashable, Sendable {
    public let dashboard: ClassicDashboard
    /// What the resource said and the Classic form cannot, in the order it was met.
    public let omissions: [DashboardOmission]

    /// Nil unless the document is such a resource, or the `spec` of one by itself.
    public init?(_ document: Document, schemaVersion: DashboardSchemaVersion = .grafana11) {
        guard let outer = DocumentObject(document) else { return nil }
        let isBare = outer["spec"] == nil
        guard let spec = isBare ? outer : outer[object: "spec"], Self.isResource(spec) else { return nil }
        var reader = DashboardResourceReader(schemaVersion: schemaVersion)
        dashboard = reader.dashboard(spec, around: isBare ? DocumentObject() : outer)
        omissions = reader.omissions
    }

    private static func isResource(_ spec: DocumentObject) -> Bool {
        DocumentObject(spec["elements"]) != nil && spec[object: "layout"]?[text: "kind"] != nil
    }
}
