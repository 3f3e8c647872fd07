#!/usr/bin/env python3
"""Servers that answer as they are told, most of them badly, and the checkers that ask them.

  canned-servers.py configuration VIRTUAL REAL   a virtual server for each case, at the case's port
  canned-servers.py cases                        PORT LVSD KEEPALIVED WHAT: whether each daemon takes the server for alive (in, out)
  canned-servers.py serve                        plays the servers
"""

import hashlib
import socket
import struct
import sys
import threading
import time

TIMING = "connect_timeout 4\nretry 0\n"


def http(url="path /\n", block="HTTP_GET", more=""):
    return "%s {\nurl {\n%s}\n%s%s}\n" % (block, url, TIMING, more)


def checker(block, more=""):
    return "%s {\n%s%s}\n" % (block, TIMING, more)


def page(body=b"the shop is open", header=b"HTTP/1.1 200 OK\r\n"):
    return header + b"Content-Length: %d\r\n\r\n" % len(body) + body


BODY = b"the shop is open"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nthe shop\r\n8\r\n is open\r\n0\r\n\r\n"
DIGEST = "path /\ndigest %s\n" % hashlib.md5(BODY).hexdigest()
WRONG = "path /\ndigest %s\n" % hashlib.md5(b"another page").hexdigest()
LONG = b"HTTP/1.1 200 OK\r\n" + b"X-Field: %s\r\n" % (b"x" * 100) * 80
MAIL = [b"220 mail\r\n", b"250 yes\r\n", b"221 bye\r\n"]

