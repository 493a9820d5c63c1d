# The folder TERN_SINGLE_HEADER_DIR, an include path on which every header that went into
# single_include/tern.hpp is that file: tests and examples build against it without a change.
# What it leaves out, above all testing/, is itself. With the option
# TERN_SINGLE_HEADER all tests and examples are built so.

option(TERN_SINGLE_HEADER "Build tests and examples against single_include/tern.hpp" OFF)

set(TERN_SINGLE_HEADER_DIR ${PROJECT_BINARY_DIR}/single_header)
file(GLOB_RECURSE tern_headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include
     ${PROJECT_SOURCE_DIR}/include/tern/*.[hi]pp)
set(single_header ${PROJECT_SOURCE_DIR}/single_include/tern.hpp)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${single_header})
file(STRINGS ${single_header} contained REGEX "^// ---- tern/")
foreach(header IN LISTS tern_headers)
  if("// ---- ${header}" IN_LIST contained)
    set(target ${single_header})
  else()
    set(target ${PROJECT_SOURCE_DIR}/include/${header})
  endif()
  file(CONFIGURE OUTPUT ${TERN_SINGLE_HEADER_DIR}/${header} CONTENT "#include \"${target}\"\n")
endforeach()

add_library(tern_single_header INTERFACE)
target_compile_features(tern_single_header INTERFACE cxx_std_20)
target_include_directories(tern_single_header INTERFACE ${TERN_SINGLE_HEADER_DIR})
target_link_libraries(tern_single_header INTERFACE ${TERN_DEPENDENCIES})
target_compile_definitions(tern_single_header INTERFACE ${TERN_FEATURE_DEFINITIONS})

if(TERN_SINGLE_HEADER)
  set(TERN_UNDER_TEST tern_single_header)
endif()
