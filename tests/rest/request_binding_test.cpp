// SPDX-License-Identifier: MIT
#include <tern/rest/request_binding.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include <tern/json.hpp>
#include <tern/rest/rule_tree.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

using library::v1::Library;
using tern::rest::bound_rule;

namespace request_binding_test {

struct Chain {
  std::string text{};
  std::unique_ptr<Chain> next{};
};
TERN_MESSAGE(Chain, (1, text), (2, next))

struct Chains {
  tern::task<Chain> Find(Chain);
};
TERN_SERVICE(Chains, (Find, tern::get("/v1/chain")))

struct Sort {
  std::variant<std::monostate, std::string, std::int32_t> by{};
  bool down = false;
};
TERN_MESSAGE(Sort, (oneof, by, (1, title), (2, pages)), (3, down))

struct Sorts {
  tern::task<Sort> Set(Sort);
};
TERN_SERVICE(Sorts, (Set, tern::get("/v1/sorts/{title}"), tern::post("/v1/sorts").body("title")))

}  // namespace request_binding_test

namespace {

const tern::schema::method_info& method_of(std::string_view name) {
  for (const auto& each : tern::schema::service_info_of<Library>.methods) {
    if (each.name == name) return each;
  }
  FAIL("no such method");
  return tern::schema::service_info_of<Library>.methods[0];
}

struct bound {
  std::string wrong{};  // empty: nothing
  tern::code code = tern::code::ok;
};

// Binds a request of a method by one of its rules.
template <class Request>
bound bind_to(Request& request, std::string_view method, std::size_t rule, std::string_view path,
              std::string_view query = "", std::string_view body = "") {
  const auto& info = method_of(method);
  const bound_rule made{info.http_rules[rule], info, "/library.v1.Library/" + std::string{method}};
  const auto outcome = tern::rest::bind_request(made, path, query, tern::as_bytes(body), &request,
                                                tern::json_codec, {});
  return {outcome.status().message(), outcome.status().code()};
}

struct get_request : library::v1::GetBookRequest {
  bound outcome;
};

get_request get(std::string_view path, std::string_view query = "", std::string_view body = "") {
  get_request request;
  request.outcome = bind_to<library::v1::GetBookRequest>(request, "GetBook", 0, path, query, body);
  return request;
}

std::string list_error(std::string_view query) {
  library::v1::ListBooksRequest request;
  const bound outcome = bind_to(request, "ListBooks", 0, "/v1/shelves/1/books", query);
  CHECK(outcome.code == tern::code::invalid_argument);
  return outcome.wrong;
}

}  // namespace

TEST_CASE("variables of the path are fields") {
  CHECK(get("/v1/shelves/1/books/2").name == "shelves/1/books/2");
  CHECK(get("/v1/shelves/a%20b/books/c%2Fd").name == "shelves/a b/books/c%2Fd");
  CHECK(get("/v1/shelves/%2/books/2").outcome.wrong ==
        "path variable name: has a % without two hexadecimal digits behind it");
  CHECK(get("/v1/shelves/%FF/books/2").outcome.wrong ==
        "path variable name: expected UTF-8, found other bytes");
  library::v1::GetBookRequest one;
  CHECK(bind_to(one, "GetBook", 1, "/v1/books/c%2Fd").wrong == "");
  CHECK(one.name == "c/d");
}

TEST_CASE("what the path does not say are parameters, by either name") {
  CHECK(get("/v1/shelves/1/books/2", "edition=3").edition == 3);
  library::v1::ListBooksRequest request;
  CHECK(bind_to(request, "ListBooks", 0, "/v1/shelves/1/books",
                "page_size=2&tags=a&tags=b%26c&author.name=Ada+L&&genre=poem&like.displayTitle=T&"
                "lent=true")
            .wrong == "");
  CHECK(request.parent == "shelves/1");
  CHECK(request.page_size == 2);
  CHECK(request.tags == std::vector<std::string>{"a", "b&c"});
  CHECK(request.author->name == "Ada L");
  CHECK(request.genre == library::v1::Genre::poem);
  CHECK(request.like->display_title == "T");
  CHECK(request.lent);
  CHECK(bind_to(request, "ListBooks", 0, "/v1/shelves/1/books", "pageSize=4").wrong == "");
  CHECK(request.page_size == 4);
}

TEST_CASE("a parameter that is none is refused by its name") {
  CHECK(list_error("nobody=1") ==
        "query parameter nobody: library.v1.ListBooksRequest has no such field");
  CHECK(list_error("=1") == "query parameter : library.v1.ListBooksRequest has no such field");
  CHECK(list_error("page_size=x") == "query parameter page_size: expected a number, found \"x\"");
  CHECK(list_error("page_size") == "query parameter page_size: expected a number, found \"\"");
  CHECK(list_error("page_size=1&pageSize=1") ==
        "query parameter pageSize: is there twice, and the field is not repeated");
  CHECK(list_error("parent=x") ==
        "query parameter parent: the field is in the path or in the body");
  CHECK(list_error("author=x") ==
        "query parameter author: a map or a message is no parameter; its fields may be");
  CHECK(list_error("labels=x") ==
        "query parameter labels: a map or a message is no parameter; its fields may be");
  CHECK(list_error("by_title=true&by_pages=1") ==
        "query parameter by_pages: another field of its oneof is there as well");
  CHECK(list_error("tags=%") ==
        "query parameter tags: has a % without two hexadecimal digits behind it");
  CHECK(list_error("%zz=1") ==
        "query parameter %zz: has a % without two hexadecimal digits behind it");
}

