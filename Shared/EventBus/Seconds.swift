extension Duration {
    /// In seconds, for the interfaces of the operating system.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
