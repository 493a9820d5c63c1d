# Chooses a C and a C++ compiler that can build tern, unless CC and CXX or the cache name them.
#
# Included before project() by the top-level build. TERN_COMPILER narrows the choice: "clang" or "gcc".
# As a script it prints the choice, for builds that are not CMake's:
#
#   cmake [-D TERN_COMPILER=gcc] -P cmake/compiler.cmake   ->   clang-19 clang++-19

function(tern_choose_compiler c_result cxx_result)
  set(clang_minimum 16)
  set(gcc_minimum 13)
  set(families "${TERN_COMPILER}")
  if(NOT families)
    set(families clang gcc)
  endif()
  foreach(family IN LISTS families)
    if(family STREQUAL "clang")
      # 19 first: it is the version that the project is developed and formatted with.
      set(pairs clang-19:clang++-19 clang:clang++ clang-22:clang++-22 clang-21:clang++-21
                clang-20:clang++-20 clang-18:clang++-18 clang-17:clang++-17 clang-16:clang++-16)
    elseif(family STREQUAL "gcc")
      set(pairs gcc:g++ gcc-16:g++-16 gcc-15:g++-15 gcc-14:g++-14 gcc-13:g++-13)
    else()
      message(FATAL_ERROR "TERN_COMPILER is '${family}'; it can be 'clang', 'gcc' or empty")
    endif()
    foreach(pair IN LISTS pairs)
      string(REPLACE ":" ";" pair "${pair}")
      list(GET pair 0 c_name)
      list(GET pair 1 cxx_name)
      find_program(c_path ${c_name} NO_CACHE)
      find_program(cxx_path ${cxx_name} NO_CACHE)
      if(c_path AND cxx_path)
        execute_process(COMMAND ${cxx_path} -dumpversion OUTPUT_VARIABLE version
                        OUTPUT_STRIP_TRAILING_WHITESPACE)
        if(version VERSION_GREATER_EQUAL ${${family}_minimum})
          set(${c_result} ${c_path} PARENT_SCOPE)
          set(${cxx_result} ${cxx_path} PARENT_SCOPE)
          return()
        endif()
      endif()
      unset(c_path)
      unset(cxx_path)
    endforeach()
  endforeach()
  message(FATAL_ERROR "tern needs Clang ${clang_minimum} or GCC ${gcc_minimum}, or newer, and found "
                      "neither. On Debian or Ubuntu: apt-get install clang-19. If it has another "
                      "name, set CC and CXX.")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  tern_choose_compiler(c_compiler cxx_compiler)
  execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${c_compiler} ${cxx_compiler}")
elseif(NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  tern_choose_compiler(c_compiler cxx_compiler)
  set(CMAKE_CXX_COMPILER ${cxx_compiler})
  if(NOT CMAKE_C_COMPILER AND NOT DEFINED ENV{CC})
    set(CMAKE_C_COMPILER ${c_compiler})
  endif()
endif()
