# Builds the servers of others that bench/run.py measures beside tern, in the languages whose tools
# are there. To be sourced by scripts/bench, with the repository as the working directory.

# What they are measured with; newer ones are one edit away.
go_modules=(
  google.golang.org/grpc@v1.76.0
  google.golang.org/protobuf@v1.36.10
  connectrpc.com/connect@v1.19.1
)
go_plugins=(
  google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.10
  google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.5.1
  connectrpc.com/connect/cmd/protoc-gen-connect-go@v1.19.1
)

# build_go_peer DIR: DIR/go_server, of bench/peers/go, and DIR/go_server.versions.
build_go_peer() {
  local made=$1 module=$1/go_module stamp
  stamp="${go_modules[*]} ${go_plugins[*]} $(cat bench/stack/echo.proto bench/peers/go/main.go | cksum)"
  [[ $(cat "$made/go_server.stamp" 2>/dev/null) != "$stamp" ]] || return 0
  rm -rf "$module"
  mkdir -p "$module/bin"
  cp bench/peers/go/main.go "$module/"
  printf 'module bench/peers\n\ngo 1.24\n' >"$module/go.mod"
  (
    cd "$module"
    go get "${go_modules[@]}" "${go_plugins[@]}" || exit
    for plugin in "${go_plugins[@]}"; do
      GOBIN=$module/bin go install "${plugin%@*}" || exit
    done
    PATH=$module/bin:$PATH protoc --proto_path="$OLDPWD/bench/stack" --go_out=. --go-grpc_out=. \
      --connect-go_out=. --go_opt=module=bench/peers --go-grpc_opt=module=bench/peers \
      --connect-go_opt=module=bench/peers echo.proto || exit
    go build -o "$made/go_server" .
  ) || return
  printf '%s\n' "${go_modules[@]}" "$(go env GOVERSION)" >"$made/go_server.versions"
  echo "$stamp" >"$made/go_server.stamp"
}

# build_rust_peer DIR: DIR/tonic_server, of bench/peers/tonic, and DIR/tonic_server.versions.
build_rust_peer() {
  (cd bench/peers/tonic && cargo build --quiet --release --locked --target-dir "$1/tonic") || return
  cp "$1/tonic/release/tonic_server" "$1/"
  (cd bench/peers/tonic && cargo tree --locked --depth 1 --prefix none | tail -n +2; rustc --version) \
    >"$1/tonic_server.versions"
}

# build_peers DIR: what can be built here; the rest is named and left out.
build_peers() {
  mkdir -p "$1"
  if ! command -v go >/dev/null || ! command -v protoc >/dev/null; then
    echo "without grpc-go and connect-go: they need go and protoc"
  elif build_go_peer "$1" >"$1/go.log" 2>&1; then
    echo "grpc-go and connect-go are there"
  else
    cat "$1/go.log"
    echo "without grpc-go and connect-go: they were not built"
  fi
  if ! command -v cargo >/dev/null || ! command -v protoc >/dev/null; then
    echo "without tonic: it needs cargo and protoc"
  elif build_rust_peer "$1" >"$1/rust.log" 2>&1; then
    echo "tonic is there"
  else
    cat "$1/rust.log"
    echo "without tonic: it was not built"
  fi
}
