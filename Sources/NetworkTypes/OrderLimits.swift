/// What operators may order, the same for whoever types an order, passes it on or carries it out.
public enum OrderLimits {
    /// The greatest weight that the kernel takes.
    public static let greatestWeight = 2_147_483_647
    /// How far away the deadline of a drain may be, in seconds: a year.
    public static let longestDrain = 31_536_000
    /// For how long a router may be kept from becoming master again, in seconds: a day.
    public static let longestFailOver = 86_400
}
