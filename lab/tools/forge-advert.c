/* Sends VRRP version 2 advertisements, correct or forged in one place.
 *
 *   forge-advert INTERFACE SOURCE [NAME=VALUE...]
 *
 * Correct by default for the lab's instance: vrid=51 priority=200 interval=1 password=1111 address=172.17.1.160. To forge:
 *   version=N type=N vrid=N priority=N interval=N password=TEXT authentication=N ttl=N
 *   checksum=wrong         off by one
 *   addresses=N            the count field says N while one address follows
 *   length=N               the packet is cut (or padded with zeros) to N bytes after the IP header
 *   count=N pause=MS       how many, and how long apart (1, 200)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PROTOCOL_VRRP = 112, IP_BYTES = 20, ADVERT_BYTES = 20, MOST_BYTES = 1400 };

static unsigned short checksum(const unsigned char *bytes, size_t length) {
  unsigned sum = 0;
  for (size_t i = 0; i < length; i += 2) sum += (unsigned)bytes[i] << 8 | (i + 1 < length ? bytes[i + 1] : 0);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return (unsigned short)~sum;
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: forge-advert INTERFACE SOURCE [NAME=VALUE...]\n");
    return 2;
  }
  int version = 2, type = 1, vrid = 51, priority = 200, interval = 1, authentication = 1, ttl = 255, addresses = 1;
  int length = ADVERT_BYTES, packets = 1, pause = 200, wrong_checksum = 0;
  const char *password = "1111", *address = "172.17.1.160";
  for (int i = 3; i < count; i++) {
    char *value = strchr(arguments[i], '=');
    if (!value) {
      fprintf(stderr, "forge-advert: not NAME=VALUE: %s\n", arguments[i]);
      return 2;
    }
    *value++ = 0;
    struct {
      const char *name;
      int *number;
    } numbers[] = {{"version", &version},   {"type", &type},           {"vrid", &vrid},     {"priority", &priority},
                   {"interval", &interval}, {"authentication", &authentication}, {"ttl", &ttl},       {"addresses", &addresses},
                   {"length", &length},     {"count", &packets},       {"pause", &pause}};
    int known = 0;
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
      if (strcmp(arguments[i], numbers[n].name) == 0) *numbers[n].number = atoi(value), known = 1;
    if (strcmp(arguments[i], "password") == 0) password = value, known = 1;
    if (strcmp(arguments[i], "address") == 0) address = value, known = 1;
    if (strcmp(arguments[i], "checksum") == 0) wrong_checksum = 1, known = 1;
    if (!known || length < 0 || length > MOST_BYTES) {
      fprintf(stderr, "forge-advert: cannot forge %s=%s\n", arguments[i], value);
      return 2;
    }
  }

  unsigned char packet[IP_BYTES + MOST_BYTES] = {0};
  unsigned char *advert = packet + IP_BYTES;
  advert[0] = (unsigned char)(version << 4 | type);
  advert[1] = (unsigned char)vrid;
  advert[2] = (unsigned char)priority;
  advert[3] = (unsigned char)addresses;
  advert[4] = (unsigned char)authentication;
  advert[5] = (unsigned char)interval;
  inet_pton(AF_INET, address, advert + 8);
  memcpy(advert + 12, password, strnlen(password, 8));
  unsigned short sum = checksum(advert, ADVERT_BYTES);
  if (wrong_checksum) sum++;
  advert[6] = (unsigned char)(sum >> 8);
  advert[7] = (unsigned char)sum;

  struct iphdr *ip = (struct iphdr *)packet; /* the kernel fills in length and checksum */
  ip->version = 4;
  ip->ihl = 5;
  ip->tos = 0xc0;
  ip->ttl = (unsigned char)ttl;
  ip->protocol = PROTOCOL_VRRP;
  ip->tot_len = htons((unsigned short)(IP_BYTES + length));
  inet_pton(AF_INET, arguments[2], &ip->saddr);
  inet_pton(AF_INET, "224.0.0.18", &ip->daddr);

  int sender = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
  struct ip_mreqn interface = {.imr_ifindex = (int)if_nametoindex(arguments[1])};
  if (sender < 0 || setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &interface, sizeof interface) < 0) {
    perror("forge-advert");
    return 1;
  }
  struct sockaddr_in group = {.sin_family = AF_INET, .sin_addr.s_addr = ip->daddr};
  for (int i = 0; i < packets; i++) {
    if (i) usleep((unsigned)pause * 1000);
    if (sendto(sender, packet, (size_t)(IP_BYTES + length), 0, (struct sockaddr *)&group, sizeof group) < 0) {
      perror("forge-advert");
      return 1;
    }
  }
  return 0;
}
