# gRPC's interop cases, with C-core and grpc-go, in both directions. Sourced by scripts/conformance.
#
#   scripts/conformance grpc-interop [--only NAME]... [--soak COUNT]
#
# Builds C-core's interop client and server of Debian's source package, against its libraries; needs
# Debian, and go 1.25 for those of grpc-go. Ends with a matrix and a line of counts; exits 0 only if
# nothing failed.

. scripts/lib/debian.sh
. scripts/lib/peers.sh

grpc_go=v1.83.1

stage "packages"
if ! is_debian; then
  echo "C-core's interop programs are built of Debian's source package of gRPC, and this is no Debian" >&2
  exit 1
fi
packages=("${build_packages[@]}" dpkg-dev libcli11-dev
  libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc libabsl-dev)
command -v go >/dev/null || packages+=(golang-go)
install_packages "${packages[@]}"
choose_compiler

# fetch_grpc_source DIR VERSION: gRPC's source tree, as Debian has it.
fetch_grpc_source() {
  local at=$1.part
  rm -rf "$at" "$1"
  use_debian "$at/apt" deb-src "$(. /etc/os-release && echo "$VERSION_CODENAME")"
  (cd "$at" && "${debian_apt[@]}" source --download-only "grpc=$2")
  mkdir "$at/tree"
  tar -xf "$at"/grpc_*.orig.tar.* -C "$at/tree" --strip-components 1
  mv "$at/tree" "$1"
  rm -rf "$at"
}

stage "C-core's client and server"
core_version=$(dpkg-query -W -f '${source:Version}' libgrpc++-dev)
core_source=$build/grpc-core/grpc-$core_version
mkdir -p "$build/grpc-core"
[[ -d $core_source ]] || fetch_grpc_source "$core_source" "$core_version"
cmake -S tests/conformance/grpc-interop/core -B "$build/grpc-core/build" -G Ninja \
  -D GRPC_SOURCE_DIR="$core_source" -D CMAKE_CXX_COMPILER="$CXX" -D CMAKE_CXX_FLAGS='-O1 -w' \
  >"$build/grpc-core/configure.log" 2>&1 || { cat "$build/grpc-core/configure.log"; exit 1; }
cmake --build "$build/grpc-core/build" -j "$TERN_JOBS" >"$build/grpc-core/build.log" 2>&1 ||
  { tail -50 "$build/grpc-core/build.log"; exit 1; }
echo "C-core $core_version"

stage "grpc-go's client and server"
# Beside others' programs of these names.
build=$build/grpc-go install_go_program "google.golang.org/grpc/interop/client@$grpc_go"
build=$build/grpc-go install_go_program "google.golang.org/grpc/interop/server@$grpc_go"
grpc_go_source=$(cd "$build/grpc-go/go/server" && go list -m -f '{{.Dir}}' google.golang.org/grpc)

stage "tern's client and server"
build_peer grpc-interop/client.cpp
build_peer grpc-interop/server.cpp

stage "the suite"
python3 tests/conformance/grpc-interop/run.py --core "$build/grpc-core/build" \
  --go "$build/grpc-go/go/bin" --tern "$build/grpc-interop" \
  --credentials "$grpc_go_source/testdata" "$@"
