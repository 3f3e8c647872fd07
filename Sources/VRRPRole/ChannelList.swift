/// The channels that there are; each takes itself off the list when the last instance has let go of it.
///
/// No weak references: an object that has one is counted in a place of its own, which each packet would have to look up.
final class ChannelList {
    private struct Entry {
        unowned let channel: AdvertisementChannel
    }

    private var entries: [AdvertisementChannel.Key: Entry] = [:]

    subscript(_ key: AdvertisementChannel.Key) -> AdvertisementChannel? { entries[key]?.channel }

    func add(_ channel: AdvertisementChannel) {
        entries[channel.key] = Entry(channel: channel)
    }

    func remove(_ key: AdvertisementChannel.Key) {
        entries[key] = nil
    }
}
