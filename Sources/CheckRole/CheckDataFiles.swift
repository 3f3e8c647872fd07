internal import ControlProtocol
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

// What keepalived's files don't have: everything about virtual servers and real servers, in files of the same kind.

extension CheckAnswers {
    func piece(of file: DataFile, at position: UInt64) -> DataFileWriter.Piece {
        let request = ControlRequest(id: 0, method: .realServers, cursor: position)
        switch file {
        case .data: return DataFileWriter.Piece(dump(request))
        case .statistics, .statisticsAndClear: return statisticsPiece(at: position)
        case .json: return jsonPiece(request)
        }
    }

    /// How many real servers go into one piece of a file.
    private static let realServersOfAPiece = 128

    /// The position is a `NestedCursor`: virtual server, real server.
    private func statisticsPiece(at position: UInt64) -> DataFileWriter.Piece {
        let cursor = NestedCursor(position)
        let (number, first) = (cursor.outer, cursor.inner)
        guard number < runners.count else { return DataFileWriter.Piece([]) }
        let server = runners[number].server
        let count = server.definition.realServers.count
        let range = min(first, count)..<min(first + Self.realServersOfAPiece, count)
        let traffic = table.traffic(of: server, realServers: range)
        var lines: [String] = []
        if first == 0 {
            lines.append("Virtual Server: \(server.definition.identity.fullName)")
            lines += Self.lines(table.traffic(of: server) ?? TrafficReport(), indentation: "  ")
        }
        for index in range {
            lines.append("  Real Server: \(server.definition.realServers[index].identity.configuredName)")
            lines += Self.lines(traffic[index] ?? TrafficReport(), indentation: "    ")
        }
        var next: UInt64?
        if range.upperBound < count {
            next = NestedCursor(outer: number, inner: range.upperBound).packed
        } else if number + 1 < runners.count {
            next = NestedCursor(outer: number + 1).packed
        }
        return DataFileWriter.Piece(Array(lines.map { $0 + "\n" }.joined().utf8), next: next)
    }

    private static func lines(_ traffic: TrafficReport, indentation: String) -> [String] {
        let counts = traffic.statistics
        return [
            "Connections:", "  Active: \(counts.activeConnections)", "  Inactive: \(counts.inactiveConnections)",
            "  Persistent: \(counts.persistentConnections)", "  Total: \(counts.traffic.connections)",
            "Packets:", "  In: \(counts.traffic.packetsIn)", "  Out: \(counts.traffic.packetsOut)",
            "Bytes:", "  In: \(counts.traffic.bytesIn)", "  Out: \(counts.traffic.bytesOut)",
        ].map { indentation + $0 }
    }

    /// An array of the objects about real servers that clients get too.
    private func jsonPiece(_ request: ControlRequest) -> DataFileWriter.Piece {
        let reply = answer(request)
        var bytes = Array((request.cursor == 0 ? "[" : ",").utf8)
        // One object stands on each line.
        let lines = reply.body.split(separator: UInt8(ascii: "\n"))
        bytes += Array(lines.joined(separator: [UInt8(ascii: ","), UInt8(ascii: "\n")]))
        let next = reply.outcome == .page ? reply.cursor : nil
        return DataFileWriter.Piece(bytes + (next == nil ? Array("]\n".utf8) : []), next: next)
    }
}
