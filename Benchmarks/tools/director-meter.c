/* Takes one daemon through its life and measures it. Runs in the director's network namespace, as root.
 *
 *   director-meter OPTION... -- PROGRAM ARGUMENT...
 *
 *   --services N --destinations M    what the configuration says: N virtual servers of M real servers (see make-configuration)
 *   --warm-up S                      wait so long after the start
 *   --interval S                     then measure the processor time of probing so long
 *   --configuration FILE --changed FILE   reload: FILE (changed) becomes FILE (configuration), and the daemon gets HUP
 *   --reloads N                      reload N times, back and forth between the two (1)
 *   --patience S                     wait so long for a reload (300): one that takes longer counts as that, with a `+` behind the figure
 *   --before-reload COMMAND          run by the shell before the first HUP, and
 *   --after-reload COMMAND           after the last (to watch the netlink traffic)
 *   --log FILE                       where the daemon's output goes
 *   --small                          a configuration of another kind: measure memory only
 *
 * Prints lines "name value":
 *
 *   start_s        from fork to the last destination in the kernel's table
 *   start_cpu_s    processor time of all the daemon's processes till then
 *   probing_cpu    processor seconds per second of all the daemon's processes
 *   probes_per_s   connections that this namespace opened, and echo requests that it sent, during that time
 *   pss_mb         proportional set size of all processes (1 MB = 10^6 bytes)
 *   processes      how many they are
 *   reload_s       from HUP until both changes are in the table
 *   reload_cpu_s   processor time from HUP until then and one second more, probing included: meant for a configuration that hardly
 *                  probes. The mean of all reloads, since the guest's kernel counts processor time in ticks of 10 ms
 *   pss_after_mb   pss_mb once more, three seconds after the last reload
 *   stop_s         from TERM until no process is left and the table is empty
 *   left_behind    entries of the table after all processes have gone
 *   poll_ms        the longest time that lay between two looks at the table
 *
 * The table is asked by getsockopt, for single counters: that costs some microseconds, where a listing of 5000 entries costs
 * the guest's only processor tens of milliseconds. Looks are POLL_MICROSECONDS apart.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/fs.h>
#include <linux/ip_vs.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MICROSECONDS = 2000, PATIENCE_SECONDS = 300, PROCESS_LIMIT = 64 };

static int services, destinations, table, patience = PATIENCE_SECONDS;
static pid_t daemon_process;

static void give_up(const char *what);

/* --- time --- */

static double seconds_of(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) < 0) return 0;
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double monotonic(void) { return seconds_of(CLOCK_MONOTONIC); }

static void sleep_seconds(double seconds) {
  struct timespec span = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  while (nanosleep(&span, &span) < 0 && errno == EINTR) continue;
}

/* The polling loops call this between two looks; it keeps account of how far apart they were. */
static double last_look, longest_gap;
static void first_look(void) { last_look = monotonic(); }
static void pause_until_next_look(void) {
  sleep_seconds(POLL_MICROSECONDS / 1e6);
  double now = monotonic();
  if (now - last_look > longest_gap) longest_gap = now - last_look;
  last_look = now;
}

/* --- the kernel's table --- */

static int service_count(void) {
  struct ip_vs_getinfo info;
  socklen_t length = sizeof info;
  if (getsockopt(table, IPPROTO_IP, IP_VS_SO_GET_INFO, &info, &length) < 0) give_up("the kernel does not tell about IPVS");
  return (int)info.num_services;
}

static in_addr_t service_address(int number) { return htonl(0x0a640000u + (unsigned)number); }

/* How many destinations virtual server `number`, from 1, has now. */
static int destination_count(int number) {
  struct ip_vs_service_entry entry = {.protocol = IPPROTO_TCP, .addr = service_address(number), .port = htons(80)};
  socklen_t length = sizeof entry;
  if (getsockopt(table, IPPROTO_IP, IP_VS_SO_GET_SERVICE, &entry, &length) < 0) return 0;
  return (int)entry.num_dests;
}

/* Whether virtual server `number` has a destination whose weight is not 1: the changed configuration has. */
static int is_changed(int number) {
  size_t size = sizeof(struct ip_vs_get_dests) + (size_t)destinations * sizeof(struct ip_vs_dest_entry);
  struct ip_vs_get_dests *list = calloc(1, size);
  socklen_t length = (socklen_t)size;
  int found = 0;
  list->protocol = IPPROTO_TCP;
  list->addr = service_address(number);
  list->port = htons(80);
  list->num_dests = (unsigned)destinations;
  if (getsockopt(table, IPPROTO_IP, IP_VS_SO_GET_DESTS, list, &length) == 0)
    for (int i = 0; i < destinations; i++) found |= list->entrytable[i].weight != 1;
  free(list);
  return found;
}

static int entries_in_table(void) {
  int count = service_count();
  for (int number = 1; count > 0 && number <= services; number++) count += destination_count(number);
  return count;
}

