/// The rules of the house, as a list.
enum Rules {
    static let all: [any Rule] = [
        ImportRule(),
        UnsafePointerRule(),
        PureModuleRule(),
        ReasonRule(),
        FileLengthRule(),
        FolderNameRule(),
        PlaceholderRule(),
        TestMirrorRule(),
        PatientTestRule(),
        PackageShapeRule(),
        BuildsAloneRule(),
        MachinePathRule(),
        FrontDoorRule(),
        LocalLinkRule(),
        GoldenRule(),
        DocumentationCodeRule(),
        NamedTestRule(),
    ]
}
