// SPDX-License-Identifier: MIT
#include <tests/fuzz/peer.hpp>

#include <everything.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include <utility>

namespace fuzz {

struct peer_message::state {
  peer::Everything message;
};

peer_message::peer_message(std::unique_ptr<state> state) : state_(std::move(state)) {}
peer_message::peer_message(peer_message&&) noexcept = default;
peer_message::~peer_message() = default;

std::optional<peer_message> peer_message::from_bytes(tern::byte_view bytes) {
  // Invalid UTF-8 is logged for every field; nobody reads that.
  static const google::protobuf::LogSilencer silence;
  auto read = std::make_unique<state>();
  if (!read->message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return std::nullopt;
  }
  return peer_message{std::move(read)};
}

std::optional<peer_message> peer_message::from_json(std::string_view text) {
  static const google::protobuf::LogSilencer silence;
  auto read = std::make_unique<state>();
  if (!google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &read->message)
           .ok()) {
    return std::nullopt;
  }
  return peer_message{std::move(read)};
}

std::string peer_message::bytes() const {
  std::string encoded;
  {
    google::protobuf::io::StringOutputStream stream{&encoded};
    google::protobuf::io::CodedOutputStream output{&stream};
    output.SetSerializationDeterministic(true);
    state_->message.SerializeToCodedStream(&output);
  }
  return encoded;
}

std::optional<std::string> peer_message::json() const {
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(state_->message, &text).ok()) {
    return std::nullopt;
  }
  return text;
}

bool peer_message::discard_unknown() {
  const std::size_t before = state_->message.ByteSizeLong();
  state_->message.DiscardUnknownFields();
  return state_->message.ByteSizeLong() != before;
}

}  // namespace fuzz
