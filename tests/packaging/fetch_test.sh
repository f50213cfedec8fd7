#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetching: what arrives where, resuming, refusing a wrong hash.
# shellcheck disable=SC2016,SC2119  # scripts in quotes; functions whose arguments are optional
# shellcheck source=tests/packaging/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
make_downloads
fetch() { try python3 -B "$tree/packaging/fetch.py" "$cache" "$@"; }
libtorch=$cache/libtorch-2.11.0-cpu
downloads=$cache/downloads

start_index
fetch libtorch cpu
expect_code 0
expect_output 'downloading 3 MB'
expect_file "$libtorch/include/torch/csrc/api/include/torch/torch.h"
expect_file "$libtorch/lib/libtorch_cpu.so"
expect_file "$libtorch/VERSION"
expect_no_file "$libtorch/lib/libtorch_python.so"
expect_no_file "$downloads/$torch_wheel"
passed 'LibTorch is unpacked, what is not needed is left out, and the wheel is removed'

fetch arrow
expect_code 0
expect_output 'Apache Arrow 26.0.1 for Parquet files: downloading'
for name in VERSION include/arrow/api.h include/parquet/types.h lib/libarrow.so.2600 lib/libparquet.so.2600; do
  expect_file "$cache/arrow-26.0.1-parquet/$name"
done
expect_no_file "$cache/arrow-26.0.1-parquet/lib/libarrow_flight.so.2600"
passed 'of Apache Arrow what reads Parquet is unpacked'

fetch samples
expect_code 0
[[ $(ls "$cache/samples/plain") == $'0.txt\n1.txt\n2.txt' ]] || complain 'three texts'
[[ $(<"$cache/samples/array/002.txt") == 第二回 ]] || complain 'second document of the array'
passed 'samples become one text file per document'

: >"$sandbox/requests"
fetch libtorch cpu
expect_code 0
expect_no_output
fetch arrow
expect_no_output
fetch samples
expect_no_output
[[ ! -s $sandbox/requests ]] || complain 'nothing should be asked of the index'
passed 'a second call asks nothing and says nothing'

rm -r "$libtorch"
mkdir -p "$libtorch/lib"  # as left by something else: without VERSION it counts as missing
head -c 1000000 "$sandbox/index/$torch_wheel" >"$downloads/$torch_wheel.part"
: >"$sandbox/requests"
fetch libtorch cpu
expect_code 0
expect_output 'continuing at 1 MB'
grep -q "$torch_wheel bytes=1000000-" "$sandbox/requests" || complain 'the server should see a range from byte 1000000'
(cd "$sandbox" && python3 -m zipfile -e "index/$torch_wheel" whole)
cmp "$sandbox/whole/torch/lib/libtorch_cpu.so" "$libtorch/lib/libtorch_cpu.so" || complain 'the content should be whole'
passed 'a partial download is continued'

rm -r "$libtorch"
head -c 1000000 /dev/zero >"$downloads/$torch_wheel.part"
fetch libtorch cpu
expect_code 0
expect_output 'once more from the start'
expect_file "$libtorch/VERSION"
passed 'a partial download that does not fit is replaced'
stop_index

rm -r "$libtorch"
start_index --cut 1500000 --html
fetch libtorch cpu
expect_code 0
expect_output 'trying again'
grep -q "$torch_wheel bytes=1500000-" "$sandbox/requests" || complain 'should continue where the connection broke'
passed 'a broken connection is continued at once, also with an HTML index'
stop_index

rm -r "$libtorch"
start_index --login 'me:pass word'
fetch libtorch cpu
expect_code 1
expect_output '401'
PIP_INDEX_URL=${PIP_INDEX_URL/127/me:pass%20word@127} fetch libtorch cpu
expect_code 0
passed 'an index that asks for a password gets the one in its address'
stop_index

rm -r "$libtorch"
cp "$sandbox/index/$torch_wheel" "$downloads/"
PIP_INDEX_URL=http://127.0.0.1:9/simple fetch libtorch cpu
expect_code 0
passed 'a wheel that lies in downloads/ is used without a network'

rm -r "$libtorch"
python3 - "$sandbox/index/$torch_wheel" <<'PYTHON'
import sys
with open(sys.argv[1], "r+b") as stream:
    stream.seek(2_000_000)
    stream.write(b"changed by someone")
PYTHON
start_index
fetch libtorch cpu
expect_code 1
expect_output 'does not have the expected SHA-256'
expect_file "$downloads/$torch_wheel.refused"
expect_no_file "$downloads/$torch_wheel"
expect_no_file "$libtorch"
passed 'a wheel with a wrong hash is refused and set aside'

rm "$sandbox/index/$torch_wheel"
fetch libtorch cpu
expect_code 1
expect_output 'set PIP_INDEX_URL'
stop_index
passed 'a missing project is named, with what to do'

fetch libtorch tpu
expect_code 2
passed 'wrong usage is exit code 2'
