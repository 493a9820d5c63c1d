// SPDX-License-Identifier: MIT

/// A server whose contract has HTTP rules.
///
///     server --write FOLDER             the contract as library.proto and library.binpb
///     server --listen HOST:PORT         says where it listens, and serves until SIGTERM

#include <tern/json.hpp>
#include <tern/schema.hpp>
#include <tern/server.hpp>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include "tests/rest/library.hpp"

namespace {

using namespace library::v1;

// Gives back what it was asked.
struct Shelves {
  tern::task<Book> GetBook(tern::context& context, GetBookRequest asked) {
    if (asked.edition < 0) {
      throw tern::error{
          tern::code::not_found, "no such edition",
          tern::rpc::BadRequest{{{.field = "edition", .description = "is negative"}}}};
    }
    context.headers().add("x-tenant", context.request_metadata().get("x-tenant").value_or("none"));
    co_return Book{.name = std::move(asked.name), .genre = Genre::novel, .pages = asked.edition};
  }
  tern::task<ListBooksReply> ListBooks(ListBooksRequest asked) {
    ListBooksReply reply;
    for (int i = 1; i <= asked.page_size; ++i) {
      reply.books.push_back({.name = asked.parent, .pages = i, .tags = asked.tags});
    }
    co_return reply;
  }
  tern::task<Book> CreateBook(Book asked) { co_return asked; }
  tern::task<Book> UpdateBook(PutBookRequest asked) {
    asked.book.name = asked.name;
    asked.book.lent = asked.force;
    co_return asked.book;
  }
  tern::task<Book> Annotate(PutBookRequest asked) { co_return Book{.tags = asked.notes}; }
  tern::task<Book> DeleteBook(GetBookRequest asked) { co_return Book{.name = asked.name}; }
  tern::task<Book> Archive(GetBookRequest asked) { co_return Book{.name = asked.name}; }
  tern::stream<Book> WatchBooks(ListBooksRequest asked) {
    for (int i = 1; i <= asked.page_size; ++i) co_yield Book{.pages = i};
    if (asked.lent) throw tern::error{tern::code::aborted, "lent"};
  }
  tern::task<Book> Plain(GetBookRequest asked) { co_return Book{.name = asked.name}; }
};

int write_contract(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "library/v1");
  std::ofstream{folder / "library/v1/library.proto"} << tern::proto_file<Library>().value();
  const auto set = tern::descriptor<Library>().value();
  std::ofstream{folder / "library.binpb"} << tern::as_text(tern::codec::encode(set).view());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) throw std::runtime_error{"usage: server --write FOLDER | --listen HOST:PORT"};
    if (std::string_view{argv[1]} == "--write") return write_contract(argv[2]);
    tern::server server{{.compression = tern::compression::gzip, .json = &tern::json_codec}};
    server.openapi("/openapi.json", {.title = "A library", .version = "1.2.3"});
    server.add<Library>(Shelves{});
    std::cout << "listening on " << to_string(server.listen(argv[2])) << std::endl;
    server.run();
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
