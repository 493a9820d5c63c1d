// SPDX-License-Identifier: MIT
#pragma once

// The report of load that a client of the test service wants.

#include "load_report.hpp"
#include "test_service.hpp"

namespace interop {

using grpc::testing::TestOrcaReport;
using xds::data::orca::v3::OrcaLoadReport;

[[nodiscard]] inline OrcaLoadReport report_of(const TestOrcaReport& wanted) {
  return {.cpu_utilization = wanted.cpu_utilization,
          .mem_utilization = wanted.memory_utilization,
          .request_cost = wanted.request_cost,
          .utilization = wanted.utilization};
}

}  // namespace interop
