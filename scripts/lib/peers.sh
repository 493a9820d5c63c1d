# Shared by the suites of scripts/conformance that need programs of others, and peers of their own.
# To be sourced with the repository as the working directory and `build` set.

# install_go_program PACKAGE@VERSION [MODULE@VERSION...]: into $build/go/bin, unless that version is
# there; with these versions of what it needs, for a package that does not say. In a module of its own:
# `go install` of a version wants the list of all versions, which not every proxy has.
install_go_program() {
  local package=${1%@*} version=${1#*@} name=${1%@*}
  name=${name##*/}
  local stamp=$build/go/$name.version module=$build/go/$name
  if [[ -x $build/go/bin/$name && $(cat "$stamp" 2>/dev/null) == "$version" ]]; then
    echo "$name $version is there"
    return
  fi
  rm -rf "$module"
  mkdir -p "$module" "$build/go/bin"
  (
    cd "$module" || exit
    printf 'module peers\n' >go.mod
    go get "$package@$version" "${@:2}" && GOBIN=$build/go/bin go install "$package"
  ) >"$module.log" 2>&1 || { cat "$module.log" >&2; return 1; }
  echo "$version" >"$stamp"
  echo "$name $version"
}

# install_python_program PACKAGE==VERSION [REQUIREMENT...]: into $build/python/PACKAGE/bin, unless that
# is there.
install_python_program() {
  local name=${1%%==*} at=$build/python/${1%%==*}
  if [[ $(cat "$at/installed" 2>/dev/null) != "$*" ]]; then
    rm -rf "$at"
    mkdir -p "$build/python"
    python3 -m venv "$at" && "$at/bin/python" -m pip install --quiet "$@" || return
    echo "$*" >"$at/installed"
  fi
  echo "$name ${1#*==}"
}

# find_llhttp: sets llhttp_flags and llhttp_libraries: those of the system's library, or Debian's C
# sources, built.
find_llhttp() {
  local source object
  llhttp_flags=() llhttp_libraries=()
  if pkg-config --exists libllhttp; then
    read -ra llhttp_flags < <(pkg-config --cflags libllhttp) || true
    read -ra llhttp_libraries < <(pkg-config --libs libllhttp)
    return
  fi
  llhttp_flags=(-isystem /usr/share/include/llhttp)
  mkdir -p "$build/llhttp"
  for source in /usr/share/llhttp/{api,http,llhttp}.c; do
    object=$build/llhttp/$(basename "$source" .c).o
    [[ -f $object ]] || "$CC" -O1 -DLLHTTP_STRICT_MODE=1 "${llhttp_flags[@]}" -c "$source" -o "$object" || return
    llhttp_libraries+=("$object")
  done
}

# build_peer SOURCE [LIBRARY...]: builds tests/conformance/SOURCE, x/y.cpp, to $build/x/y.
build_peer() {
  build_program "tests/conformance/$1" "$build/${1%.cpp}" "${@:2}"
}

# build_program SOURCE PROGRAM [LIBRARY...]: needs choose_compiler; CXXFLAGS takes the place of -O1.
build_program() {
  local made=$2 launcher=()
  mkdir -p "$(dirname "$made")"
  find_llhttp || return
  [[ -z $(command -v ccache) ]] || launcher=(ccache)
  # shellcheck disable=SC2086
  "${launcher[@]}" "$CXX" -std=c++20 ${CXXFLAGS--O1} -DASIO_STANDALONE -DTERN_WITH_TLS=1 \
    -DTERN_WITH_ZLIB=1 -Iinclude -I. "${llhttp_flags[@]}" -c "$1" -o "$made.o" &&
    "$CXX" ${CXXFLAGS-} "$made.o" -o "$made" "${llhttp_libraries[@]}" "${@:3}" -lnghttp2 -lssl -lcrypto -lz -lpthread
}
