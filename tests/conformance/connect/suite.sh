# Connect's own suite: all protocols, HTTP/1.1 and HTTP/2, TLS, JSON, gzip. Sourced by scripts/conformance.
#
#   scripts/conformance connect                               all cases
#   scripts/conformance connect server|client [ARGUMENT...]   those of one side, with arguments for connectconformance
#                                                             such as --run PATTERN, --trace, -v: then nobody counts
#
# Needs go 1.24. Ends with a line of counts; exits 0 only if nothing failed and there were exactly as
# many cases as are written down here.

. scripts/lib/peers.sh

connect_suite=connectrpc.com/conformance/cmd/connectconformance@v1.0.5

# How many cases there are with this version and with the features in MODE.yaml.
declare -A connect_cases=([server]=3800 [client]=4814)

connect_modes=(server client)
if (($# > 0)); then
  [[ -n ${connect_cases[$1]-} ]] || { echo "connect: no mode $1; there are: ${connect_modes[*]}" >&2; exit 2; }
  connect_modes=("$1")
  shift
fi

stage "$connect_suite"
packages=("${build_packages[@]}" protobuf-compiler)
command -v go >/dev/null || packages+=(golang-go)
install_packages "${packages[@]}"
choose_compiler
install_go_program "$connect_suite"

stage "the suite's messages"
connect_build=$build/connect
protos=$(cd "$build/go/connectconformance" && go mod download connectrpc.com/conformance &&
  go list -m -f '{{.Dir}}' connectrpc.com/conformance)/proto
mkdir -p "$connect_build/include"
launcher=()
[[ -z $(command -v ccache) ]] || launcher=(ccache)
"${launcher[@]}" "$CXX" -std=c++20 -Iinclude -c tools/protoc_gen_tern/main.cpp -o "$connect_build/protoc-gen-tern.o"
"$CXX" "$connect_build/protoc-gen-tern.o" -o "$connect_build/protoc-gen-tern"
protoc -I "$protos" --plugin="$connect_build/protoc-gen-tern" \
  --tern_out="services=false:$connect_build/include" "$protos"/connectrpc/conformance/v1/*.proto

stage "the programs under test"
for mode in "${connect_modes[@]}"; do
  CXXFLAGS="${CXXFLAGS--O1 -g1} -Ibuild/conformance/connect/include" build_peer "connect/$mode.cpp" -lsimdjson
done

passed=0 failed=0 status=0
for mode in "${connect_modes[@]}"; do
  stage "the suite on tern's $mode"
  log=$connect_build/$mode.log
  timeout 10m "$build/go/bin/connectconformance" --mode "$mode" --conf "tests/conformance/connect/$mode.yaml" "$@" \
    -- "$connect_build/$mode" >"$log" 2>&1 || status=1
  if (($# > 0)); then
    cat "$log"
    continue
  fi
  grep -a -A 20 '^FAILED' "$log" | head -200 || true
  counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p' "$log" | tail -1)
  read -r mode_passed mode_failed <<<"${counts:-0 0}"
  ((passed += mode_passed, failed += mode_failed)) || true
  echo "$mode_passed passed, $mode_failed failed"
  if ((mode_passed + mode_failed != connect_cases[$mode])); then
    echo "there are ${connect_cases[$mode]} cases for the $mode"
    tail -5 "$log"
    status=1
  fi
done
(($# > 0)) || echo "$passed passed, $failed failed"
exit "$status"
