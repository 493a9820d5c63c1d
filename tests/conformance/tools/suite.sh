# grpcurl, buf curl and grpc_health_probe, on a server that has no .proto file. Sourced by scripts/conformance.
#
#   scripts/conformance tools [--only NAME]...
#
# Needs go 1.21 and npm. Ends with a line of counts; exits 0 only if nothing failed.

. scripts/lib/peers.sh

grpcurl=github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3
health_probe=github.com/grpc-ecosystem/grpc-health-probe@v0.4.40
buf=@bufbuild/buf@1.75.0

stage "the tools: grpcurl, grpc_health_probe, buf"
packages=("${build_packages[@]}" openssl)
command -v npm >/dev/null || packages+=(nodejs npm)
command -v go >/dev/null || packages+=(golang-go)
install_packages "${packages[@]}"
choose_compiler
install_go_program "$grpcurl"
install_go_program "$health_probe"
npm install --silent --no-audit --no-fund --no-save --prefix "$build/buf" "$buf"

stage "the server"
build_peer tools/server.cpp

stage "the suite"
python3 tests/conformance/tools/run.py --server "$build/tools/server" --folder "$build/tools" \
  --grpcurl "$build/go/bin/grpcurl" --health-probe "$build/go/bin/grpc-health-probe" \
  --buf "$build/buf/node_modules/.bin/buf" "$@"
