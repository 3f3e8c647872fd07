#!/usr/bin/python3
"""odd-configurations.py SEED COUNT DIRECTORY: writes COUNT random configurations of a few virtual servers, and for each what the kernel should then hold.

DIRECTORY/N.conf is a configuration, N.table the sorted lines of `ipvsadm -Sn`, N.vip and N.real the sorted members of the sets `odd-vip` and `odd-real`.
From one to the next, addresses join groups and leave them, schedulers, persistence and weights change, and everything comes and goes.
Real servers have no checks, so that nothing but the configuration says what should be so.
"""

import random
import sys


def virtual_server(chance, head, services, place, table, real):
    """The block, with what it makes: `services` are the arguments of ipvsadm, each with the transport names of its members of the set."""
    scheduler = chance.choice(["rr", "wrr", "wlc", "sh"])
    persistence = chance.choice([0, 0, 0, 50, 300])
    lines = [f"virtual_server {head} {{", "delay_loop 5", f"lb_algo {scheduler}", "lb_kind DR", "protocol TCP"]
    if persistence:
        lines.append(f"persistence_timeout {persistence}")
    settings = f"-s {scheduler}" + (f" -p {persistence}" if persistence else "")
    servers = {number: chance.randrange(4) for number in chance.sample(range(1, 9), chance.randrange(1, 6))}
    for name, _ in services:
        table.append(f"-A {name} {settings}")
    for number, weight in servers.items():
        lines += [f"real_server 172.17.1.{number} {place} {{", f"weight {weight}", "}"]
        for name, transports in services:
            table.append(f"-a {name} -r 172.17.1.{number}:{place} -g -w {weight}")
            if weight:
                real.update(f"172.17.1.{number},{transport}:{place}" for transport in transports)
    return lines + ["}"]


def configuration(chance):
    table, vip, real = [], set(), set()
    lines = ["global_defs {", "lvs_ipset odd", "}"]
    homes = {address: chance.choice(["none", "own", "own", "g1", "g2"]) for address in range(1, 13)}
    groups = []
    for group in ("g1", "g2"):
        members = [address for address, home in homes.items() if home == group]
        if members:
            lines += [f"virtual_server_group {group} {{"] + [f"10.9.0.{address} 80" for address in members] + ["}"]
            groups.append((f"group {group}", [(f"-t 10.9.0.{address}:80", ["tcp"]) for address in members], 80))
    groups += [(f"10.9.0.{address} 80", [(f"-t 10.9.0.{address}:80", ["tcp"])], 80) for address, home in homes.items() if home == "own"]
    if chance.randrange(2):
        groups.append(("fwmark 7", [("-f 7", ["tcp", "udp"])], 0))
    chance.shuffle(groups)
    for head, services, place in groups:
        lines += virtual_server(chance, head, services, place, table, real)
    vip.update(f"10.9.0.{address},tcp:80" for address, home in homes.items() if home != "none")
    return lines, {"table": table, "vip": vip, "real": real}


def main():
    seed, count, directory = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    chance = random.Random(seed)
    for number in range(1, count + 1):
        lines, expected = configuration(chance)
        for kind, content in {"conf": lines, **{kind: sorted(content) for kind, content in expected.items()}}.items():
            with open(f"{directory}/{number}.{kind}", "w", encoding="ascii") as file:
                file.writelines(line + "\n" for line in content)


main()
