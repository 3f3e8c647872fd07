/* Prints every command that programs send to IPVS, by listening to an nlmon interface (a tap on the host's netlink traffic).
 *
 *   netlink-watch INTERFACE
 *
 * One line a command, such as "NEW_DEST" or "GET_SERVICE"; several commands sent in one message are several lines.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/genetlink.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* In the order of enum in <linux/ip_vs.h>. */
static const char *const command_names[] = {
    "UNSPEC",   "NEW_SERVICE", "SET_SERVICE", "DEL_SERVICE", "GET_SERVICE", "NEW_DEST",   "SET_DEST", "DEL_DEST", "GET_DEST",
    "NEW_DAEMON", "DEL_DAEMON", "GET_DAEMON",  "SET_CONFIG",  "GET_CONFIG",  "SET_INFO",   "GET_INFO", "ZERO",     "FLUSH"};
_Static_assert(IPVS_CMD_FLUSH == 17 && IPVS_CMD_GET_DEST == 8, "the kernel's numbering");

/* The number that the kernel gave to the generic netlink family "IPVS"; asking for it loads the module. */
static int family_of_ipvs(void) {
  struct {
    struct nlmsghdr message;
    struct genlmsghdr generic;
    struct nlattr attribute;
    char name[8];
  } question = {{sizeof question, GENL_ID_CTRL, NLM_F_REQUEST, 1, 0},
                {CTRL_CMD_GETFAMILY, 1, 0},
                {NLA_HDRLEN + sizeof IPVS_GENL_NAME, CTRL_ATTR_FAMILY_NAME},
                IPVS_GENL_NAME};
  char answer[8192] __attribute__((aligned(8)));
  int descriptor = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC), family = -1;
  if (descriptor < 0 || send(descriptor, &question, sizeof question, 0) < 0) return -1;
  ssize_t length = recv(descriptor, answer, sizeof answer, 0);
  close(descriptor);
  struct nlmsghdr *message = (struct nlmsghdr *)answer;
  if (length < (ssize_t)NLMSG_LENGTH(GENL_HDRLEN) || message->nlmsg_type != GENL_ID_CTRL) return -1;
  char *end = answer + message->nlmsg_len;
  for (char *next = (char *)NLMSG_DATA(message) + GENL_HDRLEN; next + NLA_HDRLEN <= end;) {
    struct nlattr *attribute = (struct nlattr *)next;
    if (attribute->nla_type == CTRL_ATTR_FAMILY_ID) family = *(unsigned short *)(next + NLA_HDRLEN);
    if (attribute->nla_len < NLA_HDRLEN) break;
    next += NLA_ALIGN(attribute->nla_len);
  }
  return family;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: netlink-watch INTERFACE\n");
    return 2;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  int family = family_of_ipvs();
  if (family < 0) {
    fprintf(stderr, "netlink-watch: this kernel has no IPVS\n");
    return 1;
  }
  int tap = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
  struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                .sll_protocol = htons(ETH_P_ALL),
                                .sll_ifindex = (int)if_nametoindex(arguments[1])};
  int buffer_bytes = 8 * 1024 * 1024; /* a start with thousands of servers sends them all at once */
  setsockopt(tap, SOL_SOCKET, SO_RCVBUFFORCE, &buffer_bytes, sizeof buffer_bytes);
  if (tap < 0 || bind(tap, (struct sockaddr *)&address, sizeof address) < 0) {
    perror("netlink-watch");
    return 1;
  }
  printf("watching %s\n", arguments[1]);

  static char packet[1024 * 1024] __attribute__((aligned(8)));
  for (;;) {
    struct sockaddr_ll origin;
    socklen_t origin_length = sizeof origin;
    ssize_t length = recvfrom(tap, packet, sizeof packet, 0, (struct sockaddr *)&origin, &origin_length);
    if (length < 0) {
      perror("netlink-watch");
      return 1;
    }
    if (ntohs(origin.sll_protocol) != NETLINK_GENERIC) continue; /* the netlink family of the message */
    struct nlmsghdr *message = (struct nlmsghdr *)packet;
    for (int left = (int)length; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
      if (message->nlmsg_type != family || message->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN)) continue;
      /* The tap sees the kernel's answers too; only a program's messages ask for something. */
      if (!(message->nlmsg_flags & NLM_F_REQUEST)) continue;
      struct genlmsghdr *generic = NLMSG_DATA(message);
      if (generic->cmd < sizeof command_names / sizeof *command_names)
        printf("%s\n", command_names[generic->cmd]);
      else
        printf("command %d\n", generic->cmd);
    }
  }
}
