# Finds the stand-alone Asio (no Boost) and defines asio::asio.

if(TARGET asio::asio)
  set(asio_FOUND TRUE)
  return()
endif()

find_package(asio CONFIG QUIET)
if(TARGET asio::asio)
  set(asio_FOUND TRUE)
  return()
endif()

find_path(asio_INCLUDE_DIR asio/io_context.hpp)
if(asio_INCLUDE_DIR)
  # ASIO_VERSION is XXYYZZ: 102201 is 1.22.1.
  file(STRINGS "${asio_INCLUDE_DIR}/asio/version.hpp" version_line REGEX "define ASIO_VERSION ")
  string(REGEX MATCH "[0-9]+" version "${version_line}")
  math(EXPR major "${version} / 100000")
  math(EXPR minor "${version} / 100 % 1000")
  math(EXPR patch "${version} % 100")
  set(asio_VERSION "${major}.${minor}.${patch}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(asio REQUIRED_VARS asio_INCLUDE_DIR VERSION_VAR asio_VERSION)

if(asio_FOUND)
  find_package(Threads REQUIRED)
  add_library(asio::asio INTERFACE IMPORTED)
  set_target_properties(
    asio::asio
    PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${asio_INCLUDE_DIR}"
               INTERFACE_COMPILE_DEFINITIONS ASIO_STANDALONE
               INTERFACE_LINK_LIBRARIES Threads::Threads
  )
endif()
mark_as_advanced(asio_INCLUDE_DIR)
