@_exported public import AtalayaConfig
@_exported public import AtalayaLogs
@_exported public import AtalayaMetrics
import NIOCore
import NIOPosix
import NIOHTTP1
import NIOSSL
import Logging
import CoreMetrics
