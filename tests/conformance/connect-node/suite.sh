# Connect's own client and server for Node, in all their protocols. Sourced by scripts/conformance.
#
#   scripts/conformance connect-node
#
# A server of tern is called by Node, and a server of Node by tern, with Connect, Connect as GET,
# gRPC-Web and gRPC, over HTTP/1.1 and HTTP/2, in proto and JSON, plain and compressed. Needs npm. Each
# ends with a line of counts; exits 0 only if nothing failed.

. scripts/lib/peers.sh

stage "connect-node"
packages=("${build_packages[@]}" libsimdjson-dev)
command -v npm >/dev/null || packages+=(nodejs npm)
install_packages "${packages[@]}"
choose_compiler
mkdir -p "$build/connect-node"
cp tests/conformance/connect-node/{package.json,package-lock.json,calls.mjs,serve.mjs} "$build/connect-node"
npm ci --silent --ignore-scripts --no-audit --no-fund --prefix "$build/connect-node"

stage "the server and the client"
build_peer connect-node/server.cpp -lsimdjson
build_peer connect-node/client.cpp -lsimdjson

stage "Node calls tern"
node "$build/connect-node/calls.mjs" "$build/connect-node/server"

stage "tern calls Node"
node "$build/connect-node/serve.mjs" "$build/connect-node/client"
