import Contracts
import Foundation

/// Reads requests. Whatever `Decodable` type it reads, a field that the type does not ask for is refused, at every level.
///
/// Foundation does the parsing: it refuses more than 512 levels of nesting, and of a key that is there twice it takes one and
/// drops the other without a word.
enum StrictJSON {
    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        do {
            return try MessageCoding.decoder.decode(Root<Value>.self, from: data).value
        } catch is DecodingError {
            // Errors in the form and the values come out of `Root` as problems; what is left is no JSON at all.
            throw Problem(.malformedRequest, "the body is no valid JSON\(whereItBreaks(data))")
        }
    }

    /// ": Invalid value around character 14." The decoder does not say where (on Linux), the older parser does.
    private static func whereItBreaks(_ data: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: data)
            return ""
        } catch {
            let text = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
            return text.map { ": \($0)" } ?? ""
        }
    }

    /// Stands around the whole value, so that decoding goes through our containers from the start.
    private struct Root<Value: Decodable>: Decodable {
        let value: Value

        init(from decoder: any Decoder) throws {
            do {
                value = try StrictDecoder.decode(Value.self, from: decoder)
            } catch let error as DecodingError {
                throw Problem(error)
            }
        }
    }
}
