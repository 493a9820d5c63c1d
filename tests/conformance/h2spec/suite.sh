# h2spec, strict, on a server of HTTP/2 without and with TLS. Sourced by scripts/conformance.
#
#   H2SPEC=PROGRAM scripts/conformance h2spec     another h2spec than the one that is fetched, with as
#                                                 many cases as it has
#
# Needs go. Ends with a table of sections and a line of counts; exits 0 only if every case has passed
# that is not in expected_failures.txt, and each of those has failed.

. scripts/lib/peers.sh

# The newest version that the proxy of Go modules gives; what it lacks of later ones, one case of
# hpack/2.3.3, is a test of ours. Versions of h2spec from 2.3.0 on cannot be fetched as a module:
# their path lacks the /v2.
h2spec_version=v2.2.1+incompatible
h2spec_x_net=golang.org/x/net@v0.33.0
h2spec_cases=146

packages=("${build_packages[@]}")
[[ -n ${H2SPEC-} ]] || command -v go >/dev/null || packages+=(golang-go)
stage "h2spec $h2spec_version"
install_packages "${packages[@]}"
choose_compiler
if [[ -z ${H2SPEC-} ]]; then
  install_go_program "github.com/summerwind/h2spec/cmd/h2spec@$h2spec_version" "$h2spec_x_net"
  H2SPEC=$build/go/bin/h2spec
else
  h2spec_cases=0
fi

stage "the server"
build_peer h2spec/server.cpp
ports=$build/h2spec/ports
rm -f "$ports"
"$build/h2spec/server" >"$ports" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for ((i = 0; i < 100; ++i)); do
  [[ -s $ports ]] && break
  sleep 0.1
done
read -r plain_port tls_port <"$ports"

stage "the suite"
rm -f "$build"/h2spec/*.xml
# Its exit code says less than its report.
for way in plain tls; do
  how=(-h 127.0.0.1 -S -j "$build/h2spec/$way.xml")
  if [[ $way == tls ]]; then how+=(-p "$tls_port" -t -k); else how+=(-p "$plain_port"); fi
  timeout 100 "$H2SPEC" "${how[@]}" >"$build/h2spec/$way.log" 2>&1 || true
done
status=0
kill -TERM "$server"
wait "$server" || status=$?
((status == 0)) || echo "the server ended with $status"
trap - EXIT
python3 tests/conformance/h2spec/report.py --cases "$h2spec_cases" \
  --nghttp2 "$(pkg-config --modversion libnghttp2)" \
  --expected tests/conformance/h2spec/expected_failures.txt \
  "$build/h2spec/plain.xml" "$build/h2spec/tls.xml" || status=1
exit "$status"
