internal import ConfigurationLanguage
internal import NetworkTypes

/// What runs before and after everything else.
let lifecycleKeywords: [Keyword] = [
    .script("startup_script", in: .globalDefinitions) { $0.defaults.startupScript = $1 },
    .seconds("startup_script_timeout", in: .globalDefinitions, .seconds(1)...(.seconds(1000)), default: "10") { $0.defaults.startupTimeout = $1 },
    .script("shutdown_script", in: .globalDefinitions) { $0.defaults.shutdownScript = $1 },
    .seconds("shutdown_script_timeout", in: .globalDefinitions, .seconds(1)...(.seconds(1000)), default: "10") { $0.defaults.shutdownTimeout = $1 },
]
