# Finds nghttp2 and defines nghttp2::nghttp2.

if(TARGET nghttp2::nghttp2)
  set(nghttp2_FOUND TRUE)
  return()
endif()

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_nghttp2 QUIET libnghttp2)
  set(nghttp2_VERSION ${PC_nghttp2_VERSION})
endif()
find_path(nghttp2_INCLUDE_DIR nghttp2/nghttp2.h HINTS ${PC_nghttp2_INCLUDE_DIRS})
find_library(nghttp2_LIBRARY nghttp2 HINTS ${PC_nghttp2_LIBRARY_DIRS})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  nghttp2
  REQUIRED_VARS nghttp2_LIBRARY nghttp2_INCLUDE_DIR
  VERSION_VAR nghttp2_VERSION
)

if(nghttp2_FOUND)
  add_library(nghttp2::nghttp2 UNKNOWN IMPORTED)
  set_target_properties(
    nghttp2::nghttp2 PROPERTIES IMPORTED_LOCATION "${nghttp2_LIBRARY}"
                                INTERFACE_INCLUDE_DIRECTORIES "${nghttp2_INCLUDE_DIR}"
  )
endif()
mark_as_advanced(nghttp2_INCLUDE_DIR nghttp2_LIBRARY)
