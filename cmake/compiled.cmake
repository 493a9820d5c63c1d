# tern::compiled: tern with what is no template compiled once, in the library `tern`; static, or
# shared with BUILD_SHARED_LIBS. It is built if something links it, or with TERN_BUILD_COMPILED.

add_library(tern_compiled src/tern.cpp)
add_library(tern::compiled ALIAS tern_compiled)
set_target_properties(
  tern_compiled
  PROPERTIES OUTPUT_NAME tern
             EXPORT_NAME compiled
             EXCLUDE_FROM_ALL $<NOT:$<BOOL:${TERN_BUILD_COMPILED}>>
             POSITION_INDEPENDENT_CODE ON
             VERSION ${PROJECT_VERSION}
             SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
)
target_compile_definitions(tern_compiled PUBLIC TERN_COMPILED=1)
target_link_libraries(tern_compiled PUBLIC tern)
