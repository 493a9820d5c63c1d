// SPDX-License-Identifier: MIT

#include <tern/server/files.hpp>

// Files over HTTP/1.1 and HTTP/2, asked for by browsers and by those who look for what is not
// theirs.

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>

#include <tern/http/date.hpp>

#include "tests/server/plain.hpp"

namespace {

namespace fs = std::filesystem;
using plain::answer;
using plain::in_both_versions;
using plain::request;
using plain::site;
using plain::visitor;
using tern::server_side::add_files;

// A folder with a folder of files to be served, and a secret beside it.
struct folder {
  folder()
      : top(fs::temp_directory_path() / ("tern-files-" + std::to_string(std::random_device{}()))) {
    write("site/index.html", "<h1>home</h1>");
    write("site/docs/index.html", "<h1>docs</h1>");
    write("site/docs/a b.txt", "blank");
    write("site/empty/nothing.bin", "");
    write("site/app.js", std::string(20'000, 'j'));
    write("site/.secret", "hidden");
    write("site/.git/config", "hidden");
    write("site/.well-known/security.txt", "found");
    write("secret.txt", "outside");
    fs::create_directory(top / "outside");
    write("outside/file.txt", "outside");
    fs::create_symlink(top / "secret.txt", top / "site/link-out");
    fs::create_symlink("../outside", top / "site/folder-out");
    fs::create_symlink("app.js", top / "site/link-in.js");
    fs::create_symlink("loop", top / "site/loop");
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { fs::remove_all(top); }

  void write(const std::string& name, std::string_view text) const {
    fs::create_directories((top / name).parent_path());
    std::ofstream{top / name, std::ios::binary} << text;
  }
  [[nodiscard]] std::string bytes(const std::string& name, std::size_t count) const {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += static_cast<char>(i * 7 % 251);
    write(name, text);
    return text;
  }
  [[nodiscard]] fs::path root() const { return top / "site"; }

  fs::path top;
};

}  // namespace

TEST_CASE("files are served with their types, and folders with their index") {
  const folder files;
  site here;
  add_files(here.routes, "/", files.root(), {});
  in_both_versions(here, [](visitor& client) {
    const answer home = client.ask(request("GET", "/"));
    CHECK(home.status == 200);
    CHECK(home.body == "<h1>home</h1>");
    CHECK(home.field("content-type") == "text/html; charset=utf-8");
    CHECK(home.field("content-length") == "13");
    CHECK(home.field("cache-control") == "no-cache");
    CHECK(home.field("x-content-type-options") == "nosniff");
    CHECK(home.field("accept-ranges") == "bytes");
    CHECK(client.ask(request("GET", "/index.html")).body == "<h1>home</h1>");
    CHECK(client.ask(request("GET", "/docs/?v=1")).body == "<h1>docs</h1>");
    CHECK(client.ask(request("GET", "/docs/a%20b.txt")).body == "blank");
    CHECK(client.ask(request("GET", "/.well-known/security.txt")).body == "found");
    CHECK(client.ask(request("GET", "/link-in.js")).body == std::string(20'000, 'j'));
    const answer empty = client.ask(request("GET", "/empty/nothing.bin"));
    CHECK(empty.status == 200);
    CHECK(empty.field("content-length") == "0");
    CHECK(empty.field("content-type") == "application/octet-stream");
    CHECK(empty.whole);
    const answer head = client.ask(request("HEAD", "/app.js"));
    CHECK(head.status == 200);
    CHECK(head.field("content-length") == "20000");
    CHECK(head.body.empty());
    const answer folder = client.ask(request("GET", "/docs?v=1"));
    CHECK(folder.status == 301);
    CHECK(folder.field("location") == "/docs/?v=1");
    const answer posted = client.ask(request("POST", "/app.js"), "x");
    CHECK(posted.status == 405);
    CHECK(posted.field("allow") == "GET, HEAD");
  });
}

TEST_CASE("files can be served under a path, without an index, with other words about caches") {
  const folder files;
  site here;
  add_files(here.routes, "/assets", files.root(), {.index = "", .cache_control = "max-age=60"});
  in_both_versions(here, [](visitor& client) {
    CHECK(client.ask(request("GET", "/assets/app.js")).field("cache-control") == "max-age=60");
    CHECK(client.ask(request("GET", "/assets?a")).field("location") == "/assets/?a");
    CHECK(client.ask(request("GET", "/assets/")).status == 404);
    CHECK(client.ask(request("GET", "/assets/docs")).status == 404);
    CHECK(client.ask(request("GET", "/app.js")).status == 404);
  });
  CHECK_THROWS_AS(add_files(here.routes, "/x", files.top / "missing", {}), tern::error);
  CHECK_THROWS_AS(add_files(here.routes, "/x", files.root() / "app.js", {}), tern::error);
  CHECK_THROWS_AS(add_files(here.routes, "/assets/", files.root(), {}), std::logic_error);
}

TEST_CASE("nothing outside of the directory is served, nothing hidden, and no list") {
  const folder files;
  site here;
  add_files(here.routes, "/", files.root(), {});
  fs::create_directory(files.top / "site" / "bare");
  in_both_versions(here, [&](visitor& client) {
    for (const std::string path : {"/../secret.txt",
                                   "/docs/../../secret.txt",
                                   "/docs/..",
                                   "/docs/../index.html",
                                   "/.",
                                   "/./index.html",
                                   "/%2e%2e/secret.txt",
                                   "/%2E%2E%2Fsecret.txt",
                                   "/..%2fsecret.txt",
                                   "/docs/%2e%2e/%2e%2e/secret.txt",
                                   "/%252e%252e/secret.txt",
                                   "/..%5csecret.txt",
                                   "/..\\secret.txt",
                                   "/docs\\index.html",
                                   "/%5c%5cexample.com/share",
                                   "//index.html",
                                   "/docs//index.html",
                                   "//",
                                   "/docs//",
                                   "/%2findex.html",
                                   "/%2f%2fetc/passwd",
                                   "/etc/passwd",
                                   "/index.html%00.png",
                                   "/%00",
                                   "/index.html%0a",
                                   "/index.html%",
                                   "/%zz",
                                   "/index.html%2",
                                   "/.secret",
                                   "/.git/config",
                                   "/%2egit/config",
                                   "/link-out",
                                   "/folder-out/file.txt",
                                   "/folder-out/",
                                   "/folder-out",
                                   "/loop",
                                   "/index.html/",
                                   "/bare/",
                                   "/app.js/..",
                                   "/docs/...",
                                   "/INDEX.HTML",
                                   "/index.html%20",
                                   "/~root",
                                   "/nothing"}) {
      INFO(path);
      const answer refused = client.ask(request("GET", path));
      CHECK(refused.status == 404);
      CHECK(refused.body.starts_with("nothing is served at \""));
      CHECK(refused.whole);
    }
    const answer long_name = client.ask(request("GET", "/" + std::string(5000, 'a')));
    CHECK(long_name.status == 404);
    CHECK(long_name.body.size() < 200);
    const answer deep = client.ask(request("GET", [] {
      std::string path;
      for (int i = 0; i < 1000; ++i) path += "/a";
      return path;
    }()));
    CHECK(deep.status == 404);
    // A redirect leads nowhere else.
    CHECK(client.ask(request("GET", "//example.com")).status == 404);
    CHECK(client.ask(request("GET", "/docs")).field("location") == "/docs/");
  });
}

TEST_CASE("what the client has is not sent again") {
  const folder files;
  const auto modified = fs::last_write_time(files.root() / "app.js");
  site here;
  add_files(here.routes, "/", files.root(), {});
  in_both_versions(here, [&](visitor& client) {
    const answer first = client.ask(request("GET", "/app.js"));
    const std::string etag = first.field("etag");
    const std::string date = first.field("last-modified");
    CHECK(etag.size() > 4);
    const auto status = [&](std::string name, std::string value) {
      const answer got = client.ask(request("GET", "/app.js", {{name, value}}));
      CHECK(got.whole);
      if (got.status == 304) {
        CHECK(got.body.empty());
        CHECK(got.field("etag") == etag);
        CHECK(got.field("content-length") == "none");
      }
      return got.status;
    };
    CHECK(status("if-none-match", etag) == 304);
    CHECK(status("if-none-match", "W/" + etag) == 304);
    CHECK(status("if-none-match", "\"x\", " + etag) == 304);
    CHECK(status("if-none-match", "*") == 304);
    CHECK(status("if-none-match", "\"x\"") == 200);
    CHECK(status("if-modified-since", date) == 304);
    CHECK(status("if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT") == 200);
    CHECK(status("if-modified-since", "yesterday") == 200);
    CHECK(status("if-match", etag) == 200);
    CHECK(status("if-match", "\"x\"") == 412);
    CHECK(status("if-unmodified-since", date) == 200);
    CHECK(status("if-unmodified-since", "Sun, 06 Nov 1994 08:49:37 GMT") == 412);
    files.write("site/app.js", std::string(20'000, 'k'));
    fs::last_write_time(files.root() / "app.js", modified + std::chrono::hours{1});
    CHECK(status("if-none-match", etag) == 200);
    CHECK(status("if-modified-since", date) == 200);
    fs::last_write_time(files.root() / "app.js", modified);
  });
}

TEST_CASE("parts of a file can be asked for") {
  const folder files;
  const std::string all = files.bytes("site/data.bin", 300'000);
  site here;
  add_files(here.routes, "/", files.root(), {});
  in_both_versions(here, [&](visitor& client) {
    const auto part = [&](std::string range) {
      return client.ask(request("GET", "/data.bin", {{"range", range}}));
    };
    const answer begin = part("bytes=0-9");
    CHECK(begin.status == 206);
    CHECK(begin.body == all.substr(0, 10));
    CHECK(begin.field("content-range") == "bytes 0-9/300000");
    CHECK(begin.field("content-length") == "10");
    CHECK(part("bytes=299990-").body == all.substr(299'990));
    CHECK(part("bytes=-5").body == all.substr(299'995));
    CHECK(part("bytes=1000-280000").body == all.substr(1000, 279'001));
    CHECK(part("bytes=10-400000").field("content-range") == "bytes 10-299999/300000");
    const answer beyond = part("bytes=300000-");
    CHECK(beyond.status == 416);
    CHECK(beyond.field("content-range") == "bytes */300000");
    CHECK(part("bytes=-0").status == 416);
    for (const std::string whole : {"bytes=0-1,5-6", "bytes=9-3", "bytes=", "bytes=-", "lines=1-2",
                                    "bytes=a-b", "bytes=99999999999999999999-"}) {
      INFO(whole);
      const answer got = part(whole);
      CHECK(got.status == 200);
      CHECK(got.body == all);
    }
    const answer fresh = client.ask(request("GET", "/data.bin"));
    const auto if_range = [&](std::string value) {
      return client.ask(request("GET", "/data.bin", {{"range", "bytes=0-0"}, {"if-range", value}}))
          .status;
    };
    CHECK(if_range(fresh.field("etag")) == 206);
    CHECK(if_range("\"x\"") == 200);
    CHECK(if_range("W/" + fresh.field("etag")) == 200);
    CHECK(if_range("Sun, 06 Nov 1994 08:49:37 GMT") == 200);
    CHECK(client.ask(request("HEAD", "/data.bin", {{"range", "bytes=0-0"}})).status == 200);
  });
}

TEST_CASE("a large file is read as the client takes it") {
  const folder files;
  const std::string all = files.bytes("site/large.bin", 3'000'000);
  site here;
  add_files(here.routes, "/", files.root(), {});
  in_both_versions(here, [&](visitor& client) {
    const answer got = client.ask(request("GET", "/large.bin"));
    CHECK(got.field("content-length") == "3000000");
    CHECK((got.body == all));
    CHECK(got.whole);
    CHECK(client.ask(request("HEAD", "/large.bin")).field("content-length") == "3000000");
  });
  in_both_versions(here, [&](visitor& client) {
    auto slow = client.begin(request("GET", "/large.bin"), true);
    client.exchange();
    // It becomes shorter while the client hesitates: it must not look complete.
    fs::resize_file(files.root() / "large.bin", 1'500'000);
    const answer got = client.rest(slow);
    CHECK_FALSE(got.whole);
    CHECK(got.body.size() < 3'000'000);
    fs::resize_file(files.root() / "large.bin", 3'000'000);
  });
}

#if TERN_WITH_ZLIB
TEST_CASE("texts are compressed for clients that take it") {
  const folder files;
  static_cast<void>(files.bytes("site/image.png", 5000));
  files.write("site/short.js", "let x;");
  files.write("site/huge.txt", std::string(1'500'000, 'h'));
  site here;
  add_files(here.routes, "/", files.root(), {});
  add_files(here.routes, "/plain", files.root(), {.compress = false});
  in_both_versions(here, [](visitor& client) {
    const auto get = [&](std::string path, std::string accepts = "gzip, deflate, br") {
      return client.ask(request("GET", path, {{"accept-encoding", accepts}}));
    };
    const answer got = get("/app.js");
    CHECK(got.field("content-encoding") == "gzip");
    CHECK(got.field("vary") == "accept-encoding");
    CHECK(got.body.size() < 200);
    CHECK(got.field("content-length") == std::to_string(got.body.size()));
    tern::buffer text;
    REQUIRE(tern::compress::find_encoding("gzip")
                .how->decompress(tern::as_bytes(got.body), text, 100'000, "limit")
                .ok());
    CHECK(tern::as_text(text.view()) == std::string(20'000, 'j'));
    const answer identity = get("/app.js", "identity");
    CHECK(identity.field("content-encoding") == "none");
    CHECK(identity.field("vary") == "accept-encoding");
    CHECK(identity.field("etag") != got.field("etag"));
    CHECK(get("/app.js", "gzip;q=0").field("content-encoding") == "none");
    CHECK(client
              .ask(request("GET", "/app.js",
                           {{"accept-encoding", "gzip"}, {"if-none-match", got.field("etag")}}))
              .status == 304);
    CHECK(
        client.ask(request("GET", "/app.js", {{"accept-encoding", "gzip"}, {"range", "bytes=0-1"}}))
            .body == "jj");
    for (const std::string path : {"/image.png", "/short.js", "/huge.txt", "/plain/app.js"}) {
      INFO(path);
      CHECK(get(path).field("content-encoding") == "none");
      CHECK(get(path).field("vary") == "none");
    }
  });
}
#endif
