// SPDX-License-Identifier: MIT
#include <tests/fuzz/peer.hpp>

#include <everything.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>
#include <legacy.pb.h>

#include <memory>
#include <utility>

namespace fuzz {

struct peer_message::state {
  std::unique_ptr<google::protobuf::Message> message;
};

peer_message::peer_message(schema which) : state_(std::make_unique<state>()) {
  // What is wrong with a text is logged for every field; nobody reads that.
  static const google::protobuf::LogSilencer silence;
  if (which == schema::everything) {
    state_->message = std::make_unique<peer::Everything>();
  } else {
    state_->message = std::make_unique<peer::Legacy>();
  }
}
peer_message::peer_message(peer_message&&) noexcept = default;
peer_message::~peer_message() = default;

std::optional<peer_message> peer_message::from_bytes(schema which, tern::byte_view bytes) {
  peer_message read{which};
  if (!read.state_->message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return std::nullopt;
  }
  return read;
}

std::optional<peer_message> peer_message::from_json(schema which, std::string_view text) {
  peer_message read{which};
  if (!google::protobuf::util::JsonStringToMessage({text.data(), text.size()},
                                                   read.state_->message.get())
           .ok()) {
    return std::nullopt;
  }
  return read;
}

std::string peer_message::bytes() const {
  std::string encoded;
  {
    google::protobuf::io::StringOutputStream stream{&encoded};
    google::protobuf::io::CodedOutputStream output{&stream};
    output.SetSerializationDeterministic(true);
    state_->message->SerializeToCodedStream(&output);
  }
  return encoded;
}

std::optional<std::string> peer_message::json() const {
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(*state_->message, &text).ok()) {
    return std::nullopt;
  }
  return text;
}

bool peer_message::discard_unknown() {
  const std::size_t before = state_->message->ByteSizeLong();
  state_->message->DiscardUnknownFields();
  return state_->message->ByteSizeLong() != before;
}

}  // namespace fuzz
