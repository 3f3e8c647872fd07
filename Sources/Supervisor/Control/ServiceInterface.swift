internal import NetworkTypes
internal import Varlink

/// The interface org.varlink.service, which says what a service is and can (varlink.org, "Service").
enum ServiceInterface {
    static func answer(_ call: VarlinkCall, _ parameters: inout ControlParameters, version: String) throws(ControlProblem) -> ControlAnswer {
        switch call.method {
        case "GetInfo":
            try parameters.end()
            return .object(information(version))
        case "GetInterfaceDescription":
            let name = try parameters.requiredString("interface")
            try parameters.end()
            return .object(try description(of: name))
        default: throw .varlink(.methodNotFound(call.fullName))
        }
    }

    private static func information(_ version: String) -> [UInt8] {
        var text = JSONText()
        text.object {
            $0.member("vendor", "lvsd")
            $0.member("product", "lvsd")
            $0.member("version", version)
            $0.member("url", "https://varlink.org/")
            $0.member("interfaces", ["org.varlink.service", ControlProblem.interface])
        }
        return text.bytes
    }

    private static func description(of name: String) throws(ControlProblem) -> [UInt8] {
        let description: String
        switch name {
        case "org.varlink.service": description = own
        case ControlProblem.interface: description = String(decoding: PackageResources.io_lvsd_Control_varlink, as: UTF8.self)
        default: throw .varlink(.interfaceNotFound(name))
        }
        var text = JSONText()
        text.object { $0.member("description", description) }
        return text.bytes
    }

    /// As varlink.org has it.
    private static let own = """
        # The Varlink Service Interface is provided by every varlink service. It
        # describes the service and the interfaces it implements.
        interface org.varlink.service

        # Get a list of all the interfaces a service provides and information
        # about the implementation.
        method GetInfo() -> (
          vendor: string,
          product: string,
          version: string,
          url: string,
          interfaces: []string
        )

        # Get the description of an interface that is implemented by this service.
        method GetInterfaceDescription(interface: string) -> (description: string)

        # The requested interface was not found.
        error InterfaceNotFound (interface: string)

        # The requested method was not found
        error MethodNotFound (method: string)

        # The interface defines the requested method, but the service does not
        # implement it.
        error MethodNotImplemented (method: string)

        # One of the passed parameters is invalid.
        error InvalidParameter (parameter: string)

        # Client is denied access
        error PermissionDenied ()

        # Method is expected to be called with 'more' set to true, but wasn't
        error ExpectedMore ()

        """
}
