# tern_fetch(package): downloads what was not found and defines the target that its Find module would.
#
# To build from sources that are already on the machine, set FETCHCONTENT_SOURCE_DIR_<PACKAGE>.

include(FetchContent)
set(TERN_FETCH_BASE https://github.com)

function(tern_fetch package)
  cmake_language(CALL tern_fetch_${package})
endfunction()

function(tern_fetch_asio)
  FetchContent_Declare(
    asio
    GIT_REPOSITORY ${TERN_FETCH_BASE}/chriskohlhoff/asio.git
    GIT_TAG asio-1-36-0
    GIT_SHALLOW ON
    SYSTEM
  )
  FetchContent_MakeAvailable(asio)
  find_path(asio_fetched_include asio/io_context.hpp PATHS ${asio_SOURCE_DIR}/include
            ${asio_SOURCE_DIR}/asio/include NO_DEFAULT_PATH NO_CACHE REQUIRED)
  find_package(Threads REQUIRED)
  add_library(tern_asio INTERFACE)
  target_include_directories(tern_asio SYSTEM INTERFACE ${asio_fetched_include})
  target_compile_definitions(tern_asio INTERFACE ASIO_STANDALONE)
  target_link_libraries(tern_asio INTERFACE Threads::Threads)
  add_library(asio::asio ALIAS tern_asio)
endfunction()

function(tern_fetch_nghttp2)
  set(ENABLE_LIB_ONLY ON)
  set(ENABLE_STATIC_LIB ON) # the option's name up to 1.59
  set(ENABLE_SHARED_LIB OFF)
  set(BUILD_STATIC_LIBS ON)
  set(BUILD_SHARED_LIBS OFF)
  set(BUILD_TESTING OFF)
  set(ENABLE_DOC OFF)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  FetchContent_Declare(
    nghttp2
    GIT_REPOSITORY ${TERN_FETCH_BASE}/nghttp2/nghttp2.git
    GIT_TAG v1.64.0
    GIT_SHALLOW ON
    SYSTEM
    GIT_SUBMODULES ""
  )
  FetchContent_MakeAvailable(nghttp2)
  if(NOT TARGET nghttp2::nghttp2)
    add_library(nghttp2::nghttp2 ALIAS nghttp2_static)
  endif()
endfunction()

function(tern_fetch_llhttp)
  # The release branch holds the generated C sources.
  set(BUILD_SHARED_LIBS OFF)
  set(BUILD_STATIC_LIBS ON)
  set(LLHTTP_BUILD_SHARED_LIBS OFF)
  set(LLHTTP_BUILD_STATIC_LIBS ON)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  FetchContent_Declare(
    llhttp
    GIT_REPOSITORY ${TERN_FETCH_BASE}/nodejs/llhttp.git
    GIT_TAG release/v9.2.1
    GIT_SHALLOW ON
    SYSTEM
  )
  FetchContent_MakeAvailable(llhttp)
  if(NOT TARGET llhttp::llhttp)
    add_library(llhttp::llhttp ALIAS llhttp_static)
  endif()
endfunction()

function(tern_fetch_doctest)
  set(DOCTEST_WITH_TESTS OFF)
  set(DOCTEST_NO_INSTALL ON)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  FetchContent_Declare(
    doctest
    GIT_REPOSITORY ${TERN_FETCH_BASE}/doctest/doctest.git
    GIT_TAG v2.4.11
    GIT_SHALLOW ON
    SYSTEM
  )
  FetchContent_MakeAvailable(doctest)
endfunction()
