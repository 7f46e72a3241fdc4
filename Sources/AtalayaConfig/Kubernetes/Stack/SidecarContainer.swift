/// The sidecar as a container of a pod: of a service's, or of its own for services that run elsewhere.
struct SidecarContainer {
    let composition: KubernetesComposition
    /// The services that it watches, with the addresses that they have for it.
    let services: [Service]

    /// The image's own user.
    static let user = 65532

    private var sidecar: Sidecar { composition.stack.sidecar }
    private var drainSeconds: Int { Int((sidecar.settings.limits.drainTimeout.milliseconds + 999) / 1000) }

    /// What a pod needs besides its own time: the hook before the signal drains once, the signal once more.
    var gracePeriodSeconds: Int { 2 * drainSeconds + 5 }

    /// What it reads, in its own form.
    var configuration: SidecarConfiguration {
        var stack = composition.stack
        stack.services = services
        return SidecarRenderer.configuration(of: stack)
    }

    /// - Parameters:
    ///   - isBesideService: Whether it is in the pod of a service, to start before it and to end after it.
    ///   - logs: Where it finds the logs of the service.
    func container(isBesideService: Bool, logs: [PodMount]) -> PodContainer {
        let configuration = "/etc/atalaya/sidecar.json"
        let isSocket = services.contains { $0.logs.map { !$0.isOfFiles } ?? false }
        let port = KubernetesComposition.sidecarPort
        return PodContainer(
            name: "sidecar", image: sidecar.image,
            comments: isBesideService ? ["Reads the log, probes the service, exports metrics, ships records."] : [],
            isImageLocal: sidecar.build != nil, isSidecar: isBesideService && isNative,
            arguments: ["--config", PodText(configuration)],
            ports: [PodPort(port, sidecar.listen.port)],
            resources: PodResources(
                processorThousandths: 10, memory: .mebibytes(32), memoryMax: .mebibytes(128)),
            user: isBesideService ? Self.user : nil, group: isBesideService ? Self.user : nil,
            isNeverRoot: isBesideService,
            mounts: [PodMount("sidecar-config", at: "/etc/atalaya", isReadOnly: true)] + logs
                + state.map { PodMount($0.volume, at: $0.path) } + composition.secretMount(of: "sidecar").mounts,
            probes: PodProbes(
                // The service waits for it. A socket has to be there before somebody writes to it; a file need not.
                startup: PodProbe(
                    .http(path: isSocket ? "/-/ready" : "/-/healthy", port: port), periodSeconds: 1, failuresMax: 60),
                // No readiness: a service gets its requests also while its sidecar is not well.
                liveness: PodProbe(.http(path: "/-/healthy", port: port), timeoutSeconds: 5, failuresMax: 6)),
            preStop: ["/usr/bin/atalaya-sidecar", "--config", configuration, "--drain"])
    }

    /// Whether the cluster knows containers that start before the others and end after them.
    private var isNative: Bool { composition.stack.targets.kubernetes >= TargetVersion(1, 29) }

    /// Its volumes besides the logs. They live as long as the pod, as the logs do: what is in them when the pod ends is
    /// what could not be delivered in time.
    func volumes(configMap: String) -> [PodVolume] {
        [.configMap("sidecar-config", from: configMap)]
            + state.map { .scratch($0.volume, sizeMax: $0.size) } + composition.secretMount(of: "sidecar").volumes
    }

    private var state: [(volume: String, path: String, size: ByteSize)] {
        let checkpoints = (
            volume: "sidecar-checkpoints", path: sidecar.checkpointDirectory, size: ByteSize.mebibytes(64)
        )
        guard let spool = sidecar.spoolDirectory, spool != sidecar.checkpointDirectory else { return [checkpoints] }
        // Above the sidecar's own limit: it counts what it has written, the kubelet what the disk has.
        let size = ByteSize(bytes: Int64(sidecar.settings.limits.spoolBytesMax) / 4 * 5 + 1 << 20)
        return [checkpoints, (volume: "sidecar-spool", path: spool, size: size)]
    }
}

extension LogSource {
    var isOfFiles: Bool {
        if case .files = input { return true }
        return false
    }
}
