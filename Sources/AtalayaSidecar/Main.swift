import ArgumentParser
import AsyncHTTPClient
import Atalaya

@main
struct Main: AsyncParsableCommand {
    func run() async throws {}
}
