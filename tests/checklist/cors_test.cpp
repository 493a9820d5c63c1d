// SPDX-License-Identifier: MIT

// Pages of other origins: what a server owes the browsers that show them.

#include "tests/checklist/port.hpp"

using namespace checklist;

namespace {

constexpr std::string_view page = "https://app.example";

tern::server_side::options letting_in(std::string_view origin) {
  tern::server_side::options how;
  how.cors = tern::server_side::cors{.origins = {std::string{origin}}};
  return how;
}

/// What a browser asks before a call.
asking preflight(std::string_view method, std::string_view fields) {
  return {.path = "/stack.Subject/Unary",
          .fields = {{"origin", std::string{page}},
                     {"access-control-request-method", std::string{method}},
                     {"access-control-request-headers", std::string{fields}}},
          .method = "OPTIONS"};
}

bool lists(const std::string& list, std::string_view name) {
  return (", " + list + ",").find(", " + std::string{name} + ",") != std::string::npos;
}

template <class Over>
void check_preflight(std::string_view method, std::initializer_list<std::string_view> fields) {
  port<Over> here{{}, letting_in(page)};
  const heard all = here.ask(preflight(method, "content-type"));
  CHECK(all.status == "204");
  CHECK(all.body.empty());
  CHECK(all.field("access-control-allow-origin") == page);
  CHECK(lists(all.field("access-control-allow-methods"), method));
  CHECK(all.field("access-control-max-age") != "none");
  CHECK(all.field("vary").starts_with("origin"));
  for (const std::string_view name : fields) {
    CAPTURE(name);
    CHECK(lists(all.field("access-control-allow-headers"), name));
  }
  // Nobody is let in who is not listed, and nobody at all by default.
  port<Over> others{{}, letting_in("https://other.example")};
  CHECK(others.ask(preflight(method, "content-type")).field("access-control-allow-origin") ==
        "none");
  port<Over> closed;
  const heard refused = closed.ask(preflight(method, "content-type"));
  CHECK(refused.status == "405");
  CHECK(refused.field("access-control-allow-origin") == "none");
}

}  // namespace

TEST_CASE_TEMPLATE("web 14 a page of another origin may call where the options let it", Over, http1,
                   http2) {
  check_preflight<Over>("POST", {"content-type", "grpc-timeout", "x-grpc-web", "x-user-agent"});
  port<Over> here{talkative(), letting_in(page)};
  const heard all =
      here.ask(post("Unary", "application/grpc-web", {{"origin", std::string{page}}}), message(""));
  CHECK(all.status == "200");
  CHECK(all.field("access-control-allow-origin") == page);
  CHECK(all.field("vary").find("origin") != std::string::npos);
  for (const std::string_view name :
       {"grpc-status", "grpc-message", "grpc-status-details-bin", "x-seen", "x-early-bin"}) {
    CAPTURE(name);
    CHECK(lists(all.field("access-control-expose-headers"), name));
  }
}

TEST_CASE_TEMPLATE("connect 31 a page of another origin may call where the options let it", Over,
                   http1, http2) {
  check_preflight<Over>(
      "POST", {"content-type", "connect-protocol-version", "connect-timeout-ms", "x-user-agent"});
  check_preflight<Over>("GET", {"connect-timeout-ms", "x-user-agent"});
  port<Over> here{talkative(), letting_in(page)};
  const heard all =
      here.ask(post("Unary", "application/json", {{"origin", std::string{page}}}), "{}");
  CHECK(all.field("access-control-allow-origin") == page);
  for (const std::string_view name :
       {"content-encoding", "x-seen", "trailer-x-late", "trailer-x-late-bin"}) {
    CAPTURE(name);
    CHECK(lists(all.field("access-control-expose-headers"), name));
  }
  const heard got_one =
      here.ask(got("Find?encoding=json&message=%7B%7D", {{"origin", std::string{page}}}));
  CHECK(got_one.field("access-control-allow-origin") == page);
  // What keeps the answer of a GET keeps one for each origin and encoding.
  const auto is_vary = [](const auto& field) { return field.first == "vary"; };
  CHECK(std::ranges::count_if(got_one.fields, is_vary) == 2);
}
