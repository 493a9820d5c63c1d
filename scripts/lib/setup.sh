# Shared by scripts/demo and scripts/test: packages, the compiler, and lines that show progress.
# To be sourced with the repository as the working directory.

TERN_JOBS=${TERN_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
tern_started=$SECONDS

# stage TITLE: one visible line, with the seconds since the start.
stage() {
  printf '\n== [%3ds] %s\n' $((SECONDS - tern_started)) "$*"
}

is_debian() {
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# missing_packages NAME...: what is not installed. `a|b` is satisfied by either.
missing_packages() {
  local wanted name
  for wanted in "$@"; do
    for name in ${wanted//|/ }; do
      is_installed "$name" && continue 2
    done
    echo "$wanted"
  done
}

# install_packages NAME...: on Debian and Ubuntu installs what is missing; of `a|b` the first that
# there is. Elsewhere, and without the right to install, it says what is needed and goes on.
install_packages() {
  local missing wanted name names=() as_root=()
  if ! is_debian; then
    echo "This is neither Debian nor Ubuntu, so nothing is installed for you. What is needed, by the"
    echo "names of Debian's packages: $*"
    return
  fi
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    echo "all packages are there"
    return
  fi
  if [[ $(id -u) != 0 ]]; then
    if ! command -v sudo >/dev/null; then
      echo "Not root and no sudo, so nothing is installed for you. Missing: ${missing[*]}"
      return
    fi
    as_root=(sudo)
  fi
  mkdir -p build
  echo "updating the package lists"
  logged "${as_root[@]}" apt-get update || return
  for wanted in "${missing[@]}"; do
    for name in ${wanted//|/ }; do
      if [[ $(apt-cache policy "$name" 2>/dev/null) == *Candidate:\ [0-9]* ]]; then
        names+=("$name")
        continue 2
      fi
    done
    echo "There is no package $wanted here; going on without it."
  done
  echo "installing ${names[*]}"
  logged "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${names[@]}"
}

# logged COMMAND...: its output goes to a file, and is shown only if it fails.
logged() {
  local status=0
  "$@" >build/packages.log 2>&1 </dev/null || status=$?
  ((status == 0)) || cat build/packages.log
  return $status
}

# What tern is built with.
build_packages=(
  'clang-19|g++-14|g++-13' cmake ninja-build ccache pkg-config python3
  libasio-dev libnghttp2-dev 'libllhttp-dev|node-llhttp' libssl-dev zlib1g-dev libsimdjson-dev
)

# choose_compiler: sets CC and CXX, unless they are set, to a compiler that can build tern.
choose_compiler() {
  if [[ -z ${CXX-} ]]; then
    read -r CC CXX < <(cmake -P cmake/compiler.cmake) || return
  fi
  export CC CXX
  echo "compiler: $("$CXX" --version | head -1)"
}
