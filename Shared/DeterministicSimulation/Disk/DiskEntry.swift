import Foundation

/// A name in the directory of a ``SimulatedDisk``, as it is now and as it may be after a power failure.
struct DiskEntry {
    /// `nil` if there is no such file now.
    var file: DiskFile?
    /// The file is there on the disk under this name.
    var isNamed = false
    /// A file that had the name before, and may have it again.
    private var former: DiskFile?

    init(file: DiskFile? = nil, isNamed: Bool = false) {
        self.file = file
        self.isNamed = isNamed
    }

    mutating func remove() {
        if isNamed { former = file }
        (file, isNamed) = (nil, false)
    }

    /// The directory is waited for.
    mutating func settleName() {
        former = nil
        isNamed = file != nil
    }

    /// What the disk holds under the name when the power has failed.
    func survivor(_ random: inout Seeded, _ losses: inout SimulatedDisk.Losses) -> Data? {
        guard !isNamed else { return file?.survivor(&random, &losses) }
        let chosen = random.pick([file, former, nil])
        if chosen !== file { losses.names += 1 }
        return chosen?.survivor(&random, &losses)
    }
}

/// The bytes of a file of a ``SimulatedDisk``; guarded by its lock.
final class DiskFile {
    private enum Change {
        case write(offset: Int, Data)
        case truncate(Int)
    }

    private static let sector = 512
    /// What the last wait has carried to the medium.
    private var settled: Data
    /// What has been done since, in its order.
    private var changes: [Change] = []

    init(_ settled: Data = Data()) { self.settled = settled }

    func write(_ bytes: Data, at offset: Int) { changes.append(.write(offset: offset, bytes)) }
    func truncate(to size: Int) { changes.append(.truncate(size)) }

    /// The file is waited for.
    func settle() {
        for change in changes {
            switch change {
            case .write(let offset, let bytes): Self.put(bytes, at: offset, in: &settled)
            case .truncate(let size): Self.truncate(&settled, to: size)
            }
        }
        changes = []
    }

    /// What the disk holds when the power has failed: all of what was not waited for, nothing, or some.
    func survivor(_ random: inout Seeded, _ losses: inout SimulatedDisk.Losses) -> Data {
        let share = random.pick([0, 0, 0.5, 0.9, 1])
        var bytes = settled
        for change in changes {
            switch change {
            case .truncate(let size): if random.chance(share) { Self.truncate(&bytes, to: size) }
            case .write(let offset, let written):
                for sector in Self.sectors(of: written, at: offset) {
                    if random.chance(share) {
                        Self.put(written[sector], at: offset + sector.lowerBound, in: &bytes)
                    } else {
                        losses.sectors += 1
                    }
                }
            }
        }
        return bytes
    }

    private static func sectors(of bytes: Data, at offset: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + sector - (offset + start) % sector)
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }

    private static func put(_ bytes: Data, at offset: Int, in file: inout Data) {
        if file.count < offset + bytes.count { file.append(Data(count: offset + bytes.count - file.count)) }
        file.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }

    private static func truncate(_ file: inout Data, to size: Int) {
        if size < file.count { file.removeLast(file.count - size) } else { file.append(Data(count: size - file.count)) }
    }
}

/// The real files in the directory of a ``SimulatedDisk``.
enum DiskFiles {
    /// Files of other names are removed, and each is a new one: who still has the old one open has nothing to do with it.
    static func replaceAll(of directory: URL, by files: [String: Data]) throws {
        for url in try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: [.isDirectoryKey]) {
            let isDirectory = try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
            if !isDirectory { try FileManager.default.removeItem(at: url) }
        }
        for (name, data) in files {
            let made = FileManager.default.createFile(
                atPath: directory.path + "/" + name, contents: data, attributes: [.posixPermissions: 0o600])
            guard made else { throw CocoaError(.fileWriteUnknown) }
        }
    }

    static func all(of directory: URL) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        // What is shared memory, or no file, is none of the disk's.
        return names.filter { !$0.hasSuffix("-shm") }.reduce(into: [:]) { files, name in
            files[name] = FileManager.default.contents(atPath: directory.path + "/" + name)
        }
    }
}
