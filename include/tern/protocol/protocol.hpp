// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/function_ref.hpp>
#include <tern/base/status.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/framing.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/schema/message_codec.hpp>

namespace tern::protocol {

/// What a server learns from the head of a request that a protocol has recognised.
struct accepted {
  std::optional<runtime::duration> timeout;  ///< from now on; nothing means none
  std::string_view content_type;             ///< to be echoed; a literal of the protocol
  const compress::encoding* request_encoding = nullptr;  ///< of compressed messages; null: none
  std::string_view accept_encoding;  ///< what the client takes; borrows from the request
  const compress::encoding* reply_encoding = nullptr;  ///< what the server chooses; null: none
  status refusal;  ///< why the call is to be answered with this and not be served; ok otherwise

  message_form form = message_form::proto;  ///< of requests and replies
  framing request_framing{};
  framing reply_framing{};
  bool by_get = false;  ///< it came as a GET: only a method without side effects may serve it
  std::unique_ptr<const std::string> message;  ///< the request, if it was in the head

  std::string_view method{};  ///< `/hello.v1.Greeter/SayHello`, if the request's path is another
  std::shared_ptr<const schema::message_codec> codec{};  ///< of this call alone; null: its form's
};

/// Writes what is in a detail of an error as JSON, for people; nothing if it does not know.
using detail_writer = function_ref<std::string(const status_detail& detail)>;

/// How far an answer has got.
struct progress {
  bool head_sent = false;
  bool routed = true;                      ///< there is a method at the path
  const detail_writer* details = nullptr;  ///< null: nobody writes them for people
};

/// The end of an answer. The parts that are present are sent in this order.
struct ending {
  std::optional<http::head> head;         ///< if none was sent before
  buffer body;                            ///< after what was written
  std::optional<http::headers> trailers;  ///< the last part
};

/// What a client says at the beginning of a call.
/// @lifetime borrowed for the duration of one function call.
struct call_start {
  std::string_view scheme;     ///< http or https
  std::string_view authority;  ///< the server as the user named it: localhost:50051
  std::string_view path;       ///< /hello.v1.Greeter/SayHello
  std::optional<runtime::duration> timeout;
  const rpc::metadata& metadata;
  const compress::encoding* encoding = nullptr;  ///< of compressed messages; null: none
  message_form form = message_form::proto;
  std::optional<byte_view> message{};  ///< the request, encoded, if it is to be in the head
};

/// What a client learns from the head of a response.
struct response_start {
  rpc::metadata metadata;                        ///< what comes before the messages
  const compress::encoding* encoding = nullptr;  ///< of compressed messages; null: none
  status refusal;  ///< how the call ends if this is no answer of the protocol; ok otherwise
  rpc::metadata trailers{};  ///< what comes with such an end
  tern::protocol::framing framing{};
};

/// How a call ended, as the server said it.
struct outcome {
  tern::status status;
  rpc::metadata trailers;
};

/// How a response has ended whose body does not say how the call did.
struct response_end {
  constexpr response_end(const http::headers* of_http, bool has_replies = false) noexcept
      : trailers(of_http), replied(has_replies) {}

  const http::headers* trailers;  ///< null: there are none
  bool replied;                   ///< there were messages in the body
};

/// How answers to calls map onto HTTP: all that a server needs of a protocol when it has recognised
/// the call. Pure: values in, values out; implementations have no state.
struct server_protocol {
  /// As people write it: gRPC.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;

  /// What the caller of a request that was accepted sent beside its messages, without reserved
  /// names. Apart from accept(), as few handlers look at it.
  [[nodiscard]] virtual rpc::metadata request_metadata(const http::head& request) const {
    return read_metadata(request.fields);
  }

  /// The head of an answer that has a body.
  [[nodiscard]] virtual http::head response_head(const accepted& call,
                                                 const rpc::metadata& initial) const = 0;

  /// The same without metadata, if many calls have it: made once, it lasts as long as the program.
  /// Null if it is made for each.
  [[nodiscard]] virtual const http::head* common_head(const accepted& call) const {
    static_cast<void>(call);
    return nullptr;
  }

  /// The trailers of an answer whose head has been sent, and after which there is nothing to say
  /// but that it went well. As common_head(); null if finish() says how such an answer ends.
  [[nodiscard]] virtual const http::headers* common_trailers() const { return nullptr; }

  /// What is left to send when the handler has ended with `outcome`.
  [[nodiscard]] virtual ending finish(const accepted& call, const status& outcome,
                                      const rpc::metadata& initial, const rpc::metadata& trailers,
                                      progress so_far) const = 0;

 protected:
  ~server_protocol() = default;
};

/// How one RPC protocol maps onto HTTP, on both sides.
struct protocol : server_protocol {
  /// @param offered the forms of messages that the server has.
  /// @returns nothing if the request does not speak this protocol.
  [[nodiscard]] virtual std::optional<accepted> accept(const http::head& request,
                                                       message_forms offered = {}) const = 0;

  /// The content-types that it recognises, with commas between them, for people and for
  /// `accept-post`.
  [[nodiscard]] virtual std::string_view media_types(message_forms offered) const noexcept = 0;

  /// Whether it cannot do without HTTP/2: it ends calls with trailers, which many do not pass on
  /// over HTTP/1.1.
  [[nodiscard]] virtual bool needs_http2() const noexcept { return false; }

  /// Whether a call may come as a GET.
  [[nodiscard]] virtual bool takes_get() const noexcept { return false; }

  /// Whether calls of such a shape are made with this protocol.
  [[nodiscard]] virtual bool carries(bool streaming) const noexcept {
    static_cast<void>(streaming);
    return true;
  }

  [[nodiscard]] virtual http::head request_head(const call_start& call) const = 0;

  /// How the client's requests lie in the body.
  [[nodiscard]] virtual framing request_framing() const noexcept { return {}; }

  /// @param sent the form of the requests, which the replies must have, too.
  [[nodiscard]] virtual response_start read_head(const http::head& response,
                                                 message_form sent = message_form::proto) const = 0;

  /// How a call ended whose body has not said so.
  [[nodiscard]] virtual outcome read_outcome(const http::head& response,
                                             response_end end) const = 0;

  /// How a call ended whose body has said so: `last` is the payload of the last frame.
  [[nodiscard]] virtual outcome read_last(const http::head& response, byte_view last) const {
    static_cast<void>(last);
    return read_outcome(response, nullptr);
  }

 protected:
  ~protocol() = default;
};

}  // namespace tern::protocol
