extension Faults {
    /// Which faults are switched on in one service. In JSON every list may be left out.
    public struct Rules: Sendable, Hashable, Codable {
        /// Keeps messages from leaving.
        public struct Hold: Sendable, Hashable, Codable {
            public var type: String
            /// Only messages about this; `nil` for all.
            public var subject: String?
            /// Seconds from when it was published; `nil` until the rule is removed.
            public var seconds: Double?

            public init(type: String, subject: String? = nil, seconds: Double? = nil) {
                self.type = type
                self.subject = subject
                self.seconds = seconds
            }
        }

        /// Delivers messages twice.
        public struct Duplicate: Sendable, Hashable, Codable {
            public var type: String

            public init(type: String) { self.type = type }
        }

        /// Which messages something happens to.
        public struct Target: Sendable, Hashable, Codable {
            public var type: String
            /// Only messages about this; `nil` for all.
            public var subject: String?
            /// How often it happens, from when the rules were set; `nil` until the rule is removed.
            public var times: Int?

            public init(type: String, subject: String? = nil, times: Int? = nil) {
                self.type = type
                self.subject = subject
                self.times = times
            }
        }

        /// Messages that this service publishes and that do not leave yet: they stay in its outbox while later ones overtake them.
        public var hold: [Hold]
        /// Messages that this service reads and is given twice.
        public var duplicate: [Duplicate]
        /// Messages that this service reads and whose handling fails. `times` counts tries, so 3 is a message that goes through at
        /// the fourth.
        public var fail: [Target]
        /// Messages that this service publishes and that reach the bus against their contract: the first number in them is a text.
        public var corrupt: [Target]

        public init(hold: [Hold] = [], duplicate: [Duplicate] = [], fail: [Target] = [], corrupt: [Target] = []) {
            self.hold = hold
            self.duplicate = duplicate
            self.fail = fail
            self.corrupt = corrupt
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            hold = try container.decodeIfPresent([Hold].self, forKey: .hold) ?? []
            duplicate = try container.decodeIfPresent([Duplicate].self, forKey: .duplicate) ?? []
            fail = try container.decodeIfPresent([Target].self, forKey: .fail) ?? []
            corrupt = try container.decodeIfPresent([Target].self, forKey: .corrupt) ?? []
        }

        /// The names of all messages that the rules are about.
        public var types: Set<String> {
            Set(hold.map(\.type) + duplicate.map(\.type) + fail.map(\.type) + corrupt.map(\.type))
        }

        /// Nothing is bent.
        public var isEmpty: Bool { hold.isEmpty && duplicate.isEmpty && fail.isEmpty && corrupt.isEmpty }
    }
}
