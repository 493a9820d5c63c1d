// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tern/contract.hpp>
#include <tern/protobuf/field_mask.hpp>
#include <tern/protobuf/struct.hpp>
#include <tern/protobuf/wrappers.hpp>

/// A contract with HTTP rules of all kinds, for the tests of `rest`.
namespace library::v1 {

enum class Genre : std::int32_t { unspecified = 0, novel = 1, poem = 2 };
TERN_ENUM(Genre, unspecified, novel, poem)

struct Author {
  std::string name{};
  std::int64_t born = 0;

  bool operator==(const Author&) const = default;
};
TERN_MESSAGE(Author, (1, name), (2, born))

struct Book {
  std::string name{};
  std::string display_title{};
  std::optional<Author> author{};
  Genre genre{};
  std::int32_t pages = 0;
  std::vector<std::string> tags{};
  std::map<std::string, std::string> labels{};
  std::int64_t copies = 0;
  std::optional<bool> lent{};

  bool operator==(const Book&) const = default;
};
TERN_MESSAGE(Book, (1, name), (2, display_title), (3, author), (4, genre), (5, pages), (6, tags),
             (7, labels), (8, copies), (9, lent))

struct GetBookRequest {
  std::string name{};
  std::int32_t edition = 0;
};
TERN_MESSAGE(GetBookRequest, (1, name), (2, edition))

struct ListBooksRequest {
  std::string parent{};
  std::int32_t page_size = 0;
  std::vector<std::string> tags{};
  Genre genre{};
  std::vector<Genre> genres{};
  std::optional<std::chrono::sys_time<std::chrono::nanoseconds>> after{};
  std::optional<std::chrono::nanoseconds> within{};
  std::optional<Author> author{};
  std::optional<tern::protobuf::FieldMask> read_mask{};
  std::optional<tern::protobuf::Int32Value> rating{};
  std::variant<std::monostate, bool, std::int32_t> order{};
  std::vector<std::byte> token{};
  double price = 0;
  bool lent = false;
  std::uint64_t copies = 0;
  std::map<std::string, std::string> labels{};
  std::optional<tern::protobuf::Struct> extra{};
  std::unique_ptr<Book> like{};
  float weight = 0;
  std::uint32_t shelf = 0;
};
TERN_MESSAGE(ListBooksRequest, (1, parent), (2, page_size), (3, tags), (4, genre), (5, genres),
             (6, after), (7, within), (8, author), (9, read_mask), (10, rating),
             (oneof, order, (11, by_title), (12, by_pages)), (13, token), (14, price), (15, lent),
             (16, copies), (17, labels), (18, extra), (19, like), (20, weight), (21, shelf))

struct ListBooksReply {
  std::vector<Book> books{};
  std::string next_page_token{};
};
TERN_MESSAGE(ListBooksReply, (1, books), (2, next_page_token))

struct PutBookRequest {
  std::string name{};
  Book book{};
  bool force = false;
  std::vector<std::string> notes{};
};
TERN_MESSAGE(PutBookRequest, (1, book), (2, force), (3, notes), (4, name))

struct Library {
  tern::task<Book> GetBook(GetBookRequest);
  tern::task<ListBooksReply> ListBooks(ListBooksRequest);
  tern::task<Book> CreateBook(Book);
  tern::task<Book> UpdateBook(PutBookRequest);
  tern::task<Book> Annotate(PutBookRequest);
  tern::task<Book> DeleteBook(GetBookRequest);
  tern::task<Book> Archive(GetBookRequest);
  tern::stream<Book> WatchBooks(ListBooksRequest);
  tern::task<Book> Plain(GetBookRequest);
};
TERN_SERVICE(Library,
             (GetBook, tern::no_side_effects, tern::get("/v1/{name=shelves/*/books/*}"),
              tern::get("/v1/books/{name}"), tern::custom("REPORT", "/v1/books").body("*")),
             (ListBooks, tern::get("/v1/{parent=shelves/*}/books"),
              tern::get("/v1/titles").response_body("books"),
              tern::get("/v1/all/{parent=**}:list")),
             (CreateBook, tern::post("/v1/books").body("*")),
             (UpdateBook, tern::patch("/v1/{name=shelves/*/books/*}").body("book"),
              tern::put("/v2/books/{book.name}")),
             (Annotate, tern::post("/v1/{book.name=shelves/*}/notes").body("notes")),
             (DeleteBook, tern::del("/v1/{name=shelves/*/books/*}")),
             (Archive, tern::post("/v1/{name=shelves/*/books/*}:archive").body("*")),
             (WatchBooks, tern::get("/v1/watch"), tern::post("/v1/watch").body("*")), Plain)

}  // namespace library::v1
