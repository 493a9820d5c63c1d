// SPDX-License-Identifier: MIT
#pragma once

/// Interceptors that many programs need.

#include <tern/intercept/access_log.hpp>
#include <tern/intercept/bearer_auth.hpp>
#include <tern/intercept/concurrency_limit.hpp>
#include <tern/intercept/deadline_cap.hpp>
#include <tern/intercept/exception_recovery.hpp>
#include <tern/intercept/interceptor.hpp>

namespace tern {

using intercept::access_log;
using intercept::access_record;
using intercept::bearer_auth;
using intercept::call_context;
using intercept::concurrency_limit;
using intercept::deadline_cap;
using intercept::exception_recovery;
using intercept::next;

}  // namespace tern
