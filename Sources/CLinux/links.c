#include "links.h"

#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/mii.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>

static struct ifreq request_for(const char *interface) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
  return request;
}

int clinux_link_by_mii(int descriptor, const char *interface) {
  struct ifreq request = request_for(interface);
  struct mii_ioctl_data *data = (struct mii_ioctl_data *)&request.ifr_data;
  if (ioctl(descriptor, SIOCGMIIPHY, &request) < 0) return -1;
  // The bit keeps a loss of the link until it is read, so that only the second reading tells the present.
  for (int reading = 0; reading < 2; reading++) {
    data->reg_num = MII_BMSR;
    if (ioctl(descriptor, SIOCGMIIREG, &request) < 0) return -1;
  }
  return (data->val_out & BMSR_LSTATUS) != 0;
}

int clinux_link_by_ethtool(int descriptor, const char *interface) {
  struct ifreq request = request_for(interface);
  struct ethtool_value value = {.cmd = ETHTOOL_GLINK};
  request.ifr_data = (void *)&value;
  if (ioctl(descriptor, SIOCETHTOOL, &request) < 0) return -1;
  return value.data != 0;
}

int clinux_link_by_flags(int descriptor, const char *interface) {
  struct ifreq request = request_for(interface);
  if (ioctl(descriptor, SIOCGIFFLAGS, &request) < 0) return -1;
  return (request.ifr_flags & IFF_UP) != 0 && (request.ifr_flags & IFF_RUNNING) != 0;
}
