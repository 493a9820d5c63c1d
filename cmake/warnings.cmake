# tern_warnings(target): the warnings that tern's own programs are built with.

set(TERN_WARNINGS -Wall -Wextra -Wconversion -Wshadow -Wno-unused-parameter
    # Designated initializers leave out what has a default: that is their point.
    -Wno-missing-field-initializers)
if(TERN_WERROR)
  list(APPEND TERN_WARNINGS -Werror)
endif()

function(tern_warnings target)
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${TERN_WARNINGS}>)
endfunction()
