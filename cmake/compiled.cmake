# tern::compiled: tern with what is no template compiled once, in the library `tern`; static, or
# shared with BUILD_SHARED_LIBS. It is built where something links it, or with TERN_BUILD_COMPILED.

# tern_compiled_library(NAME [STATIC | SHARED]): such a library.
function(tern_compiled_library name)
  add_library(${name} ${ARGN} EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/src/tern.cpp)
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_compile_definitions(${name} PUBLIC TERN_COMPILED=1 ${TERN_FEATURE_DEFINITIONS})
  target_include_directories(
    ${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                   $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
  )
  # What only the library's own source includes is nothing to its users. The installed package
  # finds all of it anew: tern-config.cmake.in.
  target_link_libraries(
    ${name}
    PUBLIC "$<BUILD_INTERFACE:${TERN_HEADER_DEPENDENCIES}>"
    PRIVATE "$<BUILD_INTERFACE:${TERN_DEPENDENCIES}>"
  )
  # Also in the tree of a program that hides its symbols.
  set_target_properties(
    ${name} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET default
                       VISIBILITY_INLINES_HIDDEN OFF
  )
endfunction()

tern_compiled_library(tern_compiled)
add_library(tern::compiled ALIAS tern_compiled)
set_target_properties(
  tern_compiled
  PROPERTIES OUTPUT_NAME tern
             EXPORT_NAME compiled
             VERSION ${PROJECT_VERSION}
             SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
)
if(TERN_BUILD_COMPILED)
  set_target_properties(tern_compiled PROPERTIES EXCLUDE_FROM_ALL OFF)
endif()
