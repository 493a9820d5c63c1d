# The libraries that tern stands on: found, else downloaded.
#
# Sets TERN_DEPENDENCIES, the targets that tern::tern links, those of them that headers include also
# in the compiled mode, TERN_HEADER_DEPENDENCIES, and TERN_FEATURE_DEFINITIONS.

include(fetch)

# tern_find(asio 1.22): the package that is there, else its sources.
macro(tern_find package version)
  find_package(${package} ${version} QUIET)
  if(${package}_FOUND)
    message(STATUS "tern: ${package} ${${package}_VERSION}")
  elseif(TERN_FETCH_DEPENDENCIES)
    message(STATUS "tern: ${package} was not found and is downloaded")
    tern_fetch(${package})
  else()
    message(FATAL_ERROR "tern needs ${package} ${version} or newer. Install it, or set "
                        "TERN_FETCH_DEPENDENCIES=ON to download it.")
  endif()
endmacro()

tern_find(asio 1.22)
tern_find(nghttp2 1.43)
tern_find(llhttp 6)
set(TERN_DEPENDENCIES asio::asio nghttp2::nghttp2 llhttp::llhttp)
set(TERN_HEADER_DEPENDENCIES asio::asio)
set(TERN_FEATURE_DEFINITIONS)

# An optional part of tern: AUTO takes its library if it is there, ON insists, OFF leaves it out.
# A part whose header this version does not have yet is never on.
macro(tern_optional_part option macro_name header package target)
  set(${option} AUTO CACHE STRING "Use ${package}: AUTO, ON or OFF")
  set_property(CACHE ${option} PROPERTY STRINGS AUTO ON OFF)
  set(${macro_name} 0)
  if(${option} AND EXISTS ${PROJECT_SOURCE_DIR}/include/tern/${header})
    if(${option} STREQUAL "AUTO")
      find_package(${package} QUIET)
    else()
      find_package(${package} REQUIRED)
    endif()
    if(${package}_FOUND)
      set(${macro_name} 1)
      list(APPEND TERN_DEPENDENCIES ${target})
    endif()
  endif()
  list(APPEND TERN_FEATURE_DEFINITIONS ${macro_name}=${${macro_name}})
endmacro()

tern_optional_part(TERN_TLS TERN_WITH_TLS transport/tls.hpp OpenSSL OpenSSL::SSL)
tern_optional_part(TERN_GZIP TERN_WITH_ZLIB compress/gzip.hpp ZLIB ZLIB::ZLIB)
tern_optional_part(TERN_JSON TERN_WITH_SIMDJSON json/source.hpp simdjson simdjson::simdjson)
if(TERN_WITH_SIMDJSON)
  list(APPEND TERN_HEADER_DEPENDENCIES simdjson::simdjson)
endif()

if(TERN_BUILD_TESTS)
  tern_find(doctest 2.4)
endif()