# What is said: bytes to a request; (pause, bytes); a list: line by line, as each command comes. Then the end: close, reset, or stay.
# Whether lvsd, and whether keepalived, takes the server for alive.
CASES = [
    ("TCP_CHECK: closed at once", "in", "in", checker("TCP_CHECK"), "tcp", None, "close"),
    ("HTTP_GET: closed at once", "out", "out", http(), "tcp", None, "close"),
    ("HTTP_GET: reset at once", "out", "out", http(), "tcp", None, "reset"),
    ("HTTP_GET: never answers", "out", "out", http(), "tcp", b"", "stay"),
    ("HTTP_GET: a page", "in", "in", http(), "tcp", page(), "close"),
    ("HTTP_GET: a page, slowly", "in", "in", http(), "tcp", (0.01, page()), "close"),
    ("HTTP_GET: a page, and the connection stays open", "in", "out", http(), "tcp", page(), "stay"),
    ("HTTP_GET: half of the page", "in", "in", http(), "tcp", page()[:-6], "close"),
    ("HTTP_GET: half of the page, then a reset", "out", "out", http(), "tcp", page()[:-6], "reset"),
    ("HTTP_GET: a page without length", "in", "in", http(), "tcp", b"HTTP/1.1 200 OK\r\n\r\n" + BODY, "close"),
    ("HTTP_GET: a page without header", "out", "out", http(), "tcp", BODY, "close"),
    ("HTTP_GET: a header without end", "out", "out", http(), "tcp", b"HTTP/1.1 200 OK\r\nServer: x\r\n", "close"),
    ("HTTP_GET: lines without CR", "in", "out", http(), "tcp", b"HTTP/1.1 200 OK\n\n" + BODY, "close"),
    ("HTTP_GET: no reason phrase", "in", "out", http(), "tcp", page(header=b"HTTP/1.1 200\r\n"), "close"),
    ("HTTP_GET: 8 KB of header", "in", "out", http(), "tcp", page(header=LONG), "close"),
    ("HTTP_GET: a status that is none", "out", "out", http(), "tcp", page(header=b"HTTP/1.1 2x0 OK\r\n"), "close"),
    ("HTTP_GET: 204", "in", "in", http(), "tcp", b"HTTP/1.1 204 No Content\r\n\r\n", "close"),
    ("HTTP_GET: 301", "out", "out", http(), "tcp", page(header=b"HTTP/1.1 301 Moved\r\n"), "close"),
    ("HTTP_GET: 500", "out", "out", http(), "tcp", page(header=b"HTTP/1.1 500 Error\r\n"), "close"),
    ("HTTP_GET: 404, which is wanted", "in", "in", http("path /\nstatus_code 404\n"), "tcp", page(header=b"HTTP/1.1 404 No\r\n"), "close"),
    ("HTTP_GET: the digest", "in", "in", http(DIGEST), "tcp", page(), "close"),
    ("HTTP_GET: another digest", "out", "out", http(WRONG), "tcp", page(), "close"),
    ("HTTP_GET: the digest of a page in chunks", "in", "out", http(DIGEST, more="http_protocol 1.1\n"), "tcp", CHUNKED, "close"),
    ("HTTP_GET: a digest with another status", "out", "out", http(DIGEST), "tcp", page(header=b"HTTP/1.1 500 Error\r\n"), "close"),
    # keepalived 2.2.7 never tells PCRE2 that the page is over: an expression that may look at its end finds nothing.
    ("HTTP_GET: regex that doesn't look at the end", "in", "in", http("path /\nregex \"shop.*?open\"\n"), "tcp", page(), "close"),
    ("HTTP_GET: regex", "in", "out", http("path /\nregex \"shop.*open\"\n"), "tcp", page(), "close"),
    ("HTTP_GET: regex without quotes", "in", "out", http("path /\nregex shop.*open\n"), "tcp", page(), "close"),
    ("HTTP_GET: regex in a long page", "in", "out", http("path /\nregex shop.*open\n"), "tcp", page(BODY * 500), "close"),
    ("HTTP_GET: regex in a page without length", "in", "out", http("path /\nregex shop.*open\n"), "tcp", b"HTTP/1.1 200 OK\r\n\r\n" + BODY, "close"),
    ("HTTP_GET: regex that isn't there", "out", "out", http("path /\nregex \"shop.*closed\"\n"), "tcp", page(), "close"),
    ("HTTP_GET: regex_no_match", "out", "in", http("path /\nregex \"shop.*open\"\nregex_no_match\n"), "tcp", page(), "close"),
    ("SSL_GET: no TLS", "out", "out", http(block="SSL_GET"), "tcp", page(), "close"),
    ("SSL_GET: closed at once", "out", "out", http(block="SSL_GET"), "tcp", None, "close"),
    ("SSL_GET: bytes like a handshake's", "out", "out", http(block="SSL_GET"), "tcp", b"\x16\x03\x03\x00\x7a\x02" + bytes(range(200)), "stay"),
    ("SMTP_CHECK: as it should be", "in", "in", checker("SMTP_CHECK"), "tcp", MAIL, "close"),
    ("SMTP_CHECK: a banner of two lines", "in", "out", checker("SMTP_CHECK"), "tcp", [b"220-mail\r\n220 welcome\r\n"] + MAIL[1:], "close"),
    ("SMTP_CHECK: 554", "out", "out", checker("SMTP_CHECK"), "tcp", [b"554 go away\r\n"], "close"),
    ("SMTP_CHECK: HELO refused", "out", "out", checker("SMTP_CHECK"), "tcp", [b"220 mail\r\n", b"502 no\r\n"], "stay"),
    ("SMTP_CHECK: half a banner", "out", "out", checker("SMTP_CHECK"), "tcp", [b"22"], "stay"),
    ("SMTP_CHECK: closed after the banner", "out", "out", checker("SMTP_CHECK"), "tcp", [b"220 mail\r\n"], "close"),
    ("DNS_CHECK: an answer", "in", "in", checker("DNS_CHECK"), "dns", 0x8180, "stay"),
    ("DNS_CHECK: REFUSED", "out", "out", checker("DNS_CHECK"), "dns", 0x8185, "stay"),
    ("DNS_CHECK: NXDOMAIN", "out", "out", checker("DNS_CHECK"), "dns", 0x8183, "stay"),
    ("DNS_CHECK: a question back", "out", "out", checker("DNS_CHECK"), "dns", 0x0100, "stay"),
    ("DNS_CHECK: another number", "out", "out", checker("DNS_CHECK"), "dns", "number", "stay"),
    ("DNS_CHECK: bytes", "out", "out", checker("DNS_CHECK"), "udp", b"no", "stay"),
    ("DNS_CHECK: silence", "out", "out", checker("DNS_CHECK"), "udp", b"", "stay"),
    ("UDP_CHECK: silence", "in", "in", checker("UDP_CHECK"), "udp", b"", "stay"),
    ("UDP_CHECK: nobody listens", "out", "out", checker("UDP_CHECK"), None, None, "stay"),
    ("UDP_CHECK: silence, a reply required", "out", "out", checker("UDP_CHECK", "require_reply\n"), "udp", b"", "stay"),
    ("UDP_CHECK: the reply", "in", "in", checker("UDP_CHECK", "payload 01\nrequire_reply 6fXX\n"), "udp", b"ok", "stay"),
    ("UDP_CHECK: another reply", "out", "out", checker("UDP_CHECK", "payload 01\nrequire_reply 7777\n"), "udp", b"ok", "stay"),
    ("MISC_CHECK: exit status 0", "in", "in", 'MISC_CHECK {\nmisc_path "/bin/true"\n}\n', None, None, "stay"),
    ("MISC_CHECK: exit status 3", "out", "out", 'MISC_CHECK {\nmisc_path "/run/canned/three"\n}\n', None, None, "stay"),
    ("MISC_CHECK: a signal", "out", "out", 'MISC_CHECK {\nmisc_path "/run/canned/signal"\n}\n', None, None, "stay"),
    ("MISC_CHECK: too long", "out", "out", 'MISC_CHECK {\nmisc_path "/run/canned/long"\nmisc_timeout 1\n}\n', None, None, "stay"),
]
FIRST_PORT = 7001


