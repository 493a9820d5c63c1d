# tern_protobuf_generate(target protos... [IMPORT_DIRS dirs...] [PARAMETERS key=value...]):
# contract headers for .proto files, made by protoc and protoc-gen-tern when `target` is built.
#
#   tern_protobuf_generate(server protos/shop/v1/order.proto IMPORT_DIRS protos)
#   // in server's sources: #include "shop/v1/order.tern.hpp"
#
# A file's name is relative to the import directory that it is in, which is the current source
# directory unless IMPORT_DIRS says otherwise. An import that server's sources reach needs its header,
# too: list it. protoc is found in PATH, or as TERN_PROTOC; the plugin is the one of this build or the
# installed one, or TERN_PROTOC_GEN_TERN.

function(tern_protobuf_generate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "IMPORT_DIRS;PARAMETERS")
  set(protos ${arg_UNPARSED_ARGUMENTS})
  if(NOT arg_IMPORT_DIRS)
    set(arg_IMPORT_DIRS ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  find_program(TERN_PROTOC protoc REQUIRED)
  if(TERN_PROTOC_GEN_TERN)
    set(plugin ${TERN_PROTOC_GEN_TERN})
  elseif(TARGET protoc-gen-tern)
    set(plugin $<TARGET_FILE:protoc-gen-tern>)
  else()
    find_program(TERN_PROTOC_GEN_TERN protoc-gen-tern HINTS ${TERN_PROGRAM_DIR} REQUIRED)
    set(plugin ${TERN_PROTOC_GEN_TERN})
  endif()

  set(suffix .tern.hpp)
  foreach(parameter IN LISTS arg_PARAMETERS)
    if(parameter MATCHES "^suffix=(.*)")
      set(suffix ${CMAKE_MATCH_1})
    endif()
  endforeach()
  list(JOIN arg_PARAMETERS "," parameters)

  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}_tern)
  file(MAKE_DIRECTORY ${out})
  set(import_flags)
  set(import_dirs)
  foreach(dir IN LISTS arg_IMPORT_DIRS)
    cmake_path(ABSOLUTE_PATH dir BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    list(APPEND import_flags -I${dir})
    list(APPEND import_dirs ${dir})
  endforeach()

  set(headers)
  foreach(proto IN LISTS protos)
    cmake_path(ABSOLUTE_PATH proto BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    set(name)
    foreach(dir IN LISTS import_dirs)
      cmake_path(IS_PREFIX dir ${proto} inside)
      if(inside)
        cmake_path(RELATIVE_PATH proto BASE_DIRECTORY ${dir} OUTPUT_VARIABLE name)
        break()
      endif()
    endforeach()
    if(NOT name)
      message(FATAL_ERROR "tern_protobuf_generate: ${proto} is in none of the IMPORT_DIRS")
    endif()
    string(REGEX REPLACE "\\.proto$" "" stem ${name})
    set(header ${out}/${stem}${suffix})
    add_custom_command(
      OUTPUT ${header}
      COMMAND ${TERN_PROTOC} ${import_flags} --plugin=protoc-gen-tern=${plugin}
              --tern_out=${parameters}:${out} --dependency_out=${header}.d ${name}
      DEPENDS ${proto} ${plugin}
      DEPFILE ${header}.d
      COMMENT "Making ${stem}${suffix}"
      VERBATIM
    )
    list(APPEND headers ${header})
  endforeach()
  target_sources(${target} PRIVATE ${headers})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${out}>)
endfunction()
