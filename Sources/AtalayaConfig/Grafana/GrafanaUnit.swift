/// How Grafana shows a number: the id of one of its value formats, or one of its custom forms.
///
/// Grafana shows an unknown id as a bare suffix and says nothing, so a misspelt unit (`rds`, `errps`, `/ sec`) lives
/// for years in a dashboard. Here an id is either ``isKnown`` or a finding of ``Dashboard/findings()``.
///
/// The pairs that are confused most: `percent` is 0–100 and `percentunit` 0–1; `bytes` counts in 1024 and `decbytes` in
/// 1000; `binBps` is IEC bytes a second, `Bps` SI bytes a second and `bps` SI *bits* a second.
public struct GrafanaUnit: Hashable, Sendable, CustomStringConvertible {
    /// The id as Grafana spells it; upper and lower case matter.
    public let id: String

    /// Any id, known or not: what is imported must survive. Ask ``isKnown`` before it is shown to a person.
    public init(_ id: String) { self.id = id }

    public var description: String { id }

    public static let none = GrafanaUnit("none")
    /// A plain number, shortened with K, Mil, Bil.
    public static let short = GrafanaUnit("short")
    /// A ratio from 0 to 1, shown as a percentage.
    public static let ratio = GrafanaUnit("percentunit")
    /// A number from 0 to 100, shown as a percentage.
    public static let percent = GrafanaUnit("percent")
    public static let seconds = GrafanaUnit("s")
    /// Bytes, in steps of 1024.
    public static let bytes = GrafanaUnit("bytes")
    /// Bytes a second, in steps of 1024.
    public static let bytesPerSecond = GrafanaUnit("binBps")
    public static let requestsPerSecond = GrafanaUnit("reqps")
    public static let eventsPerSecond = GrafanaUnit("eps")
    public static let countsPerSecond = GrafanaUnit("cps")
    /// Milliseconds since 1970, shown in the viewer's time zone.
    public static let dateAndTime = GrafanaUnit("dateTimeAsLocal")

    /// Whether Grafana knows the id: one of its own, or one of the custom forms (`suffix:`, `prefix:`, `time:`, `si:`,
    /// `count:`, `currency:`) with something after the colon.
    public var isKnown: Bool {
        if Self.knownIDs.contains(id) { return true }
        return Self.customForms.contains { id.hasPrefix($0) && id.utf8.count > $0.utf8.count }
    }

    static let customForms = ["suffix:", "prefix:", "time:", "si:", "count:", "currency:"]

    /// The 272 ids of Grafana 13, one space between two.
    static let knownIDs: Set<String> = Set(knownIDList.split(separator: " ").map(String.init))

    private static let knownIDList = """
        none string short sishort percent percentunit humidity dB candela hex0x hex sci locale pixel accMS2 accFS2 \
        accG degree radian grad arcmin arcsec areaM2 areaF2 areaMI2 acres hectares flops mflops gflops tflops pflops \
        eflops zflops yflops ppm conppb conngm3 conngNm3 conμgm3 conμgNm3 conmgm3 conmgNm3 congm3 congNm3 conmgdL \
        conmmolL currencyUSD currencyGBP currencyEUR currencyJPY currencyRUB currencyUAH currencyBRL currencyDKK \
        currencyISK currencyNOK currencySEK currencyCZK currencyCHF currencyPLN currencyBTC currencymBTC currencyμBTC \
        currencyZAR currencyINR currencyKRW currencyIDR currencyPHP currencyVND currencyTRY currencyMYR currencyXPF \
        currencyBGN currencyPYG currencyUYU currencyILS bytes decbytes bits decbits kbytes deckbytes mbytes decmbytes \
        gbytes decgbytes tbytes dectbytes pbytes decpbytes pps binBps Bps binbps bps KiBs Kibits KBs Kbits MiBs Mibits \
        MBs Mbits GiBs Gibits GBs Gbits TiBs Tibits TBs Tbits PiBs Pibits PBs Pbits dateTimeAsIso \
        dateTimeAsIsoNoDateIfToday dateTimeAsUS dateTimeAsUSNoDateIfToday dateTimeAsLocal dateTimeAsLocalNoDateIfToday \
        dateTimeAsSystem dateTimeFromNow watt kwatt megwatt gwatt mwatt Wm2 voltamp kvoltamp voltampreact \
        kvoltampreact watth watthperkg kwatth kwattm mwatth amph kamph mamph joule ev amp kamp mamp volt kvolt mvolt \
        dBm mohm ohm kohm Mohm farad µfarad nfarad pfarad ffarad henry mhenry µhenry lumens flowgpm flowcms flowcfs \
        flowcfm litreh flowlpm flowmlpm lux forceNm forcekNm forceN forcekN Hs KHs MHs GHs THs PHs EHs massmg massg \
        masslb masskg masst lengthmm lengthin lengthft lengthm lengthkm lengthmi pressurembar pressurebar pressurekbar \
        pressurepa pressurehpa pressurekpa pressurehg pressurepsi radbq radci radgy radrad radsv radmsv radusv radrem \
        radexpckg radr radsvh radmsvh radusvh rotrpm rothz rotkhz rotmhz rotghz rotrads rotdegs celsius fahrenheit \
        kelvin hertz ns µs ms s m h d dtdurationms dtdurations dthms dtdhms timeticks clockms clocks cps ops reqps rps \
        wps iops eps mps recps rowsps cpm opm reqpm rpm wpm epm mpm recpm rowspm velocityms velocitykmh velocitymph \
        velocityknot mlitre litre m3 Nm3 dm3 gallons bool bool_yes_no bool_on_off
        """
}
