// SPDX-License-Identifier: MIT

/// HTTP rules: a path with its query, a body, and templates, a line each.
///
/// What the tree of rules finds is compared with what a look at each template finds, and requests
/// are bound by the rules of a contract.

#include <tern/json.hpp>
#include <tern/rest/rule_book.hpp>

#include <tests/fuzz/fuzzer.hpp>
#include <tests/rest/library.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace {

using fuzz::require;
using tern::rest::path_pattern;
using tern::rest::path_segments;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

// Whether the segments of a path fit those of a template, without a tree.
bool fits(const path_pattern& pattern, std::string_view path) {
  const path_segments segments{path};
  const bool rest = !pattern.segments.empty() &&
                    pattern.segments.back().kind == tern::reflect::segment_kind::rest;
  const std::size_t count = pattern.segments.size() - (rest ? 1 : 0);
  if (rest ? segments.size() < count : segments.size() != count) return false;
  for (std::size_t i = 0; i != count; ++i) {
    if (pattern.segments[i].kind == tern::reflect::segment_kind::one) {
      if (segments[i].empty()) return false;
    } else if (tern::rest::decode_path_text(segments[i], false) != pattern.segments[i].text) {
      return false;
    }
  }
  return true;
}

bool fits_with_verb(const path_pattern& pattern, std::string_view path) {
  if (!path.starts_with('/')) return false;
  if (pattern.verb.empty()) return fits(pattern, path);
  const std::size_t colon = path.rfind(':');
  if (colon == path.npos || path.find('/', colon) != path.npos) return false;
  return tern::rest::decode_path_text(path.substr(colon + 1), false) == pattern.verb &&
         fits(pattern, path.substr(0, colon));
}

void check_tree(std::string_view path, std::string_view templates) {
  constexpr std::size_t most = 16;
  tern::rest::rule_tree tree;
  std::vector<path_pattern> patterns;
  while (!templates.empty() && patterns.size() != most) {
    const std::string_view line = take_line(templates);
    if (tern::reflect::check_path_template(line) != tern::reflect::template_mistake::none) {
      continue;
    }
    const path_pattern& pattern = patterns.emplace_back(line);
    for (const auto& each : pattern.variables) {
      require(each.first + each.count <= pattern.segments.size(), "a variable is too long");
    }
    const std::size_t same = tree.add("GET", pattern, patterns.size() - 1);
    if (same != tern::rest::rule_tree::none) patterns.pop_back();
  }
  const auto found = tree.find("GET", path);
  bool any = false;
  for (const path_pattern& each : patterns) any = any || fits_with_verb(each, path);
  require((found.rule != tern::rest::rule_tree::none) == any,
          "the tree and the templates do not agree");
  if (!any) return;
  const path_pattern& pattern = patterns[found.rule];
  require(fits_with_verb(pattern, path), "the tree finds a template that does not fit");
  const path_segments segments{found.path};
  for (const auto& each : pattern.variables) {
    const std::string_view text = segments.text_of(each);
    require(text.empty() || path.find(text) != path.npos, "a variable is no part of the path");
  }
}

const tern::rest::rule_book& library_rules() {
  static const tern::rest::rule_book rules = [] {
    tern::rest::rule_book made;
    require(made.add(tern::schema::service_info_of<library::v1::Library>).empty(), "a rule");
    return made;
  }();
  return rules;
}

template <class Request>
void check_binding(const tern::protocol::accepted& call, std::string_view body) {
  Request request{};
  const auto bound = call.codec->decode(tern::as_bytes(body),
                                        tern::schema::message_info_of<Request>(), &request, {});
  if (bound) {
    // What was bound can be said in JSON, so its text is UTF-8.
    require(static_cast<bool>(tern::json::encode(request)), "a request that is no JSON");
  } else {
    require(!bound.status().message().empty(), "a failure without a text");
    require(bound.status().code() == tern::code::invalid_argument ||
                bound.status().code() == tern::code::resource_exhausted ||
                bound.status().code() == tern::code::out_of_range,
            "a failure that is not the client's", bound.status().message());
    require(!tern::rest::write_status(bound.status()).empty(), "a status without a text");
  }
}

void check_request(std::string_view method, std::string_view path, std::string_view body) {
  tern::http::head head;
  head.method = method;
  head.path = path;
  head.fields.add("content-type", "application/json");
  auto meaning = library_rules().find(head, false, tern::json_codec);
  if (!meaning) return;
  const auto* const call = std::get_if<tern::protocol::accepted>(&*meaning);
  if (call == nullptr) return;
  using namespace library::v1;
  if (call->method.ends_with("Books")) return check_binding<ListBooksRequest>(*call, body);
  if (call->method.ends_with("/CreateBook")) return check_binding<Book>(*call, body);
  if (call->method.ends_with("/UpdateBook") || call->method.ends_with("/Annotate")) {
    return check_binding<PutBookRequest>(*call, body);
  }
  check_binding<GetBookRequest>(*call, body);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  const std::string_view path = take_line(text);
  const std::string_view body = take_line(text);
  check_tree(tern::protocol::path_without_query(path), text);
  for (const std::string_view method : {"GET", "POST", "PATCH", "PUT", "DELETE"}) {
    check_request(method, path, body);
  }
  return 0;
}
