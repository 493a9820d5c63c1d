# Calls by HTTP rules with curl, the OpenAPI document and the exported rules. Sourced by scripts/conformance.
#
#   scripts/conformance rest [--only NAME]...
#
# Needs pip. Ends with a line of counts; exits 0 only if nothing failed.

. scripts/lib/peers.sh

validator=openapi-spec-validator==0.9.0

stage "curl, a validator of OpenAPI, protoc"
install_packages "${build_packages[@]}" curl libsimdjson-dev python3-venv
choose_compiler
install_python_program "$validator" grpcio-tools==1.85.1 googleapis-common-protos==1.76.0

stage "the server"
build_peer rest/server.cpp -lsimdjson

stage "the suite"
"$build/python/openapi-spec-validator/bin/python" tests/conformance/rest/run.py \
  --server "$build/rest/server" --folder "$build/rest" "$@"
