# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching pinned wheels from a Python package index, with the standard library only.

A wheel is used here as a zip file with a known name and a known SHA-256; no Python package is ever installed. The
index is the one that pip on this machine would use, so mirrors and offline proxies that people have set up for pip
serve this as well. An interrupted download stays as FILE.part and is continued by the next call.
"""

import base64
import errno
import hashlib
import html.parser
import http.client
import json
import os
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

PUBLIC_INDEX = "https://pypi.org/simple"
ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
CHUNK = 1 << 20
TRIES = 5
RETRY_WAIT_S = 0.5
TIMEOUT_S = 60


class SetupError(Exception):
    """Something the person has to know about: what failed, and what to do."""


class IndexUnreachable(SetupError):
    """No index answered; another try may help."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def megabytes(count):
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} kB"


# ---------------------------------------------------------------- the index

def pip_setting(name):
    """A setting as pip sees it: environment first, then pip's configuration files; None when neither has it."""
    value = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if value:
        return value
    pip = shutil.which("pip3") or shutil.which("pip")
    if not pip:
        return None
    answer = subprocess.run([pip, "--disable-pip-version-check", "config", "get", "global." + name],
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None if answer.returncode == 0 else None


def index_urls():
    """The indexes to ask, in order."""
    urls = [pip_setting("index-url") or PUBLIC_INDEX]
    urls += (os.environ.get("PIP_EXTRA_INDEX_URL") or "").split()
    return [url.rstrip("/") for url in urls]


class Client:
    """HTTP with pip's certificates and with the user name and password of an index URL that carries them."""

    def __init__(self):
        certificates = pip_setting("cert")  # without one, OpenSSL's own choice, which SSL_CERT_FILE may set
        folder = certificates if certificates and os.path.isdir(certificates) else None
        try:
            self._context = ssl.create_default_context(cafile=None if folder else certificates, capath=folder)
        except OSError as error:
            raise SetupError(f"cannot read {certificates}, which PIP_CERT or pip's configuration names for "
                             f"certificates: {error}") from error
        self._logins = {}

    def _split_login(self, url):
        parts = urllib.parse.urlsplit(url)
        if parts.username is not None:
            login = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
            self._logins[parts.hostname] = base64.b64encode(login.encode()).decode()
            host = parts.hostname + (f":{parts.port}" if parts.port else "")
            url = urllib.parse.urlunsplit(parts._replace(netloc=host))
        return url, self._logins.get(parts.hostname)

    def open(self, url, headers=None):
        url, login = self._split_login(url)
        request = urllib.request.Request(url, headers={"User-Agent": "cloze-studio-setup", **(headers or {})})
        if login:  # unredirected: a password must not follow a redirect to another host
            request.add_unredirected_header("Authorization", "Basic " + login)
        return urllib.request.urlopen(request, timeout=TIMEOUT_S, context=self._context)


class LinkParser(html.parser.HTMLParser):
    """The links of an HTML index page: {file name: address}."""

    def __init__(self):
        super().__init__()
        self.links = {}

    def handle_starttag(self, tag, attrs):
        target = dict(attrs).get("href") if tag == "a" else None
        if target:
            path = urllib.parse.urlsplit(target).path
            self.links[urllib.parse.unquote(path.rsplit("/", 1)[-1])] = target.split("#", 1)[0]


def file_url(client, project, file_name):
    """Where the index keeps `file_name` of `project`."""
    problems, kind_of_error = [], SetupError
    for index in index_urls():
        page = f"{index}/{project}/"
        shown = urllib.parse.urlsplit(page).hostname
        try:
            with client.open(page, {"Accept": ACCEPT}) as reply:
                kind, body, base = reply.headers.get_content_type(), reply.read(), reply.geturl()
            if kind.endswith("json"):
                links = {entry["filename"]: entry["url"] for entry in json.loads(body)["files"]}
            else:
                parser = LinkParser()
                parser.feed(body.decode("utf-8", "replace"))
                links = parser.links
        except (OSError, ValueError, KeyError, http.client.HTTPException) as error:
            problems.append(f"{shown}: {error}")
            if worth_another_try(error):
                kind_of_error = IndexUnreachable
            continue
        if file_name in links:
            return urllib.parse.urljoin(base, links[file_name])
        problems.append(f"{shown}: has no file {file_name}")
    raise kind_of_error(f"cannot find {project} in the package index ({'; '.join(problems)}).\n"
                        "  Check the network, or set PIP_INDEX_URL to an index that is reachable from here.")


def worth_another_try(error):
    """A refused address stays refused; a broken connection or a busy server may not."""
    return not isinstance(error, urllib.error.HTTPError) or error.code in (408, 425, 429) or error.code >= 500


# ---------------------------------------------------------------- one file

def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        while block := stream.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


class Progress:
    """One line that is rewritten on a terminal; in a log, a line for every quarter of a big file."""

    def __init__(self, name, total, done):
        self._name, self._total = name, total
        self._start, self._first = time.monotonic(), done
        self._last_drawn, self._quarter = 0.0, 4 * done // max(total, 1)
        self._terminal = sys.stderr.isatty()

    def update(self, done):
        now, quarter = time.monotonic(), 4 * done // max(self._total, 1)
        finished = done >= self._total
        if self._terminal and (finished or now - self._last_drawn > 0.2):
            self._last_drawn = now
            line = "\r  " + self._text(done, now).ljust(78)[:78]
            print(line, end="\n" if finished else "", file=sys.stderr, flush=True)
        elif not self._terminal and self._total >= 50e6 and quarter > self._quarter:
            self._quarter = quarter
            say("  " + self._text(done, now))

    def interrupted(self):
        if self._terminal:
            say("")

    def _text(self, done, now):
        rate = (done - self._first) / max(now - self._start, 1e-3)
        left = (self._total - done) / rate if rate > 0 else 0
        return (f"{self._name.split('-cp3')[0].split('-py3')[0].split('-py2')[0]}: {megabytes(done)} of "
                f"{megabytes(self._total)}, {megabytes(rate)}/s, {left:.0f} s left")


def _transfer(client, url, part, name, expected):
    """Appends what is missing to `part`."""
    have = part.stat().st_size if part.exists() else 0
    with client.open(url, {"Range": f"bytes={have}-"} if have else None) as reply:
        resumed = reply.status == 206 and reply.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        if have and resumed:
            say(f"  continuing at {megabytes(have)}")
        else:
            have = 0  # the server does not do ranges: from the start
        progress = Progress(name, expected, have)
        with open(part, "ab" if resumed else "wb") as out:
            try:
                while block := reply.read(CHUNK):
                    out.write(block)
                    have += len(block)
                    progress.update(have)
            finally:
                if have < expected:
                    progress.interrupted()
    if have < expected:
        raise OSError(f"the connection ended after {have} of {expected} bytes")


def _download(client, wheel, part):
    """Fills `part`, across broken connections; a try that brought something does not count as failed."""
    def have():
        return part.stat().st_size if part.exists() else 0

    failures = 0
    while (before := have()) < wheel["bytes"]:
        try:
            _transfer(client, file_url(client, wheel["project"], wheel["file"]), part, wheel["file"], wheel["bytes"])
            return
        except (OSError, http.client.HTTPException, IndexUnreachable) as error:
            if getattr(error, "errno", None) == errno.ENOSPC:
                raise SetupError(f"the disk is full: {part}") from error
            failures = 1 if have() > before else failures + 1
            if failures >= TRIES and isinstance(error, IndexUnreachable):
                raise
            if failures >= TRIES or not worth_another_try(error):
                raise SetupError(f"fetching {wheel['file']} failed: {error}\n"
                                 "  What has arrived is kept; call this again to continue.") from error
            say(f"  {str(error).splitlines()[0]}; trying again")
            time.sleep(min(RETRY_WAIT_S * 2 ** failures, 8))


def fetch(client, wheel, folder):
    """Returns the path of the wheel in `folder` with a checked hash, downloading what is missing of it.

    `wheel` is {project, file, sha256, bytes}. A file with another hash is set aside as FILE.refused, never used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    final, part = folder / wheel["file"], folder / (wheel["file"] + ".part")
    if final.exists():
        if sha256_of(final) == wheel["sha256"]:
            return final
        say(f"  {final.name} in {folder} has a wrong hash; fetching it again")
        final.replace(folder / (wheel["file"] + ".refused"))
    for attempt in (1, 2):
        continued = part.exists()
        _download(client, wheel, part)
        found = sha256_of(part)
        if found == wheel["sha256"]:
            part.replace(final)
            return final
        refused = folder / (wheel["file"] + ".refused")
        part.replace(refused)
        if not continued or attempt == 2:
            break
        say(f"  {final.name}: the continued download does not match; once more from the start")
    raise SetupError(f"{wheel['file']} does not have the expected SHA-256, so it is not used.\n"
                     f"  expected {wheel['sha256']}\n  found    {found}\n  set aside as {refused}\n"
                     "  Call this again; if it stays so, the package index serves another file than the pinned one.")