TEST_CASE("a parameter cannot choose another alternative than the path and the body") {
  using request_binding_test::Sort;
  const auto& method = tern::schema::service_info_of<request_binding_test::Sorts>.methods[0];
  const auto wrong = [&](std::size_t rule, std::string_view path, std::string_view query,
                         std::string_view body) {
    Sort request;
    const bound_rule made{method.http_rules[rule], method, "/Sorts/Set"};
    return tern::rest::bind_request(made, path, query, tern::as_bytes(body), &request,
                                    tern::json_codec, {})
        .status()
        .message();
  };
  const std::string both = "query parameter pages: another field of its oneof is there as well";
  CHECK(wrong(0, "/v1/sorts/up", "pages=1", "") == both);
  CHECK(wrong(0, "/v1/sorts/up", "down=true", "") == "");
  CHECK(wrong(1, "/v1/sorts", "pages=1", "\"up\"") == both);
  CHECK(wrong(1, "/v1/sorts", "pages=1", "") == "");
}

TEST_CASE("a body is the request, but for what the path says") {
  library::v1::GetBookRequest request;
  CHECK(bind_to(request, "Archive", 0, "/v1/shelves/1/books/2", "", R"({"name":"x","edition":4})")
            .wrong == "");
  CHECK(request.name == "shelves/1/books/2");
  CHECK(request.edition == 4);
  CHECK(bind_to(request, "Archive", 0, "/v1/shelves/1/books/2", "edition=1", "{}").wrong ==
        "query parameter edition: the request is in the body, and there are no parameters");
  CHECK(bind_to(request, "Archive", 0, "/v1/shelves/1/books/2").wrong == "");
  CHECK(bind_to(request, "Archive", 0, "/v1/shelves/1/books/2", "", "{").code ==
        tern::code::invalid_argument);
}

TEST_CASE("a body is one field of the request, and nothing else") {
  library::v1::PutBookRequest request;
  CHECK(bind_to(request, "UpdateBook", 0, "/v1/shelves/1/books/2", "force=true",
                R"({"displayTitle":"T","pages":3})")
            .wrong == "");
  CHECK(request.name == "shelves/1/books/2");
  CHECK(request.force);
  CHECK(request.book.display_title == "T");
  CHECK(request.book.pages == 3);

  library::v1::PutBookRequest other;
  CHECK(bind_to(other, "UpdateBook", 0, "/v1/shelves/1/books/2", "", R"({},"force":true)").wrong !=
        "");
  CHECK_FALSE(other.force);
  CHECK(bind_to(other, "UpdateBook", 0, "/v1/shelves/1/books/2", "book.pages=1", "{}").wrong ==
        "query parameter book.pages: the field is in the path or in the body");
}

TEST_CASE("a body may be a list") {
  library::v1::PutBookRequest request;
  CHECK(bind_to(request, "Annotate", 0, "/v1/shelves/1/notes", "", R"(["a","b"])").wrong == "");
  CHECK(request.notes == std::vector<std::string>{"a", "b"});
  CHECK(request.book.name == "shelves/1");
  CHECK(bind_to(request, "Annotate", 0, "/v1/shelves/1/notes", "", R"({"a":1})")
            .wrong.starts_with("notes: expected a list, found an object"));
  CHECK(bind_to(request, "Annotate", 0, "/v1/shelves/1/notes", "", "[").wrong ==
        "the body lacks a value at byte 1");
}

TEST_CASE("a body where the rule has none is refused") {
  CHECK(get("/v1/shelves/1/books/2", "", "{}").outcome.wrong ==
        "the request has a body, where GET /v1/{name=shelves/*/books/*} takes none");
}

TEST_CASE("a parameter is not nested deeper than a message may be") {
  const auto& info = tern::schema::service_info_of<request_binding_test::Chains>.methods[0];
  const bound_rule rule{info.http_rules[0], info, "/x"};
  const auto bind_nested = [&](int depth) {
    std::string query;
    for (int i = 0; i != depth; ++i) query += "next.";
    request_binding_test::Chain request;
    return tern::rest::bind_request(rule, "/v1/chain", query + "text=x", {}, &request,
                                    tern::json_codec, {.depth_limit = 3})
        .status()
        .message();
  };
  CHECK(bind_nested(0) == "");
  CHECK(bind_nested(3) == "");
  CHECK(bind_nested(4).ends_with("nested deeper than depth_limit, which is 3"));
  CHECK(bind_nested(10'000).ends_with("nested deeper than depth_limit, which is 3"));
}
