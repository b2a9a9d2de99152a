"""A real IMAP server (Dovecot) and a real mail server (Exim) on loopback, in a folder of their own.

Both run without privileges: as whoever runs the tests, or as "nobody" where that is root.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = {"dovecot": "dovecot-imapd", "exim4": "exim4-daemon-light", "openssl": "openssl"}
PATHS = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
PASSWORD = "imap-secret"
TOKEN = "a-good-token"  # what these servers take in its place
RELAY = "relay-secret"  # what the server for sending takes from a user "relay"
BOXES = "shop : anna : duc"

DOVECOT = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
ssl_dh =
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{root}/mail/%n
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/mail/%n
}}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""

OAUTH2 = """
tokeninfo_url = http://127.0.0.1:{tokens}/info?token=
username_attribute = user
"""

EXIM = """
auth_advertise_hosts = ${{if eq{{$received_port}}{{{smtp_auth}}}{{*}}{{}}}}
primary_hostname = mx.lotse.test
domainlist local_domains = lotse.test
spool_directory = {root}/spool
log_file_path = {root}/exim-%slog
pid_file_path = {root}/exim.pid
exim_user = {user}
exim_group = {group}
admin_groups = {group}
tls_advertise_hosts =
rfc1413_hosts =
host_lookup =
never_users =
acl_smtp_rcpt = recipients
keep_environment =
smtp_accept_max = 50
begin authenticators
xoauth2:
  driver = plaintext
  public_name = XOAUTH2
  server_prompts = :
  server_condition = ${{if match{{$auth1}}{{{token}}}}}
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth2:$auth3}}{{relay:{relay}}}}}
begin acl
recipients:
  defer local_parts = busy
        message = Greylisted, please come again
  deny  local_parts = unknown
        message = No such person here
  accept
begin routers
gone:
  driver = redirect
  domains = +local_domains
  local_parts = gone
  allow_fail
  data = :fail: The mailbox was closed
box:
  driver = accept
  domains = +local_domains
  local_parts = {boxes}
  local_part_suffix = +*
  local_part_suffix_optional
  transport = box
begin transports
box:
  driver = appendfile
  directory = {root}/mail/$local_part_data
  maildir_format
  delivery_date_add
  envelope_to_add
  return_path_add
"""


@dataclass(frozen=True)
class Servers:
    """Where they listen, and the folder with their mailboxes and logs."""

    root: Path
    imap: int
    imaps: int
    smtp: int
    smtp_auth: int  # where mail is taken from those alone who log in with a token
    tokens: int  # where the IMAP server asks about tokens: nobody, until a test listens

    def post(self, raw: bytes, sender: str, recipient: str) -> None:
        """Hand in a mail, as a customer's server does."""
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=20) as server:
            server.sendmail(sender, [recipient], raw)

    def letters(self, box: str) -> list[Path]:
        """The mails in a box, whether read or not, oldest first."""
        found = [*(self.root / "mail" / box).glob("new/*"), *(self.root / "mail" / box).glob(
            "cur/*")]
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)

    def logs(self) -> str:
        """What the servers have to say when a test fails."""
        return "\n".join(path.read_text("utf-8", "replace")[-3000:]
                         for path in self.root.glob("*log") if path.is_file())


def missing() -> list[str]:
    """Packages to install before these servers can run."""
    return [package for program, package in PROGRAMS.items()
            if shutil.which(program, path=PATHS) is None]


@contextmanager
def running() -> Iterator[Servers]:
    """Both servers, gone at the end with everything they wrote."""
    # Not pytest's own folder: an unprivileged server may not pass through it.
    root = Path(tempfile.mkdtemp(prefix="lotse-mail-"))
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    servers = Servers(root, *(_free_port() for _ in range(5)))
    imap, imaps, smtp = servers.imap, servers.imaps, servers.smtp
    _write(servers, user)
    started = list[subprocess.Popen[bytes]]()
    try:
        for command in (["dovecot", "-F", "-c", str(root / "dovecot.conf")],
                        ["exim4", "-C", str(root / "exim.conf"), "-bdf", "-q5s",
                         "-oX", f"127.0.0.1.{smtp} : 127.0.0.1.{servers.smtp_auth}"]):
            started.append(_start(command, root, user))
        for port in (imap, imaps, smtp):
            _await(port, servers)
        yield servers
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(20)
        shutil.rmtree(root, ignore_errors=True)


def _write(servers: Servers, user: pwd.struct_passwd) -> None:
    root = servers.root
    values = {**vars(servers), "user": user.pw_name, "group": grp.getgrgid(user.pw_gid).gr_name,
              "password": PASSWORD, "token": TOKEN, "relay": RELAY, "boxes": BOXES}
    (root / "dovecot.conf").write_text(DOVECOT.format(**values))
    (root / "oauth2.conf").write_text(OAUTH2.format(**values))
    (root / "exim.conf").write_text(EXIM.format(**values))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=root, check=True, capture_output=True)
    for name in ("run", "state", "spool", "mail"):
        (root / name).mkdir()
    (root / "exim.conf").chmod(0o644)
    if os.getuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)


def _start(command: list[str], root: Path, user: pwd.struct_passwd) -> subprocess.Popen[bytes]:
    program = shutil.which(command[0], path=PATHS) or command[0]
    other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [user.pw_gid]} if (
        os.getuid() == 0) else {}
    with (root / f"{command[0]}.startlog").open("wb") as log:
        return subprocess.Popen([program, *command[1:]], cwd=root, stdout=log, stderr=log,
                                **other)  # type: ignore[call-overload,no-any-return]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _await(port: int, servers: Servers) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as line:
                line.settimeout(5)
                if port == servers.imaps or line.recv(1):
                    return
        except OSError:
            pass
        if time.monotonic() > until:
            raise TimeoutError(f"nothing answers on port {port}:\n{servers.logs()}")
        time.sleep(0.1)
