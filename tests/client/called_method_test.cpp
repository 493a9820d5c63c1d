// SPDX-License-Identifier: MIT

#include <tern/client/called_method.hpp>

#include <doctest/doctest.h>

#include <tern/contract.hpp>
#include <tern/protocol/connect_stream.hpp>
#include <tern/protocol/connect_unary.hpp>
#include <tern/protocol/grpc.hpp>

#include "tests/stack/contract.hpp"

using stack::Answer;
using stack::Ask;
using tern::client_side::called_method;
using tern::client_side::check_get;

namespace called_method_test {

struct Library {
  tern::task<Answer> FindBook(Ask);
  tern::task<Answer> LendBook(Ask);
  tern::stream<Answer> ListBooks(Ask);
};
TERN_SERVICE(Library, ("library.Library"), (FindBook, tern::no_side_effects), LendBook,
             (ListBooks, tern::no_side_effects))

}  // namespace called_method_test

using called_method_test::Library;

TEST_CASE("a method says where its calls go, whether there are streams, and what they do") {
  const auto find = called_method::of<&Library::FindBook>();
  CHECK(find.path == "/library.Library/FindBook");
  CHECK_FALSE(find.streaming);
  CHECK(find.no_side_effects);
  CHECK_FALSE(called_method::of<&Library::LendBook>().no_side_effects);
  CHECK(called_method::of<&Library::ListBooks>().streaming);
  CHECK(called_method::of<&stack::Subject::Collect>().streaming);
  CHECK(called_method::of<&stack::Subject::Chat>().streaming);
}

TEST_CASE("only unary calls of Connect without side effects can be a GET") {
  const auto& unary = tern::protocol::connect_unary_protocol;
  CHECK(check_get(called_method::of<&Library::FindBook>(), unary).ok());
  const auto lent = check_get(called_method::of<&Library::LendBook>(), unary);
  CHECK(lent == tern::status{tern::code::invalid_argument,
                             "use_get: /library.Library/LendBook is not a method with "
                             "tern::no_side_effects"});
  const auto listed =
      check_get(called_method::of<&Library::ListBooks>(), tern::protocol::connect_stream_protocol);
  CHECK(listed == tern::status{tern::code::invalid_argument,
                               "use_get: only a unary call of Connect can be a GET, and "
                               "/library.Library/ListBooks has a stream"});
  const auto grpc =
      check_get(called_method::of<&Library::FindBook>(), tern::protocol::grpc_protocol);
  CHECK(grpc == tern::status{tern::code::invalid_argument,
                             "use_get: only a unary call of Connect can be a GET, and "
                             "/library.Library/FindBook is called over gRPC"});
}
