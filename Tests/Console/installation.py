"""Services and their console, for who looks at them in a browser."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request


class Installation:
    """Services and their console on free ports, in a directory of their own."""

    def __init__(self, binaries, token=None):
        self.program = os.path.join(os.path.abspath(binaries), "docket")
        self.directory = tempfile.mkdtemp(prefix="docket-console-")
        self.environment = {**os.environ, **({"DOCKET_API_TOKEN": token} if token else {})}
        self.token = token
        self.start()

    def start(self, port_base="0"):
        self.process = subprocess.Popen(
            [self.program, "up", "--quiet", "--faults", "--port-base", port_base, "--data-dir", self.directory],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment)
        self.addresses, text = {}, ""
        for line in self.process.stdout:
            text += line
            if match := re.match(r"  (\w+) +(http://\S+)$", line.rstrip()):
                self.addresses[match[1]] = match[2]
            if match := re.match(r"  (http://\S+)$", line.rstrip()):
                self.url = match[1]
            if "Ctrl-C stops" in line:
                return
        raise RuntimeError(f"docket up ended:\n{text}")

    def docket(self, *arguments):
        done = subprocess.run([self.program, *arguments, "--data-dir", self.directory], capture_output=True, text=True,
                              env=self.environment, timeout=120)
        assert done.returncode == 0, f"docket {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def call(self, service, method, path, body):
        request = urllib.request.Request(self.addresses[service] + path, method=method, data=json.dumps(body).encode(),
                                         headers={"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def messages(self):
        with urllib.request.urlopen(self.url + "/api/state", timeout=20) as answer:
            return json.load(answer)["messages"]

    def all_ended(self):
        """True when no service holds its lock any more."""
        done = subprocess.run([self.program, "status", "--json", "--data-dir", self.directory], capture_output=True, text=True,
                              env=self.environment, timeout=60)
        return not any(service["running"] for service in json.loads(done.stdout)["services"])

    def stop(self, sign=signal.SIGINT):
        self.process.send_signal(sign)
        self.process.stdout.close()
        self.process.wait(timeout=30)

    def remove(self):
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


def until(condition, what, seconds=20):
    """Waits for what comes; a condition that never comes is the failure."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


def launch(playwright):
    """Debian's Chromium, or the one that CHROMIUM names."""
    return playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", shutil.which("chromium")),
                                      args=["--no-sandbox"] if os.geteuid() == 0 else [])
