// Asking a driver for its link, for drivers that don't report changes by themselves: ioctl(2), which is variadic.
#ifndef CLINUX_LINKS_H
#define CLINUX_LINKS_H

// Each returns 1 where the link is up, 0 where it is down, and -1 where the driver doesn't know the question. The descriptor is that of
// any socket.

// The status register of the transceiver (SIOCGMIIREG, IEEE 802.3 clause 22.2.4.2).
int clinux_link_by_mii(int descriptor, const char *interface);

// ETHTOOL_GLINK of linux/ethtool.h.
int clinux_link_by_ethtool(int descriptor, const char *interface);

// IFF_UP and IFF_RUNNING (SIOCGIFFLAGS).
int clinux_link_by_flags(int descriptor, const char *interface);

#endif
