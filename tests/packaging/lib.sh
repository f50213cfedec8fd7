# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2016,SC2034  # scripts in quotes; variables for the tests that source this
#
# Helpers of the set-up's tests: a copy of the set-up scripts with small pretended downloads, a package index on
# 127.0.0.1, and commands that stand in for the system's.
set -euo pipefail

source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
sandbox=$(mktemp -d)
server=''
clean_up() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$sandbox"
}
trap clean_up EXIT

# The tests must not depend on how this machine is set up, nor change its cache.
unset LIBTORCH QT_QPA_PLATFORM DISPLAY WAYLAND_DISPLAY CMAKE_BUILD_PARALLEL_LEVEL
unset PIP_EXTRA_INDEX_URL PIP_CERT http_proxy HTTP_PROXY all_proxy ALL_PROXY
export PIP_CONFIG_FILE=/dev/null HOME=$sandbox/home XDG_CACHE_HOME="$sandbox/a cache"
tree="$sandbox/a checkout"  # a space in both: paths must be quoted everywhere
cache=$XDG_CACHE_HOME/cloze-studio
stubs=$sandbox/stubs
mkdir -p "$HOME" "$tree" "$stubs"
cp -r "$source_root/packaging" "$source_root/run.sh" "$source_root/test.sh" "$tree/"

# try COMMAND...: runs it with its output in $output (both streams) and $stdout, its exit code in $code.
try() {
  code=0
  "$@" >"$sandbox/stdout" 2>"$sandbox/stderr" </dev/null || code=$?
  stdout=$(<"$sandbox/stdout")
  output=$(cat "$sandbox/stderr" "$sandbox/stdout")
}

complain() {
  printf 'FAILED: %s\n  exit code %s, output:\n' "$1" "${code:-none}" >&2
  printf '%s\n' "${output:-}" | sed 's/^/  | /' >&2
  exit 1
}
expect_code() { [[ $code == "$1" ]] || complain "exit code should be $1"; }
expect_output() { [[ $output == *"$1"* ]] || complain "output should hold: $1"; }
expect_no_output() { [[ -z $output ]] || complain "there should be no output"; }
expect_file() { [[ -e $1 ]] || complain "should exist: $1"; }
expect_no_file() { [[ ! -e $1 ]] || complain "should not exist: $1"; }
passed() { printf 'ok: %s\n' "$1"; }

# stub NAME <<<'script': puts a command of that name before the system's.
stub() {
  { echo '#!/bin/bash'; cat; } >"$stubs/$1"
  chmod +x "$stubs/$1"
}
all_packages_installed() {
  stub dpkg-query <<<'shift 2; for name; do echo "$name installed"; done'
}

# Small wheels with the layout of the real ones, and lists with their hashes in place of the real lists.
make_downloads() {
  mkdir -p "$sandbox/index"
  python3 - "$tree" "$sandbox/index" <<'PYTHON'
import hashlib, json, random, sys, zipfile
from pathlib import Path
tree, index = Path(sys.argv[1]), Path(sys.argv[2])

def wheel(project, members):
    name = f"{project.replace('-', '_')}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(index / name, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    data = (index / name).read_bytes()
    return {"project": project, "file": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}

torch = wheel("torch", {
    "torch/include/torch/csrc/api/include/torch/torch.h": "// torch.h\n",
    "torch/include/torch/headeronly/version.h":
        "#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION_MINOR 11\n#define TORCH_VERSION_PATCH 0\n",
    "torch/lib/libtorch_cpu.so": random.Random(1).randbytes(3_000_000),
    "torch/lib/libc10.so": "_ZN3c106detail14torchCheckFailEPKcRKNSt7__cxx1112basic_string\n",
    "torch/lib/libtorch_python.so": "not wanted\n"})
rules = [{"from": "torch/include/*", "to": "include"}, {"from": "torch/lib/libtorch_cpu.so", "to": "lib", "flat": True},
         {"from": "torch/lib/libc10.so", "to": "lib", "flat": True}]
text = json.dumps({"wheels": [{**torch, "sizes": {"cpu": rules, "cuda": rules}}]})
# bootstrap.sh reads the version with sed, from a line of its own as in the real list
(tree / "packaging/libtorch.json").write_text(
    '{\n  "version": "2.11.0",\n  "unpacked_bytes": {"cpu": 3000000, "cuda": 3000000},\n' + text[1:])
arrow = wheel("pyarrow", {"pyarrow/include/arrow/api.h": "// api.h\n", "pyarrow/include/parquet/types.h": "// types.h\n",
                          "pyarrow/libarrow.so.2600": "arrow\n", "pyarrow/libparquet.so.2600": "parquet\n",
                          "pyarrow/libarrow_flight.so.2600": "not wanted\n"})
rules = json.loads((tree / "packaging/arrow.json").read_text())["wheels"][0]["sizes"]["parquet"]
(tree / "packaging/arrow.json").write_text(json.dumps({
    "version": "26.0.1", "unpacked_bytes": {"parquet": 100},
    "wheels": [{**arrow, "sizes": {"parquet": [rule for rule in rules if rule["to"] != "licenses"]}}]}))
plain = wheel("plain", {f"plain/data/{n}.txt": f"text {n}\n" for n in range(3)} | {"plain/code.py": ""})
array = wheel("array", {"array/docs.json": json.dumps(["第一回", "第二回"])})
(tree / "resources").mkdir(exist_ok=True)
(tree / "resources/samples.json").write_text(json.dumps({"format": 1, "samples": [
    {"name": "plain", "title": "Plain", "license": "public domain", "documents": 3, "wheel": plain,
     "unpack": {"kind": "files", "members": "plain/data/*.txt"}},
    {"name": "array", "title": "Array", "license": "public domain", "documents": 2, "wheel": array,
     "unpack": {"kind": "json-array", "member": "array/docs.json", "name": "{number:03}.txt"}}]}))
PYTHON
  torch_wheel=torch-1.0-py3-none-any.whl
}

# start_index [options of fake_index.py]: serves $sandbox/index as a package index; requests are in $sandbox/requests.
start_index() {
  rm -f "$sandbox/port"
  : >"$sandbox/requests"
  python3 "$source_root/tests/packaging/fake_index.py" "$sandbox/index" "$sandbox/port" "$sandbox/requests" "$@" &
  server=$!
  until [[ -s $sandbox/port ]]; do sleep 0.02; done
  PIP_INDEX_URL=http://127.0.0.1:$(<"$sandbox/port")/simple
  export PIP_INDEX_URL
}
stop_index() {
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=''
}
