// SPDX-License-Identifier: MIT
#pragma once

// How servers tell those who balance load how busy they are: with a call, in its trailers, or
// beside all calls, by a service.
// Source: gRPC proposal A51; xds/data/orca/v3/orca_load_report.proto,
// xds/service/orca/v3/orca.proto

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tern/contract.hpp>

namespace xds::data::orca::v3 {

struct OrcaLoadReport {
  double cpu_utilization = 0;
  double mem_utilization = 0;
  std::uint64_t rps = 0;
  std::map<std::string, double> request_cost{};  ///< of this call; not in reports beside calls
  std::map<std::string, double> utilization{};
  double rps_fractional = 0;
  double eps = 0;
  std::map<std::string, double> named_metrics{};
  double application_utilization = 0;

  friend bool operator==(const OrcaLoadReport&, const OrcaLoadReport&) = default;
};
TERN_MESSAGE(OrcaLoadReport, (1, cpu_utilization), (2, mem_utilization), (3, rps, tern::deprecated),
             (4, request_cost), (5, utilization), (6, rps_fractional), (7, eps), (8, named_metrics),
             (9, application_utilization))

/// The trailer that holds the report of a call.
inline constexpr std::string_view trailer_name = "endpoint-load-metrics-bin";

}  // namespace xds::data::orca::v3

namespace xds::service::orca::v3 {

struct OrcaLoadReportRequest {
  std::optional<std::chrono::nanoseconds> report_interval{};
  std::vector<std::string> request_cost_names{};
};
TERN_MESSAGE(OrcaLoadReportRequest, (1, report_interval), (2, request_cost_names))

struct OpenRcaService {
  tern::stream<data::orca::v3::OrcaLoadReport> StreamCoreMetrics(OrcaLoadReportRequest);
};
TERN_SERVICE(OpenRcaService, StreamCoreMetrics)

}  // namespace xds::service::orca::v3
