// SPDX-License-Identifier: MIT
#include <tern/protocol/status_tables.hpp>

#include <cstdint>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::http::error_code;
using tern::http::stream_error;
using tern::protocol::client_status_from;
using tern::protocol::server_status_from;

TEST_CASE("an HTTP status is mapped to a code") {
  struct row {
    int http_status;
    code mapped;
  };
  constexpr row rows[] = {
      {400, code::internal},      {401, code::unauthenticated}, {403, code::permission_denied},
      {404, code::unimplemented}, {429, code::unavailable},     {502, code::unavailable},
      {503, code::unavailable},   {504, code::unavailable},     {200, code::unknown},
      {204, code::unknown},       {302, code::unknown},         {409, code::unknown},
      {412, code::unknown},       {413, code::unknown},         {415, code::unknown},
      {418, code::unknown},       {431, code::unknown},         {500, code::unknown},
      {505, code::unknown},       {800, code::unknown},         {0, code::unknown},
  };
  for (const row& each : rows) {
    CAPTURE(each.http_status);
    CHECK(tern::protocol::code_from_http_status(each.http_status) == each.mapped);
  }
}

TEST_CASE("the code of a reset is mapped for a client") {
  struct row {
    error_code reset;
    code mapped;
  };
  constexpr row rows[] = {
      {error_code::no_error, code::internal},
      {error_code::protocol_error, code::internal},
      {error_code::internal_error, code::internal},
      {error_code::flow_control_error, code::internal},
      {error_code::settings_timeout, code::internal},
      {error_code::stream_closed, code::internal},
      {error_code::frame_size_error, code::internal},
      {error_code::refused_stream, code::unavailable},
      {error_code::cancel, code::cancelled},
      {error_code::compression_error, code::internal},
      {error_code::connect_error, code::internal},
      {error_code::enhance_your_calm, code::resource_exhausted},
      {error_code::inadequate_security, code::permission_denied},
      {error_code::http_1_1_required, code::internal},
      {static_cast<error_code>(0xe), code::internal},
      {static_cast<error_code>(0xffffffff), code::internal},
  };
  for (const row& each : rows) {
    CAPTURE(static_cast<std::uint32_t>(each.reset));
    CHECK(client_status_from({stream_error::origin::peer, each.reset, {}}).code() == each.mapped);
  }
}

TEST_CASE("a client says who reset the stream, and how") {
  CHECK(client_status_from({stream_error::origin::peer, error_code::enhance_your_calm, {}}) ==
        status{code::resource_exhausted, "the peer reset the stream with ENHANCE_YOUR_CALM"});
  CHECK(client_status_from({stream_error::origin::peer, error_code::refused_stream, "draining"}) ==
        status{code::unavailable, "the peer reset the stream with REFUSED_STREAM: draining"});
  CHECK(client_status_from({stream_error::origin::local, error_code::protocol_error, {}}) ==
        status{code::internal, "this side reset the stream with PROTOCOL_ERROR"});
  CHECK(client_status_from({stream_error::origin::local, error_code::cancel, {}}).code() ==
        code::cancelled);
}

TEST_CASE("a lost connection is unavailable to a client") {
  CHECK(client_status_from(
            {stream_error::origin::connection, error_code::cancel, "the peer closed it"}) ==
        status{code::unavailable, "the connection was lost: the peer closed it"});
  CHECK(client_status_from({stream_error::origin::connection, error_code::no_error, {}}) ==
        status{code::unavailable, "the connection was lost"});
}

TEST_CASE("a client that resets or is lost has cancelled the call of a server") {
  CHECK(server_status_from({stream_error::origin::peer, error_code::cancel, {}}) ==
        status{code::cancelled, "the peer reset the stream with CANCEL"});
  CHECK(server_status_from({stream_error::origin::peer, error_code::no_error, {}}).code() ==
        code::cancelled);
  CHECK(
      server_status_from({stream_error::origin::peer, error_code::enhance_your_calm, {}}).code() ==
      code::cancelled);
  CHECK(server_status_from(
            {stream_error::origin::connection, error_code::protocol_error, "reset by peer"}) ==
        status{code::cancelled, "the connection was lost: reset by peer"});
}

TEST_CASE("a server that resets a broken stream has an internal error") {
  CHECK(server_status_from({stream_error::origin::local, error_code::protocol_error, {}}) ==
        status{code::internal, "this side reset the stream with PROTOCOL_ERROR"});
}