def configuration(virtual, real):
    print("global_defs {\nscript_user root\nrouter_id director\n}")
    for port, (_, _, _, text, _, _, _) in enumerate(CASES, FIRST_PORT):
        print("virtual_server %s %d {\ndelay_loop 3\nlvs_sched rr\nlvs_method DR\nprotocol TCP" % (virtual, port))
        print("retry 1\ndelay_before_retry 0.5\nreal_server %s %d {\n%s}\n}" % (real, port, text))


def finish(connection, end):
    if end == "stay":
        connection.settimeout(20)
        while connection.recv(4096):
            pass
    if end == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def talk(connection, says, end):
    try:
        if isinstance(says, list):
            for number, line in enumerate(says):
                if number > 0 and not connection.recv(4096):
                    break
                connection.sendall(line)
        elif says is not None and connection.recv(4096) and says:
            pause, text = says if isinstance(says, tuple) else (0, says)
            step = 1 if pause else len(text)
            for place in range(0, len(text), step):
                connection.sendall(text[place : place + step])
                time.sleep(pause)
            if end == "reset":
                time.sleep(0.1)
        finish(connection, end)
    except OSError:
        connection.close()


def listen(port, says, end):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("0.0.0.0", port))
    listener.listen(16)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=talk, args=(connection, says, end), daemon=True).start()


def answer(port, kind, says):
    server = socket.socket(type=socket.SOCK_DGRAM)
    server.bind(("0.0.0.0", port))
    while True:
        question, client = server.recvfrom(4096)
        if kind == "dns":
            number = bytes([question[0] ^ 1, question[1]]) if says == "number" else question[:2]
            flags = 0x8180 if says == "number" else says
            server.sendto(number + struct.pack("!H", flags) + question[4:], client)
        elif says:
            server.sendto(says, client)


def serve():
    threading.stack_size(256 * 1024)
    for port, (_, _, _, _, kind, says, end) in enumerate(CASES, FIRST_PORT):
        if kind == "tcp":
            threading.Thread(target=listen, args=(port, says, end), daemon=True).start()
        elif kind:
            threading.Thread(target=answer, args=(port, kind, says), daemon=True).start()
    threading.Event().wait()


if sys.argv[1:2] == ["configuration"] and len(sys.argv) == 4:
    configuration(*sys.argv[2:])
elif sys.argv[1:] == ["cases"]:
    for port, (what, ours, theirs, *_) in enumerate(CASES, FIRST_PORT):
        print(port, ours, theirs, what)
elif sys.argv[1:] == ["serve"]:
    serve()
else:
    sys.exit(__doc__)
