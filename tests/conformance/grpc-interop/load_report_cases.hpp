// SPDX-License-Identifier: MIT
#pragma once

// What a server tells of its load.

#include <chrono>
#include <string_view>
#include <utility>

#include <tern/client.hpp>
#include <tern/codec/proto.hpp>

#include "load_report.hpp"
#include "subject.hpp"
#include "wanted_report.hpp"

namespace interop {

using xds::service::orca::v3::OpenRcaService;
using xds::service::orca::v3::OrcaLoadReportRequest;

namespace detail {

using load_reports = tern::reply_stream<OrcaLoadReport>;

/// Has the server set its load in a call, and waits until it reports that beside the call.
inline tern::task<void> set_load(tern::pipe<StreamingOutputCallRequest>& requests,
                                 tern::reply_stream<StreamingOutputCallResponse>& replies,
                                 load_reports& reports, TestOrcaReport wanted) {
  StreamingOutputCallRequest request{.orca_oob_report = wanted};
  request.response_parameters.push_back({.size = 1});
  co_await requests.send(std::move(request));
  co_await expect_reply(replies, 1);

  const OrcaLoadReport expected = report_of(wanted);
  while (true) {
    const auto report = co_await reports.next();
    expect("the presence of a report", report.has_value(), true);
    if (*report == expected) co_return;
  }
}

}  // namespace detail

/// A report in the trailers of a call.
inline tern::task<void> orca_per_rpc(subject& server) {
  const TestOrcaReport wanted{.cpu_utilization = 0.8210,
                              .memory_utilization = 0.5847,
                              .request_cost = {{"cost", 3456.32}},
                              .utilization = {{"util", 0.30499}}};
  auto call = server.service.UnaryCall({.orca_per_query_report = wanted});
  co_await call;
  const auto trailer = call.trailers().get(xds::data::orca::v3::trailer_name);
  expect("the presence of a load report", trailer.has_value(), true);
  const auto report = tern::codec::decode<OrcaLoadReport>(tern::as_bytes(*trailer)).value();
  expect("whether the report is the one that was asked for", report == report_of(wanted), true);
}

/// Reports that the server gives by itself, beside all calls.
inline tern::task<void> orca_oob(subject& server) {
  using namespace std::chrono_literals;
  tern::client<OpenRcaService> load{server.channel};
  auto reports = load.StreamCoreMetrics({.report_interval = 1s}, {.timeout = 30s});
  auto requests = tern::pipe<StreamingOutputCallRequest>();
  auto replies = server.service.FullDuplexCall(std::move(requests.stream));

  const TestOrcaReport first{
      .cpu_utilization = 0.8210, .memory_utilization = 0.5847, .utilization = {{"util", 0.30499}}};
  co_await detail::set_load(requests, replies, reports, first);
  const TestOrcaReport second{
      .cpu_utilization = 0.29309, .memory_utilization = 0.2, .utilization = {{"util", 0.2039}}};
  co_await detail::set_load(requests, replies, reports, second);
  requests.close();
  co_await expect_end(replies);
}

}  // namespace interop
