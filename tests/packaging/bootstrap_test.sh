#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bootstrap.sh: packages with and without root, other systems, another LibTorch, wrong usage, speed.
# shellcheck disable=SC2016,SC2119  # scripts in quotes; functions whose arguments are optional
# shellcheck source=tests/packaging/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
make_downloads
start_index
PATH=$stubs:$PATH
bootstrap() { try "$tree/packaging/bootstrap.sh" --cpu "$@"; }

# A Debian on which everything is installed but what $MISSING names, and whose lists know all but $UNLISTED.
export MISSING='' UNLISTED='' USER_ID=1000
printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian of the test"\n' >"$sandbox/os-release"
export CLOZE_OS_RELEASE=$sandbox/os-release
export APT_LOG=$sandbox/apt.log
stub dpkg-query <<'STUB'
shift 2
for name; do
  if [[ " $MISSING " == *" $name "* ]]; then echo "dpkg-query: no packages found matching $name" >&2
  else echo "$name installed"; fi
done
STUB
stub apt-cache <<'STUB'
shift
for name; do
  if [[ " $UNLISTED " != *" $name "* ]]; then printf '%s:\n  Installed: (none)\n  Candidate: 1.0\n' "$name"; fi
done
STUB
stub apt-get <<<'echo "$*" >>"$APT_LOG"; [[ -z ${APT_FAILS:-} ]] || { echo "E: no luck" >&2; exit 100; }'
stub sudo <<<'if [[ -n ${SUDO_WORKS:-} ]]; then shift; exec "$@"; fi; exit 1'
stub id <<<'echo "$USER_ID"'

bootstrap --print-libtorch
expect_code 0
[[ $stdout == "$cache/libtorch-2.11.0-cpu" ]] || complain 'standard output should be the folder of LibTorch'
expect_file "$cache/samples/array/001.txt"
start=${EPOCHREALTIME/./}
bootstrap
milliseconds=$(((${EPOCHREALTIME/./} - start) / 1000))
expect_code 0
expect_no_output
((milliseconds < 2000)) || complain "a call with nothing to do took $milliseconds ms"
expect_no_file "$APT_LOG"
passed "with nothing missing it is silent and quick ($milliseconds ms)"

MISSING='ninja-build libicu-dev' bootstrap
expect_code 1
expect_output '  apt-get update && apt-get install -y --no-install-recommends ninja-build libicu-dev'
expect_no_file "$APT_LOG"
passed 'without root and sudo it prints the exact command'

MISSING=mold SUDO_WORKS=1 bootstrap
expect_code 0
[[ $(<"$APT_LOG") == *' install -y --no-install-recommends mold' ]] || complain "apt-get got: $(<"$APT_LOG")"
rm "$APT_LOG"
passed 'with sudo it installs what is missing, and nothing else'

MISSING=mold USER_ID=0 APT_FAILS=1 bootstrap
expect_code 1
expect_output 'E: no luck'
grep -q ' update$' "$APT_LOG" || complain 'it should try again with fresh lists'
rm "$APT_LOG"
passed 'what apt-get says is shown when it fails'

MISSING='mold git' UNLISTED=mold USER_ID=0 bootstrap
expect_code 1
expect_output 'do not have: mold'
rm "$APT_LOG"
MISSING=libqt6opengl6-dev UNLISTED=libqt6opengl6-dev USER_ID=0 bootstrap
expect_code 0
expect_no_output
passed 'a package that no list has is an error, unless it may be missing'

MISSING=qt6-base-dev bootstrap --core-only
expect_code 0
passed 'core-only needs no Qt'

printf 'ID=debian\nVERSION_ID="11"\nPRETTY_NAME="Debian 11"\n' >"$sandbox/os-release"
MISSING=mold bootstrap
expect_code 1
expect_output 'Debian 11 is too old'
printf 'ID=ubuntu\nVERSION_ID="22.04"\nPRETTY_NAME="Ubuntu 22.04"\n' >"$sandbox/os-release"
MISSING=mold bootstrap
expect_code 1
expect_output 'Ubuntu 22.04 is too old'
printf 'ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04"\n' >"$sandbox/os-release"
MISSING=mold USER_ID=0 bootstrap
expect_code 0
passed 'systems that are too old are named'

# No apt at all: only the commands that the script needs before it finds out.
mkdir "$sandbox/bare"
for command in bash sed cat dirname id; do
  ln -s "$(PATH=${PATH#*:} command -v "$command")" "$sandbox/bare/$command"
done
printf 'ID=fedora\nPRETTY_NAME="Fedora"\n' >"$sandbox/os-release"
PATH=$sandbox/bare bootstrap
expect_code 1
expect_output 'Fedora has no apt'
expect_output 'libsentencepiece-dev'
bootstrap --no-packages
expect_code 0
passed 'a system without apt gets the list, and --no-packages goes past it'

LIBTORCH=$sandbox/nowhere bootstrap
expect_code 1
expect_output "LIBTORCH is $sandbox/nowhere, which is no folder"
LIBTORCH=$HOME bootstrap
expect_code 1
expect_output "LIBTORCH is $HOME, which has no include/torch/csrc/api/include/torch/torch.h"
mv "$cache/libtorch-2.11.0-cpu" "$sandbox/own"
LIBTORCH=$sandbox/own bootstrap --print-libtorch
expect_code 0
[[ $stdout == "$sandbox/own" ]] || complain 'the folder that LIBTORCH names should be used'
expect_no_file "$cache/libtorch-2.11.0-cpu"
passed 'LIBTORCH is checked and used as it is'

stub uname <<<'echo aarch64'
bootstrap
expect_code 1
expect_output 'for x86_64 only, and this is aarch64'
rm "$stubs/uname"
passed 'another processor is named'

bootstrap --nonsense
expect_code 2
expect_output 'unknown option --nonsense'
expect_output '--core-only'
bootstrap --help
expect_code 0
passed 'wrong usage is exit code 2 and shows the usage'
