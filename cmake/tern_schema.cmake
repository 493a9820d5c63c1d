# tern_proto_files(name HEADERS headers... TYPES types... [OUTPUT_DIR dir] [LIBRARIES libraries...]):
# the .proto files of a contract, written when `name` is built, and with all else.
#
#   tern_proto_files(greeter_protos HEADERS greeter.hpp TYPES hello::v1::Greeter OUTPUT_DIR protos)
#
# The files of all types that the named services and messages use are written to OUTPUT_DIR, by
# default a folder of the build, which is the property TERN_PROTO_DIR of the target. They have names
# like hello/v1/hello.proto. LIBRARIES are what the headers need besides tern.
#
# tern_compatibility_test(name HEADERS headers... TYPES types... FILE file [LEVEL WIRE|WIRE_JSON]
# [LIBRARIES libraries...]): a test that fails if the contract breaks what is in a .proto file, or an
# encoded FileDescriptorSet, and says what.
#
#   tern_compatibility_test(greeter_compatible HEADERS greeter.hpp TYPES hello::v1::Greeter
#                           FILE protos/hello/v1/hello.proto)

# A program that knows the types: tern/schema/schema_program.hpp says what it does.
function(_tern_schema_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;TYPES;LIBRARIES")
  if(NOT arg_HEADERS OR NOT arg_TYPES)
    message(FATAL_ERROR "${name}: say HEADERS and TYPES")
  endif()
  set(text "// Written by CMake.\n")
  foreach(header IN LISTS arg_HEADERS)
    cmake_path(ABSOLUTE_PATH header BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    string(APPEND text "#include \"${header}\"\n")
  endforeach()
  list(JOIN arg_TYPES ", " types)
  string(APPEND text "#include <tern/schema/schema_program.hpp>\n\n"
                     "int main(int count, char** words) {\n"
                     "  return tern::schema::run_program<${types}>(count, words);\n}\n"
  )
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "${text}" @ONLY)
  add_executable(${name} ${source})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE tern::tern ${arg_LIBRARIES})
endfunction()

function(tern_proto_files name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "OUTPUT_DIR" "HEADERS;TYPES;LIBRARIES")
  set(out ${arg_OUTPUT_DIR})
  if(NOT out)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}_files)
  endif()
  cmake_path(ABSOLUTE_PATH out BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  _tern_schema_program(
    ${name}_writer HEADERS ${arg_HEADERS} TYPES ${arg_TYPES} LIBRARIES ${arg_LIBRARIES}
  )
  # What the files are called is known only to the program, hence the stamp.
  set(stamp ${CMAKE_CURRENT_BINARY_DIR}/${name}.stamp)
  add_custom_command(
    OUTPUT ${stamp}
    COMMAND ${name}_writer write ${out}
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${name}_writer
    COMMENT "Writing the .proto files of ${name}"
    VERBATIM
  )
  add_custom_target(${name} ALL DEPENDS ${stamp})
  set_target_properties(${name} PROPERTIES TERN_PROTO_DIR ${out})
endfunction()

function(tern_compatibility_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FILE;LEVEL" "HEADERS;TYPES;LIBRARIES")
  if(NOT arg_FILE)
    message(FATAL_ERROR "tern_compatibility_test: say FILE")
  endif()
  cmake_path(ABSOLUTE_PATH arg_FILE BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  set(level)
  if(arg_LEVEL STREQUAL "WIRE")
    set(level WIRE)
  elseif(arg_LEVEL AND NOT arg_LEVEL STREQUAL "WIRE_JSON")
    message(FATAL_ERROR "tern_compatibility_test: LEVEL is WIRE or WIRE_JSON, not ${arg_LEVEL}")
  endif()
  _tern_schema_program(
    ${name}_checker HEADERS ${arg_HEADERS} TYPES ${arg_TYPES} LIBRARIES ${arg_LIBRARIES}
  )
  add_test(NAME ${name} COMMAND ${name}_checker check ${arg_FILE} ${level})
endfunction()
