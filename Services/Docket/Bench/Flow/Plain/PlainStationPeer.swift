import Contracts
import Decisions
import DocketCommandLine
import DocketInstallation
import DocketLoad
import Foundation
import GRDBSQLite

/// One plain program as a process of its own: sleeps until there is news, and hands it on, until its parent is gone.
enum PlainStationPeer {
    static func run(_ service: ServiceName, mode: CoordinationMode, in directory: String) throws {
        #if os(Linux)
        let station = try PlainStation(service.rawValue, mode: mode, in: directory)
        let notifier = try PlainNotifier(in: directory, name: service.rawValue)
        let reading = try PlainSharedLog(in: directory).reading(PlainChain(mode).stages(of: service))
        PeerLines.report("ready")
        _ = try PeerLines.next()
        let stop = PeerLines.stopAtNextLine()
        var position: Int64 = 0
        while !stop.isSet {
            var messages: [PlainStation.Message] = []
            sqlite3_bind_int64(reading.pointer, 1, position)
            try reading.forEachRow { row in
                position = row.integer(at: 0)
                messages.append(.init(position: position, subject: row.text(at: 2), stage: Int(row.integer(at: 1)) + 1))
                _ = row.text(at: 3)
            }
            if messages.isEmpty { notifier.wait(milliseconds: 200) } else { try station.handle(messages, upTo: position) }
        }
        #else
        throw ToolFailure(.usage, "there is no inotify on this system")
        #endif
    }
}
