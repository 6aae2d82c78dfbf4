import DocketTool

@main
struct Main {
    static func main() async {
        await DocketCommand.start()
    }
}
