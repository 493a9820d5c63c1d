// SPDX-License-Identifier: MIT

// The yardstick that tern is measured against: the same echo, written by hand on nghttp2 and Asio,
// with one send for each read and nothing else: no deadlines, no metadata, no cancellation, no
// limits, one message, one method. What tern costs more than this is what tern adds.

#include <sys/types.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <nghttp2/nghttp2.h>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/signal_set.hpp>

namespace {

using asio::ip::tcp;

struct call {
  std::string request;
  std::string reply;
  std::size_t sent_bytes = 0;
};

nghttp2_nv field(std::string_view name, std::string_view value) {
  const auto bytes = [](std::string_view text) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

class connection : public std::enable_shared_from_this<connection> {
 public:
  explicit connection(tcp::socket socket) : socket_(std::move(socket)) {
    nghttp2_session_callbacks* tell = nullptr;
    nghttp2_session_callbacks_new(&tell);
    nghttp2_session_callbacks_set_on_begin_headers_callback(tell, on_begin_headers);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(tell, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(tell, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(tell, on_close);
    nghttp2_session_callbacks_set_send_data_callback(tell, send_data);
    nghttp2_session_server_new(&session_, tell, this);
    nghttp2_session_callbacks_del(tell);
    const nghttp2_settings_entry most{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1024};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &most, 1);
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, 4 * 1024 * 1024);
    socket_.set_option(tcp::no_delay(true));
    socket_.non_blocking(true);
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() { nghttp2_session_del(session_); }

  void read() {
    socket_.async_read_some(
        asio::buffer(input_),
        [self = shared_from_this()](const std::error_code& failure, std::size_t size) {
          if (failure || !self->take(size)) return;
          self->read();
        });
  }

 private:
  static connection& self(void* user) { return *static_cast<connection*>(user); }
  static call* find(nghttp2_session* session, std::int32_t id) {
    return static_cast<call*>(nghttp2_session_get_stream_user_data(session, id));
  }

  bool take(std::size_t size) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(input_.data());
    if (nghttp2_session_mem_recv(session_, bytes, size) < 0) return false;
    output_.clear();
    for (;;) {
      const std::uint8_t* more = nullptr;
      const ssize_t more_size = nghttp2_session_mem_send(session_, &more);
      if (more_size <= 0) break;
      output_.append(reinterpret_cast<const char*>(more), static_cast<std::size_t>(more_size));
    }
    std::error_code failure;
    // What does not fit a socket's buffer of this benchmark is no echo of it.
    return output_.empty() ||
           (socket_.write_some(asio::buffer(output_), failure) == output_.size() && !failure);
  }

  static int on_begin_headers(nghttp2_session* session, const nghttp2_frame* frame, void*) {
    nghttp2_session_set_stream_user_data(session, frame->hd.stream_id, new call);
    return 0;
  }

  static int on_data(nghttp2_session* session, std::uint8_t, std::int32_t id,
                     const std::uint8_t* data, std::size_t size, void*) {
    find(session, id)->request.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }

  // A request is complete: checks its envelope and its one field, and echoes that.
  static int on_frame(nghttp2_session* session, const nghttp2_frame* frame, void*) {
    if (frame->hd.type != NGHTTP2_DATA || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) {
      return 0;
    }
    call& one = *find(session, frame->hd.stream_id);
    const std::string& body = one.request;
    constexpr std::size_t before_text = 7;  // envelope, tag, length
    if (body.size() < before_text || body[0] != 0 || body[5] != '\x0a' ||
        static_cast<std::size_t>(body[6]) != body.size() - before_text) {
      return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
                                       NGHTTP2_INTERNAL_ERROR);
    }
    one.reply.assign(body, 0, before_text);
    one.reply.append(body, before_text);
    const std::array<nghttp2_nv, 2> head{field(":status", "200"),
                                         field("content-type", "application/grpc+proto")};
    nghttp2_data_provider body_of_reply{};
    body_of_reply.source.ptr = &one;
    body_of_reply.read_callback = read_reply;
    return nghttp2_submit_response(session, frame->hd.stream_id, head.data(), head.size(),
                                   &body_of_reply);
  }

  static ssize_t read_reply(nghttp2_session* session, std::int32_t id, std::uint8_t*,
                            std::size_t room, std::uint32_t* flags, nghttp2_data_source* source,
                            void*) {
    const call& one = *static_cast<call*>(source->ptr);
    const std::size_t taken = std::min(room, one.reply.size() - one.sent_bytes);
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (one.sent_bytes + taken == one.reply.size()) {
      *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
      const nghttp2_nv outcome = field("grpc-status", "0");
      nghttp2_submit_trailer(session, id, &outcome, 1);
    }
    return static_cast<ssize_t>(taken);
  }

  static int send_data(nghttp2_session*, nghttp2_frame*, const std::uint8_t* frame_header,
                       std::size_t size, nghttp2_data_source* source, void* user) {
    call& one = *static_cast<call*>(source->ptr);
    std::string& output = self(user).output_;
    output.append(reinterpret_cast<const char*>(frame_header), 9);
    output.append(one.reply, one.sent_bytes, size);
    one.sent_bytes += size;
    return 0;
  }

  static int on_close(nghttp2_session* session, std::int32_t id, std::uint32_t, void*) {
    delete find(session, id);
    nghttp2_session_set_stream_user_data(session, id, nullptr);
    return 0;
  }

  tcp::socket socket_;
  nghttp2_session* session_ = nullptr;
  std::array<char, 64 * 1024> input_;
  std::string output_;
};

void accept(tcp::acceptor& listener) {
  listener.async_accept([&](const std::error_code& failure, tcp::socket socket) {
    if (failure) return;
    std::make_shared<connection>(std::move(socket))->read();
    accept(listener);
  });
}

}  // namespace

int main() {
  asio::io_context io{1};
  asio::signal_set ends{io, SIGINT, SIGTERM};
  ends.async_wait([&](const std::error_code&, int) { io.stop(); });
  tcp::acceptor listener{io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
  accept(listener);
  std::cout << "listening on 127.0.0.1:" << listener.local_endpoint().port() << std::endl;
  io.run();
}
