# Packages of Debian that are unpacked and not installed. To be sourced by bash, on Debian,
# after setup.sh.

# debian_mirror: the one that this machine's apt uses.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' |
    grep -v security | sort -u | head -1
}

# use_debian DIR TYPE SUITE: lets `debian_apt` look at SUITE's packages, TYPE deb, or its sources, TYPE
# deb-src, and keep what it must in DIR; the machine's own sources stay as they are.
use_debian() {
  local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mirror=$(debian_mirror) || true
  if [[ -z $mirror ]]; then # apt does not say before it has lists
    logged apt-get update && mirror=$(debian_mirror) || true
  fi
  [[ -n $mirror ]] || { echo "no mirror of Debian in this system's sources" >&2; return 1; }
  mkdir -p "$1"/{lists/partial,cache/archives/partial}
  echo "$2 [signed-by=$keyring] $mirror $3 main" >"$1/sources.list"
  debian_apt=(apt-get -qq -o "Dir::Etc::SourceList=$1/sources.list" -o Dir::Etc::SourceParts=-
    -o "Dir::State::Lists=$1/lists" -o "Dir::Cache=$1/cache" -o APT::Sandbox::User=root)
  "${debian_apt[@]}" update
}
