import Foundation

/// Coverage-guided fuzzing of the JSON that every message and request goes through. No target of the package: libFuzzer brings its
/// own `main`. `Services/Docket/Guides/HostileInput.md` has the command.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    // An error is as good an outcome as a value.
    guard let value = try? JSONValue(parsing: Data(bytes: bytes, count: count)) else { return 0 }
    guard let again = try? JSONValue(parsing: Data(value.canonicalText.utf8)), again == value else {
        fatalError("written and read again it is another value: \(value.canonicalText)")
    }
    return 0
}
