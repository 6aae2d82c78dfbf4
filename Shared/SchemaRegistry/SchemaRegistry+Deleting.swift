/// Deleting takes two steps, as Confluent's does: softly, which hides, then permanently.
extension SchemaRegistry {
    /// Returns the numbers of the versions that are gone now.
    public mutating func deleteSubject(_ name: String, permanently: Bool = false) throws(RegistryError) -> [Int] {
        guard var subject = subjects[name], !subject.versions.isEmpty else { throw .subjectNotFound(name) }
        let active = subject.active
        if permanently {
            guard active.isEmpty else { throw .subjectNotDeletedYet(name) }
            let gone = subject.versions.map(\.number)
            subject.versions = []
            subjects[name] = subject
            return gone
        }
        guard !active.isEmpty else { throw .subjectDeleted(name) }
        for index in subject.versions.indices { subject.versions[index].isDeleted = true }
        subject.level = nil
        subjects[name] = subject
        return active.map(\.number)
    }

    /// - Parameter number: `nil` for the latest.
    public mutating func deleteVersion(
        _ number: Int?, of name: String, permanently: Bool = false
    ) throws(RegistryError) -> Int {
        let found = try version(number, of: name, includingDeleted: permanently || number != nil)
        guard let index = subjects[name]?.versions.firstIndex(of: found) else { throw .versionNotFound(found.number) }
        if permanently {
            guard found.isDeleted else { throw .versionNotDeletedYet(name, found.number) }
            subjects[name]?.versions.remove(at: index)
        } else {
            guard !found.isDeleted else { throw .versionDeleted(name, found.number) }
            subjects[name]?.versions[index].isDeleted = true
        }
        return found.number
    }
}
