"""A network of its own for the run: nothing gets in or out, and every name is ours to answer.

Chromium asks the name server of the system, so a leak through a name look-up is only seen when that
server is ours. A private network and mount namespace gives it to us on port 53, for root and for
anybody else where the system lets users make namespaces. Where neither is possible there is no
honest way to see those leaks, so the run refuses to start and says what is needed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

STRANGER = "203.0.113.7"  # where every name of the run leads: a public address to the browser
OURSELVES = "198.51.100.2"
FILES = {
    "resolv.conf": "nameserver 127.0.0.1\noptions timeout:2 attempts:2\n",
    "nsswitch.conf": "hosts: files dns\n",
    "hosts": "127.0.0.1 localhost\n",
}
# Chromium counts as offline with loopback alone: hence a pair of cables that lead nowhere.
SET_UP = f"""
set -e
for name in {" ".join(FILES)}; do
  test ! -e "/etc/$name" || mount --bind "$1/$name" "/etc/$name"
done
ip link set lo up
ip link add cable type veth peer name elsewhere 2>/dev/null || ip link add cable type dummy
ip addr add {OURSELVES}/24 dev cable
ip link set cable up
ip link set elsewhere up 2>/dev/null || true
ip route add default dev cable
ip addr add {STRANGER}/32 dev lo
shift
exec "$@"
"""


class NoPrivateNetwork(Exception):
    """The system lets us make no network of our own, so leaks by name look-up would go unseen."""


def way_in() -> list[str]:
    """The command that makes the namespaces, for whoever we are here."""
    unshare = shutil.which("unshare")
    if not unshare or not shutil.which("ip", path=f"{os.environ['PATH']}:/usr/sbin:/sbin"):
        raise NoPrivateNetwork("unshare (util-linux) and ip (iproute2) are needed")
    # The process namespace is there for its end: whatever a run leaves behind goes with it.
    command = [unshare, "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        command += ["--user", "--map-root-user"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        raise NoPrivateNetwork(
            "run as root, or let users make namespaces (user.max_user_namespaces)"
        )
    return command


def run_inside(command: Sequence[str], seconds: int) -> subprocess.CompletedProcess[str]:
    """Run a command in a fresh private network, and end it after so many seconds."""
    enter = way_in()
    with TemporaryDirectory(prefix="world-") as folder:
        for name, text in FILES.items():
            (Path(folder) / name).write_text(text)
        environment = os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
        return subprocess.run(
            [*enter, "sh", "-c", SET_UP, "sh", folder, *command],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=seconds,
            check=False,
        )


def python_inside(*arguments: str, seconds: int) -> subprocess.CompletedProcess[str]:
    """Run a module of ours in a fresh private network, with this same Python."""
    return run_inside([sys.executable, *arguments], seconds)
