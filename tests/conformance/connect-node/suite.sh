# Connect's own client for Node, in all protocols that it speaks. Sourced by scripts/conformance.
#
#   scripts/conformance connect-node
#
# A server of tern is called with Connect, Connect as GET, gRPC-Web and gRPC, over HTTP/1.1 and HTTP/2,
# in proto and JSON, plain and compressed. Needs npm. Ends with a line of counts; exits 0 only if
# nothing failed.

. scripts/lib/peers.sh

stage "connect-node"
packages=("${build_packages[@]}" libsimdjson-dev)
command -v npm >/dev/null || packages+=(nodejs npm)
install_packages "${packages[@]}"
choose_compiler
mkdir -p "$build/connect-node"
cp tests/conformance/connect-node/{package.json,package-lock.json,calls.mjs} "$build/connect-node"
npm ci --silent --ignore-scripts --no-audit --no-fund --prefix "$build/connect-node"

stage "the server"
build_peer connect-node/server.cpp -lsimdjson

stage "the suite"
node "$build/connect-node/calls.mjs" "$build/connect-node/server"
