# A page in headless Chromium, connect-web, connect-node, grpc-web, grpc-js, buf curl and curl. Sourced by scripts/conformance.
#
#   scripts/conformance web [--only PART]... [--screenshot]
#
# The demo's server, examples/live, is looked at in a browser and called in every protocol that these
# know, plain and with TLS. PART is a part of a case's title; --screenshot also writes
# docs/images/live.png. Needs npm and Chromium. Ends with a line of counts; exits 0 only if nothing failed.

. scripts/lib/peers.sh

stage "npm's packages, and a browser"
packages=("${build_packages[@]}" libsimdjson-dev openssl curl 'chromium-headless-shell|chromium' fonts-inter)
command -v npm >/dev/null || packages+=(nodejs npm)
install_packages "${packages[@]}"
choose_compiler
mkdir -p "$build/web"
cp tests/conformance/web/{package.json,package-lock.json,*.mjs} "$build/web"
npm ci --silent --ignore-scripts --no-audit --no-fund --prefix "$build/web"
browser=$(command -v chromium-headless-shell chromium google-chrome | head -1)

stage "the server"
build_program examples/live/live_server.cpp "$build/web/live_server" -lsimdjson

stage "the page"
examples/live/build --server "$build/web/live_server" --out "$build/web/live"

stage "the suite"
python3 -c 'import pathlib, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "tests/interop")
from world import make_certificates
make_certificates(pathlib.Path(sys.argv[1]))' "$build/web"
NODE_EXTRA_CA_CERTS=$build/web/ca.pem node "$build/web/run.mjs" --server "$build/web/live_server" \
  --page "$build/web/live/page" --plain-page examples/live/page --contract examples/greeter.proto \
  --certificates "$build/web" --browser "$browser" --buf "$build/web/live/buf/node_modules/.bin/buf" \
  --images docs/images "$@"