/* --- the daemon's processes --- */

struct process {
  pid_t number, parent;
  double children_seconds; /* of the children that it had and that have ended */
};

/* Fields of /proc/PID/stat are counted from the closing parenthesis: a process's name may hold anything. */
static int read_process(pid_t number, struct process *process) {
  char path[64], text[1024], *rest;
  unsigned long user = 0, system = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", number);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = 0;
  rest = strrchr(text, ')');
  if (!rest || sscanf(rest, ") %*c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu", &process->parent, &user, &system) != 3)
    return 0;
  process->number = number;
  process->children_seconds = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
  return 1;
}

/* The daemon's first process and all its descendants. A child has a higher number than its parent in a guest this young. */
static int daemon_processes(struct process *found) {
  int count = 0;
  struct process process;
  DIR *directory = opendir("/proc");
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (!isdigit((unsigned char)*entry->d_name) || !read_process(atoi(entry->d_name), &process)) continue;
    int ours = process.number == daemon_process;
    for (int i = 0; i < count; i++) ours |= process.parent == found[i].number;
    if (ours && count < PROCESS_LIMIT) found[count++] = process;
  }
  closedir(directory);
  return count;
}

/* Processor time since their starts, without rounding by the C library; see reload_cpu_s for its grain. */
static double processor_seconds(void) {
  struct process processes[PROCESS_LIMIT];
  double sum = 0;
  int count = daemon_processes(processes);
  for (int i = 0; i < count; i++) {
    clockid_t clock;
    if (clock_getcpuclockid(processes[i].number, &clock) == 0) sum += seconds_of(clock);
    sum += processes[i].children_seconds;
  }
  return sum;
}

static void print_memory(const char *name) {
  struct process processes[PROCESS_LIMIT];
  int count = daemon_processes(processes);
  double sum = 0;
  for (int i = 0; i < count; i++) {
    char path[64], line[256];
    long kilobytes;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", processes[i].number);
    FILE *file = fopen(path, "r");
    if (!file) continue;
    while (fgets(line, sizeof line, file))
      if (sscanf(line, "Pss: %ld kB", &kilobytes) == 1) sum += (double)kilobytes;
    fclose(file);
  }
  printf("%s %.3f\n", name, sum * 1024 / 1e6);
  if (!strcmp(name, "pss_mb")) printf("processes %d\n", count);
}

/* The value below `name` in the table `protocol` of /proc/net/snmp, which has a line of names and one of values for each. */
static double counter(const char *protocol, const char *name) {
  char names[4096], values[4096], *names_rest, *values_rest;
  double found = 0;
  FILE *file = fopen("/proc/net/snmp", "r");
  while (file && fgets(names, sizeof names, file) && fgets(values, sizeof values, file)) {
    if (strncmp(names, protocol, strlen(protocol)) || names[strlen(protocol)] != ':') continue;
    char *column = strtok_r(names, " \n", &names_rest), *value = strtok_r(values, " \n", &values_rest);
    for (; column && value; column = strtok_r(NULL, " \n", &names_rest), value = strtok_r(NULL, " \n", &values_rest))
      if (!strcmp(column, name)) found = atof(value);
  }
  if (file) fclose(file);
  return found;
}

/* How many TCP connections this namespace has opened, and how many echo requests it has sent. */
static double probes_made(void) { return counter("Tcp", "ActiveOpens") + counter("IcmpMsg", "OutType8"); }

/* --- its life --- */

/* What a daemon leaves behind must not be there for the next one. */
static void empty_the_table(void) { setsockopt(table, IPPROTO_IP, IP_VS_SO_SET_FLUSH, NULL, 0); }

static void give_up(const char *what) {
  struct process processes[PROCESS_LIMIT];
  fprintf(stderr, "director-meter: %s\n", what);
  for (int i = daemon_process > 0 ? daemon_processes(processes) : 0; i > 0; i--) kill(processes[i - 1].number, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0) continue;
  empty_the_table();
  exit(1);
}

static void start(char **program, const char *log) {
  daemon_process = fork();
  if (daemon_process == 0) {
    int output = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600), input = open("/dev/null", O_RDONLY);
    dup2(input, 0);
    dup2(output, 1);
    dup2(output, 2);
    setsid();
    execv(*program, program);
    _exit(127);
  }
}

static void measure_start(char **program, const char *log) {
  double began = monotonic();
  int complete = 0; /* virtual servers from the first on that have all their destinations */
  first_look();
  start(program, log);
  for (;;) {
    if (service_count() == services)
      while (complete < services && destination_count(complete + 1) == destinations) complete++;
    if (complete == services) break;
    if (monotonic() - began > PATIENCE_SECONDS || waitpid(daemon_process, NULL, WNOHANG) > 0) give_up("the table does not fill");
    pause_until_next_look();
  }
  printf("start_s %.4f\n", monotonic() - began);
  printf("start_cpu_s %.4f\n", processor_seconds());
}

