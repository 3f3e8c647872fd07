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

    /// One virtual server for each piece.
    private func statisticsPiece(at position: UInt64) -> DataFileWriter.Piece {
        let number = Int(clamping: position)
        guard number < runners.count else { return DataFileWriter.Piece([]) }
        let server = runners[number].server
        let traffic = table.traffic(of: server, realServers: server.definition.realServers.indices)
        var lines = ["Virtual Server: \(server.definition.identity.fullName)"]
        lines += Self.lines(table.traffic(of: server) ?? TrafficReport(), indentation: "  ")
        for index in server.definition.realServers.indices {
            lines.append("  Real Server: \(server.definition.realServers[index].identity.configuredName)")
            lines += Self.lines(traffic[index] ?? TrafficReport(), indentation: "    ")
        }
        let next = number + 1 < runners.count ? UInt64(number + 1) : nil
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
