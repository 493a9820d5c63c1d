// SPDX-License-Identifier: MIT

// Requests that break the rules of HTTP/1.1, or that two servers could read in two ways: each is
// answered with what is wrong, and neither it nor what follows it reaches a handler.

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/http/h1_ends.hpp"

namespace {

using namespace std::string_literals;

struct offence {
  std::string what;
  std::string bytes;
  int answer = 400;
};

std::string line(const std::string& first) {
  return first + "\r\nHost: a\r\n\r\n";
}
std::string field(const std::string& fields) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
}
std::string chunked(const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
}

// What ends in the head: no handler sees the request.
const std::vector<offence>& offences_of_heads() {
  static const std::vector<offence> all = {
      // Where the body ends.
      {"both lengths", field("Content-Length: 5\r\nTransfer-Encoding: chunked")},
      {"both lengths, the other way round",
       field("Transfer-Encoding: chunked\r\nContent-Length: 5")},
      {"two lengths", field("Content-Length: 5\r\nContent-Length: 6")},
      {"the same length twice", field("Content-Length: 5\r\nContent-Length: 5")},
      {"a list of lengths", field("Content-Length: 5,5")},
      {"a list of lengths with a space", field("Content-Length: 5, 5")},
      {"lengths with a space", field("Content-Length: 5 5")},
      {"a positive length", field("Content-Length: +5")},
      {"a negative length", field("Content-Length: -1")},
      {"a length in hexadecimal", field("Content-Length: 0x5")},
      {"a length with an underscore", field("Content-Length: 1_0")},
      {"a length with a fraction", field("Content-Length: 5.0")},
      {"a length with an exponent", field("Content-Length: 1e1")},
      {"no length", field("Content-Length:")},
      {"a blank length", field("Content-Length: \t ")},
      {"a length of words", field("Content-Length: five")},
      {"a length past 63 bits", field("Content-Length: 9223372036854775808")},
      {"a length past 64 bits", field("Content-Length: 18446744073709551621")},
      {"a length of 30 digits", field("Content-Length: 100000000000000000000000000000")},
      {"a length with NUL", field("Content-Length: 5\0"s)},
      {"a length with an underscore for a hyphen", field("Content_Length: 5")},
      {"an encoding with an underscore for a hyphen", field("Transfer_Encoding: chunked")},
      {"an unknown encoding", field("Transfer-Encoding: xchunked")},
      {"an encoding in quotes", field("Transfer-Encoding: \"chunked\"")},
      {"no encoding", field("Transfer-Encoding:")},
      {"identity", field("Transfer-Encoding: identity")},
      {"chunked, then identity", field("Transfer-Encoding: chunked, identity")},
      {"identity, then chunked", field("Transfer-Encoding: identity, chunked"), 501},
      {"gzip, then chunked", field("Transfer-Encoding: gzip, chunked"), 501},
      {"chunked twice", field("Transfer-Encoding: chunked, chunked")},
      {"chunked in two fields", field("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")},
      {"chunked and identity in two fields",
       field("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")},
      {"a comma after chunked", field("Transfer-Encoding: chunked,")},
      {"a comma before chunked", field("Transfer-Encoding: ,chunked")},
      {"a parameter of chunked", field("Transfer-Encoding: chunked;q=1")},
      {"a folded encoding", field("Transfer-Encoding:\r\n chunked")},
      {"an encoding with a vertical tab", field("Transfer-Encoding: \vchunked")},
      {"an encoding with a form feed", field("Transfer-Encoding: chunked\f")},
      {"an encoding with NUL", field("Transfer-Encoding: chunked\0"s)},
      {"an encoding with a lone CR", field("Transfer-Encoding: \rchunked")},
      {"a space before the colon of an encoding", field("Transfer-Encoding : chunked")},
      {"an encoding in HTTP/1.0",
       "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},

      // Fields.
      {"a space before the colon", field("X : 1")},
      {"a tab before the colon", field("X\t: 1")},
      {"a space inside a name", field("X Y: 1")},
      {"no name", field(": 1")},
      {"no colon", field("X")},
      {"a folded field", field("X: 1\r\n 2")},
      {"a field folded with a tab", field("X: 1\r\n\t2")},
      {"a fold before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"NUL in a name", field("X\0: 1"s)},
      {"NUL in a value", field("X: \0"s)},
      {"BEL in a value", field("X: \a")},
      {"DEL in a value", field("X: \x7f")},
      {"a lone CR in a value", field("X: 1\rY: 2")},
      {"a lone CR at the end of a value", field("X: 1\r\r\nY: 2")},
      {"a letter past ASCII in a name", field("X\xc3\xa4: 1")},
      {"a colon in quotes", field("\"X:\" 1")},
      {"LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n"},
      {"LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"},
      {"LF for the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n"},
      {"LF for every line", "GET / HTTP/1.1\nHost: a\n\n"},
      {"CR for every line", "GET / HTTP/1.1\rHost: a\r\rGET / HTTP/1.1\r\n\r\n"},
      {"no host", "GET / HTTP/1.1\r\nX: 1\r\n\r\n"},
      {"two hosts", field("Host: a")},
      {"two other hosts", field("Host: b")},
      {"a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"a host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"},
      {"a list of hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
      {"a host with a port of letters", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"},
      {"a host with two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n"},
      {"a host with half a bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"},
      {"a port without a host", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n"},
      {"an expectation that nobody knows", field("Expect: a miracle"), 417},

      // Request lines.
      {"HTTP/0.9", "GET /\r\n\r\n"},
      {"HTTP/0.9 with its name", line("GET / HTTP/0.9"), 505},
      {"HTTP/1.2", line("GET / HTTP/1.2"), 505},
      {"HTTP/2.0", line("GET / HTTP/2.0"), 505},
      {"HTTP/3.0", line("GET / HTTP/3.0"), 505},
      {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"HTTP/1", line("GET / HTTP/1")},
      {"HTTP/1.10", line("GET / HTTP/1.10")},
      {"HTTP/01.1", line("GET / HTTP/01.1")},
      {"HTTP/1,1", line("GET / HTTP/1,1")},
      {"http/1.1", line("GET / http/1.1")},
      {"HTTPS/1.1", line("GET / HTTPS/1.1")},
      {"HTTP 1.1", line("GET / HTTP 1.1")},
      {"RTSP", line("OPTIONS * RTSP/1.0")},
      {"ICE", line("SOURCE / ICE/1.0")},
      {"two spaces before the target", line("GET  / HTTP/1.1")},
      {"two spaces after the target", line("GET /  HTTP/1.1")},
      {"a tab for a space", line("GET\t/ HTTP/1.1")},
      {"a space in front", line(" GET / HTTP/1.1")},
      {"a space at the end", line("GET / HTTP/1.1 ")},
      {"no target", line("GET HTTP/1.1")},
      {"a space in the target", line("GET /a b HTTP/1.1")},
      {"NUL in the target", line("GET /\0 HTTP/1.1"s)},
      {"a letter past ASCII in the target", line("GET /\xc3\xa4 HTTP/1.1")},
      {"a fragment", line("GET /a#b HTTP/1.1")},
      {"a target without a slash", line("GET a HTTP/1.1")},
      {"a backslash for a slash", line("GET \\a HTTP/1.1")},
      {"an asterisk without OPTIONS", line("GET * HTTP/1.1")},
      {"two asterisks", line("OPTIONS ** HTTP/1.1")},
      {"another scheme", line("GET ftp://a/ HTTP/1.1")},
      {"a user in the target", line("GET http://localhost@a/ HTTP/1.1")},
      {"no host in the target", line("GET http:///b HTTP/1.1")},
      {"an absolute target and no host", "GET http://localhost/ HTTP/1.1\r\n\r\n"},
      {"an unknown method", line("BREW / HTTP/1.1"), 501},
      {"a method of RTSP", line("DESCRIBE / HTTP/1.1"), 501},
      {"a method in lower case", line("get / HTTP/1.1"), 501},
      {"a method that begins like another", line("GETX / HTTP/1.1"), 501},
      {"CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501},
      {"a method in brackets", line("(GET) / HTTP/1.1")},
      {"empty lines in front", "\r\n\r\n" + line("GET / HTTP/1.1")},
      {"LF in front", "\n" + line("GET / HTTP/1.1")},
      {"no HTTP at all", "hello there, how do you do\r\n\r\n"},

      // Limits.
      {"a target past the limit", line("GET /" + std::string(8192, 'a') + " HTTP/1.1"), 414},
      {"a request line that does not end", std::string(8193, 'A'), 414},
      {"a field past the limit", field("X: " + std::string(16 * 1024, 'a')), 431},
      {"a field that does not end", "GET / HTTP/1.1\r\nX: " + std::string(16 * 1024, 'a'), 431},
      {"fields past the limit",
       field("X: " + std::string(8192, 'a') + "\r\nY: " + std::string(8192, 'a')), 431},
      {"too many fields",
       [] {
         std::string fields = "X: 1";
         for (int i = 0; i < 100; ++i) fields += "\r\nX: 1";
         return field(fields);
       }(),
       431},
  };
  return all;
}

// What ends in the body: its handler sees a request that fails.
const std::vector<offence>& offences_of_bodies() {
  static const std::vector<offence> all = {
      {"a size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n")},
      {"a positive size", chunked("+5\r\nhello\r\n0\r\n\r\n")},
      {"a negative size", chunked("-5\r\nhello\r\n0\r\n\r\n")},
      {"a size with an underscore", chunked("5_0\r\nhello\r\n0\r\n\r\n")},
      {"no size", chunked("\r\nhello\r\n0\r\n\r\n")},
      {"only an extension", chunked(";a\r\nhello\r\n0\r\n\r\n")},
      {"a size of letters", chunked("five\r\nhello\r\n0\r\n\r\n")},
      {"a size after a space", chunked(" 5\r\nhello\r\n0\r\n\r\n")},
      {"a size before a space", chunked("5 \r\nhello\r\n0\r\n\r\n")},
      {"a size before a comma", chunked("5,5\r\nhello\r\n0\r\n\r\n")},
      {"a size past 64 bits", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n")},
      {"a size past 63 bits", chunked("8000000000000000\r\nhello\r\n0\r\n\r\n")},
      {"a size that wraps to five", chunked("fffffffffffffff00000005\r\nhello\r\n0\r\n\r\n")},
      {"LF after the size", chunked("5\nhello\r\n0\r\n\r\n")},
      {"CR after the size", chunked("5\rhello\r\n0\r\n\r\n")},
      {"a lone CR before the end of the size", chunked("5\r\r\nhello\r\n0\r\n\r\n")},
      {"LF after a chunk", chunked("5\r\nhello\n0\r\n\r\n")},
      {"CR after a chunk", chunked("5\r\nhello\r0\r\n\r\n")},
      {"nothing after a chunk", chunked("5\r\nhello0\r\n\r\n")},
      {"a chunk that is longer", chunked("5\r\nhello, world\r\n0\r\n\r\n")},
      {"LF in an extension", chunked("5;a\nb\r\nhello\r\n0\r\n\r\n")},
      {"NUL in an extension", chunked("5;a\0\r\nhello\r\n0\r\n\r\n"s)},
      {"CR in an extension", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n")},
      {"an extension past the limit",
       chunked("5;" + std::string(16 * 1024, 'a') + "\r\nhello\r\n0\r\n\r\n"), 413},
      {"an extension that does not end", chunked("5;" + std::string(17 * 1024, 'a')), 413},
      {"extensions past the limit",
       [] {
         std::string body;
         for (int i = 0; i < 20; ++i) body += "1;" + std::string(1024, 'a') + "\r\nx\r\n";
         return chunked(body);
       }(),
       413},
      {"LF for the end of the trailers", chunked("0\r\n\n")},
      {"LF after a trailer", chunked("0\r\nX: 1\n\r\n")},
      {"a folded trailer", chunked("0\r\nX: 1\r\n 2\r\n\r\n")},
      {"a trailer with NUL", chunked("0\r\nX: \0\r\n\r\n"s)},
      {"a trailer without a name", chunked("0\r\n: 1\r\n\r\n")},
      {"a trailer past the limit", chunked("0\r\nX: " + std::string(16 * 1024, 'a') + "\r\n\r\n"),
       431},
      {"a request where trailers are", chunked("0\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")},
  };
  return all;
}

/// What a server told its owner of `bytes`, and its client.
struct transcript {
  std::size_t requests = 0;
  std::string body;
  std::string said;
  bool finished = false;
};

transcript tell(const std::string& bytes, std::size_t piece_bytes) {
  h1::server server;
  server.hear(bytes, piece_bytes);
  transcript heard;
  heard.requests = server.requests.size();
  for (const auto& each : server.requests) {
    heard.body += h1::take(*each);
    CHECK(each->failure() != nullptr);
    CHECK_FALSE(each->received_end());
  }
  heard.said = h1::undated(server.say());
  server.wait(std::chrono::seconds{2});
  heard.finished = server.session.finished();
  return heard;
}

void check(const offence& each, std::size_t requests) {
  CAPTURE(each.what);
  // What follows would be served if the offence were taken for something else.
  const std::string bytes = each.bytes + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const transcript whole = tell(bytes, bytes.size());
  CHECK(whole.requests == requests);
  CHECK(whole.said.starts_with("HTTP/1.1 " + std::to_string(each.answer) + " "));
  CHECK(whole.said.find("connection: close\r\n") != std::string::npos);
  CHECK(whole.said.find("\nHTTP/1.1 ") == std::string::npos);
  CHECK(whole.said.size() > whole.said.find("\r\n\r\n") + 10);  // a text
  CHECK(whole.finished);
  for (const std::size_t piece_bytes : {1U, 2U, 3U, 5U, 16U, 100U}) {
    const transcript cut = tell(bytes, piece_bytes);
    CHECK(cut.requests == whole.requests);
    CHECK(cut.body == whole.body);
    CHECK(cut.said == whole.said);
    CHECK(cut.finished);
  }
}

}  // namespace

TEST_CASE("a head that breaks the rules reaches nobody") {
  for (const offence& each : offences_of_heads()) check(each, 0);
}

TEST_CASE("a body that breaks the rules fails its request") {
  for (const offence& each : offences_of_bodies()) check(each, 1);
}

TEST_CASE("what is odd but right is served, and so is what follows it") {
  const std::pair<std::string, std::string> table[] = {
      {"an empty line in front", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a length with a zero in front", field("Content-Length: 05") + "hello"},
      {"a length of zero", field("Content-Length: 0")},
      {"a length with blanks around", field("Content-Length: \t5 \t") + "hello"},
      {"chunked in capitals", field("TRANSFER-ENCODING: CHUNKED") + "0\r\n\r\n"},
      {"chunks with zeros in front", chunked("0000000005\r\nhello\r\n000\r\n\r\n")},
      {"chunks with sizes in capitals", chunked("A\r\n0123456789\r\n0\r\n\r\n")},
      {"chunk extensions", chunked("5;a=b;c=\"d e\"\r\nhello\r\n0;f\r\n\r\n")},
      {"trailers that may not be",
       chunked("0\r\nContent-Length: 100\r\nTransfer-Encoding: chunked\r\nHost: b\r\n"
               "Authorization: none\r\nConnection: close\r\n\r\n")},
      {"an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {"a host of numbers", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"},
      {"an empty value", field("X:")},
      {"a value past ASCII", field("X: \xc3\xa4")},
      {"an asterisk with OPTIONS", line("OPTIONS * HTTP/1.1")},
      {"an absolute target with another host", line("GET HTTP://localhost:8/c HTTP/1.1")},
      {"an absolute target with a query", line("GET https://localhost?c HTTP/1.1")},
      {"an absolute target with OPTIONS", line("OPTIONS http://localhost HTTP/1.1")},
      {"a request line of the limit", line("GET /" + std::string(8192 - 16, 'a') + " HTTP/1.1")},
      {"an upgrade to h2c", field("Connection: upgrade\r\nUpgrade: h2c")},
  };
  for (const auto& [what, bytes] : table) {
    CAPTURE(what);
    for (const std::size_t piece_bytes : {1U, 3U, 100'000U}) {
      h1::server server;
      server.hear(bytes + "GET /second HTTP/1.1\r\nHost: a\r\n\r\n", piece_bytes);
      REQUIRE(server.requests.size() == 1);
      CHECK(server.requests[0]->received_end());
      h1::answer(*server.requests[0], "");
      CHECK(server.say().starts_with("HTTP/1.1 200 OK\r\n"));
      REQUIRE(server.requests.size() == 2);
      CHECK(server.requests[1]->received_head().path == "/second");
    }
  }
}

TEST_CASE("trailers that may not be are not passed on") {
  h1::server server;
  server.hear(chunked("0\r\nX: 1\r\nContent-Length: 100\r\nHost: b\r\nY: 2\r\n\r\n"));
  REQUIRE(server.requests.size() == 1);
  REQUIRE(server.requests[0]->received_trailers() != nullptr);
  CHECK(*server.requests[0]->received_trailers() == h1::headers{{"x", "1"}, {"y", "2"}});
  CHECK(server.requests[0]->received_head().authority == "a");
}

TEST_CASE("the host of an absolute target counts") {
  h1::server server;
  server.hear(line("GET http://localhost:8/c?d HTTP/1.1"));
  CHECK(server.requests.at(0)->received_head().authority == "localhost:8");
  CHECK(server.requests[0]->received_head().path == "/c?d");
}