static void measure_probing(double interval) {
  double began = monotonic(), used = processor_seconds(), opened = probes_made();
  sleep_seconds(interval);
  double took = monotonic() - began;
  printf("probing_cpu %.4f\nprobes_per_s %.1f\n", (processor_seconds() - used) / took, (probes_made() - opened) / took);
  if (entries_in_table() != services * (destinations + 1)) give_up("not every real server is up, so the figures mean nothing");
}

/* Exchanges the two files and tells the daemon; `to_changed` says what the table must show then. Returns whether it came to that:
 * a daemon that takes too long is measured on all the same. */
static int reload(const char *configuration, const char *changed, int to_changed) {
  if (renameat2(AT_FDCWD, changed, AT_FDCWD, configuration, RENAME_EXCHANGE) < 0) give_up("cannot exchange the configurations");
  double began = monotonic();
  first_look();
  kill(daemon_process, SIGHUP);
  while (is_changed(2) != to_changed || is_changed(services) != to_changed) {
    if (monotonic() - began > patience) {
      fprintf(stderr, "director-meter: the reload takes more than %d s\n", patience);
      printf("reload_s %d+\n", patience);
      return 0;
    }
    pause_until_next_look();
  }
  printf("reload_s %.4f\n", monotonic() - began);
  sleep_seconds(1);
  return 1;
}

static void measure_stop(void) {
  double began = monotonic(), now;
  first_look();
  kill(daemon_process, SIGTERM);
  for (;;) {
    pid_t ended;
    while ((ended = waitpid(-1, NULL, WNOHANG)) > 0) continue; /* its orphans are ours, see PR_SET_CHILD_SUBREAPER */
    if (ended < 0 && errno == ECHILD) break;
    if (monotonic() - began > PATIENCE_SECONDS) give_up("it does not stop");
    pause_until_next_look();
  }
  now = monotonic();
  daemon_process = 0;
  printf("stop_s %.4f\nleft_behind %d\n", now - began, entries_in_table());
  empty_the_table();
}

int main(int count, char **arguments) {
  static const struct option names[] = {
      {"services", 1, NULL, 's'},      {"destinations", 1, NULL, 'd'},  {"warm-up", 1, NULL, 'w'}, {"interval", 1, NULL, 'i'},
      {"configuration", 1, NULL, 'f'}, {"changed", 1, NULL, 'c'},       {"log", 1, NULL, 'l'},     {"before-reload", 1, NULL, 'b'},
      {"after-reload", 1, NULL, 'a'},  {"reloads", 1, NULL, 'r'},        {"small", 0, NULL, 'm'},
      {"patience", 1, NULL, 'p'},      {NULL, 0, NULL, 0}};
  const char *configuration = NULL, *changed = NULL, *log = "/dev/null", *before_reload = NULL, *after_reload = NULL;
  double warm_up = 0, interval = 0;
  int small = 0, reloads = 1;
  for (int option; (option = getopt_long(count, arguments, "+", names, NULL)) != -1;) {
    switch (option) {
    case 's': services = atoi(optarg); break;
    case 'd': destinations = atoi(optarg); break;
    case 'w': warm_up = atof(optarg); break;
    case 'i': interval = atof(optarg); break;
    case 'f': configuration = optarg; break;
    case 'c': changed = optarg; break;
    case 'l': log = optarg; break;
    case 'b': before_reload = optarg; break;
    case 'a': after_reload = optarg; break;
    case 'r': reloads = atoi(optarg); break;
    case 'm': small = 1; break;
    case 'p': patience = atoi(optarg); break;
    default: return 2;
    }
  }
  if (!arguments[optind]) give_up("no program given");
  setvbuf(stdout, NULL, _IOLBF, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  table = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
  if (table < 0) give_up("no raw socket: not root?");
  if (service_count() != 0) give_up("the table is not empty");

  if (small) {
    start(arguments + optind, log);
    sleep_seconds(warm_up);
    print_memory("pss_mb");
    measure_stop();
    return 0;
  }
  measure_start(arguments + optind, log);
  sleep_seconds(warm_up);
  if (interval > 0) measure_probing(interval);
  print_memory("pss_mb");
  if (changed) {
    if (before_reload && system(before_reload) != 0) give_up("the command before the reload failed");
    double used = processor_seconds();
    int done = 0;
    while (done < reloads && reload(configuration, changed, (done + 1) % 2)) done++;
    if (done == reloads) {
      printf("reload_cpu_s %.4f\n", (processor_seconds() - used) / reloads);
      sleep_seconds(2);
      print_memory("pss_after_mb");
    }
    if (after_reload && system(after_reload) != 0) give_up("the command after the reload failed");
  }
  measure_stop();
  printf("poll_ms %.1f\n", longest_gap * 1e3);
  return 0;
}
