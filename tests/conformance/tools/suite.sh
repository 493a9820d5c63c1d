# grpcurl, buf curl, grpc_health_probe and channelz, on a server that has no .proto file. Sourced by scripts/conformance.
#
#   scripts/conformance tools [--only NAME]...
#
# Needs go 1.21, npm and pip. Ends with a line of counts; exits 0 only if nothing failed.

. scripts/lib/peers.sh

grpcurl=github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3
health_probe=github.com/grpc-ecosystem/grpc-health-probe@v0.4.40
buf=@bufbuild/buf@1.75.0
channelz=grpcio-channelz==1.85.0

stage "the tools: grpcurl, grpc_health_probe, buf"
packages=("${build_packages[@]}" openssl)
command -v npm >/dev/null || packages+=(nodejs npm)
command -v go >/dev/null || packages+=(golang-go)
install_packages "${packages[@]}" python3-venv
choose_compiler
install_go_program "$grpcurl"
install_go_program "$health_probe"
install_python_program "$channelz" grpcio-reflection==1.85.1
npm install --silent --no-audit --no-fund --no-save --prefix "$build/buf" "$buf"

stage "the server"
build_peer tools/server.cpp

stage "the suite"
python3 tests/conformance/tools/run.py --server "$build/tools/server" --folder "$build/tools" \
  --grpcurl "$build/go/bin/grpcurl" --health-probe "$build/go/bin/grpc-health-probe" \
  --buf "$build/buf/node_modules/.bin/buf" \
  --channelz-python "$build/python/grpcio-channelz/bin/python" "$@"
