# cmake --install: headers, the CMake package, the files for pkg-config, the programs, and with
# TERN_BUILD_COMPILED the library.

include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tern)

install(DIRECTORY include/tern DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS tern EXPORT tern)
if(TERN_TOOLS AND PROJECT_IS_TOP_LEVEL)
  install(TARGETS protoc-gen-tern DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TERN_BUILD_COMPILED)
  install(TARGETS tern_compiled EXPORT tern)
endif()
install(EXPORT tern NAMESPACE tern:: FILE tern-targets.cmake DESTINATION ${package_dir})

configure_package_config_file(
  cmake/tern-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/tern-config.cmake
  INSTALL_DESTINATION ${package_dir}
  PATH_VARS CMAKE_INSTALL_BINDIR
)
set(architecture ARCH_INDEPENDENT)
if(TERN_BUILD_COMPILED)
  set(architecture)
endif()
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/tern-config-version.cmake
  COMPATIBILITY SameMinorVersion ${architecture}
)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/tern-config.cmake
        ${CMAKE_CURRENT_BINARY_DIR}/tern-config-version.cmake cmake/Findasio.cmake
        cmake/Findnghttp2.cmake cmake/Findllhttp.cmake cmake/tern_protobuf.cmake
        cmake/tern_schema.cmake
  DESTINATION ${package_dir}
)

# Where llhttp is no library of the system, pkg-config has nothing to name: the archive built from
# its sources is installed beside tern.
set(TERN_PC_REQUIRES libnghttp2)
set(TERN_PC_CFLAGS)
set(TERN_PC_LIBS)
if(TARGET tern_llhttp)
  set_target_properties(tern_llhttp PROPERTIES EXCLUDE_FROM_ALL FALSE)
  install(TARGETS tern_llhttp ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  string(APPEND TERN_PC_CFLAGS " -I${llhttp_INCLUDE_DIR}")
  string(APPEND TERN_PC_LIBS " -L\${libdir} -ltern_llhttp")
else()
  string(APPEND TERN_PC_REQUIRES ", libllhttp")
endif()
if(TERN_WITH_TLS)
  string(APPEND TERN_PC_REQUIRES ", libssl, libcrypto")
endif()
if(TERN_WITH_ZLIB)
  string(APPEND TERN_PC_REQUIRES ", zlib")
endif()
if(TERN_WITH_SIMDJSON)
  string(APPEND TERN_PC_REQUIRES ", simdjson")
endif()
list(TRANSFORM TERN_FEATURE_DEFINITIONS PREPEND " -D" OUTPUT_VARIABLE definitions)
string(APPEND TERN_PC_CFLAGS ${definitions})
set(TERN_PC_NAME tern)
set(TERN_PC_DESCRIPTION ${PROJECT_DESCRIPTION})
configure_file(cmake/tern.pc.in ${CMAKE_CURRENT_BINARY_DIR}/tern.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tern.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TERN_BUILD_COMPILED)
  get_target_property(type tern_compiled TYPE)
  if(type STREQUAL SHARED_LIBRARY) # which has the other libraries itself
    set(TERN_PC_REQUIRES)
    if(TERN_WITH_SIMDJSON)
      set(TERN_PC_REQUIRES simdjson)
    endif()
    set(TERN_PC_LIBS)
  endif()
  set(TERN_PC_NAME tern-compiled)
  set(TERN_PC_DESCRIPTION "tern with what is no template in a library")
  string(PREPEND TERN_PC_LIBS " -L\${libdir} -ltern")
  string(APPEND TERN_PC_CFLAGS " -DTERN_COMPILED=1")
  configure_file(cmake/tern.pc.in ${CMAKE_CURRENT_BINARY_DIR}/tern-compiled.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tern-compiled.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  )
endif()
