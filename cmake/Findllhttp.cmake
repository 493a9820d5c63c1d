# Finds llhttp and defines llhttp::llhttp.
#
# As a library where there is one (libllhttp-dev of Debian 13); else as its C sources, which
# Debian 12 and Ubuntu 24.04 ship in the package node-llhttp: they become the static library
# tern_llhttp, which the project that includes this module builds with its own flags.

if(TARGET llhttp::llhttp)
  set(llhttp_FOUND TRUE)
  return()
endif()

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_llhttp QUIET libllhttp)
endif()
find_path(
  llhttp_INCLUDE_DIR llhttp.h
  HINTS ${PC_llhttp_INCLUDE_DIRS} /usr/share/include
  PATH_SUFFIXES llhttp
)
find_library(llhttp_LIBRARY llhttp HINTS ${PC_llhttp_LIBRARY_DIRS})
find_path(llhttp_SOURCE_DIR llhttp.c HINTS /usr/share/llhttp)

if(llhttp_INCLUDE_DIR)
  set(llhttp_VERSION "")
  foreach(part IN ITEMS MAJOR MINOR PATCH)
    file(STRINGS "${llhttp_INCLUDE_DIR}/llhttp.h" line REGEX "define LLHTTP_VERSION_${part} ")
    string(REGEX MATCH "[0-9]+$" number "${line}")
    string(APPEND llhttp_VERSION "${number}.")
  endforeach()
  string(REGEX REPLACE "\\.$" "" llhttp_VERSION "${llhttp_VERSION}")
endif()

if(llhttp_LIBRARY OR NOT llhttp_SOURCE_DIR)
  set(llhttp_body llhttp_LIBRARY)
else()
  set(llhttp_body llhttp_SOURCE_DIR)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  llhttp
  REQUIRED_VARS ${llhttp_body} llhttp_INCLUDE_DIR
  VERSION_VAR llhttp_VERSION
)

if(llhttp_FOUND AND llhttp_LIBRARY)
  add_library(llhttp::llhttp UNKNOWN IMPORTED)
  set_target_properties(
    llhttp::llhttp PROPERTIES IMPORTED_LOCATION "${llhttp_LIBRARY}"
                              INTERFACE_INCLUDE_DIRECTORIES "${llhttp_INCLUDE_DIR}"
  )
elseif(llhttp_FOUND)
  enable_language(C)
  add_library(
    tern_llhttp STATIC EXCLUDE_FROM_ALL "${llhttp_SOURCE_DIR}/api.c" "${llhttp_SOURCE_DIR}/http.c"
                                        "${llhttp_SOURCE_DIR}/llhttp.c"
  )
  target_include_directories(tern_llhttp SYSTEM PUBLIC "${llhttp_INCLUDE_DIR}")
  # Versions before 9 have to be told to be strict; later ones are.
  target_compile_definitions(tern_llhttp PRIVATE LLHTTP_STRICT_MODE=1)
  # In a shared library it is a part of that, and no llhttp of the program takes its place.
  set_target_properties(
    tern_llhttp PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden
  )
  add_library(llhttp::llhttp ALIAS tern_llhttp)
endif()
mark_as_advanced(llhttp_INCLUDE_DIR llhttp_LIBRARY llhttp_SOURCE_DIR)
