// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#endif

#include "by_hand.hpp"
#include "json.hpp"
#include "plan.hpp"

/// Measures what the libraries in this program do, and writes a line of JSON for each subject:
///
///     codec                          compares what they make; measures nothing
///     codec --time BATCHES MICROSECONDS          that many batches of about that long
///     codec --instructions FEW MANY              under callgrind, which writes a file for each
///     --only TEXT                    subjects with TEXT in "library/operation/message"
///
/// A library that makes other bytes than the rest ends the program with exit code 1.
namespace bench {
namespace {

std::vector<library::adder>& adders() {
  static std::vector<library::adder> all;
  return all;
}

std::string name_of(const subject& one) {
  return one.library + "/" + one.operation + "/" + one.message;
}

struct texts {
  std::string encoding;
  std::string json;
};

const texts& texts_of(std::string_view message) {
  const auto both = [](const auto& value) {
    return texts{by_hand::encode(value), json::write(value)};
  };
  static const std::map<std::string, texts, std::less<>> all{{"tiny", both(make_tiny())},
                                                             {"medium", both(make_medium())},
                                                             {"large", both(make_large())},
                                                             {"sparse", both(make_sparse())}};
  const auto found = all.find(message);
  if (found == all.end()) throw std::runtime_error("no message " + std::string{message});
  return found->second;
}

std::int64_t thread_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{1'000'000'000} * now.tv_sec + now.tv_nsec;
}

std::int64_t time_of(const subject& one, std::size_t times) {
  const std::int64_t start = thread_nanoseconds();
  one.run(times);
  return thread_nanoseconds() - start;
}

void print(const subject& one, const char* figures, std::string_view values) {
  std::printf(R"({"library":"%s","operation":"%s","message":"%s","bytes":%zu,"%s":[%.*s]})"
              "\n",
              one.library.c_str(), one.operation.c_str(), one.message.c_str(), one.bytes, figures,
              static_cast<int>(values.size()), values.data());
  std::fflush(stdout);
}

// As often as fills a batch.
std::size_t times_for(const subject& one, std::int64_t batch_ns) {
  std::size_t times = 1;
  while (true) {
    const std::int64_t took = std::max(time_of(one, times), std::int64_t{1});
    if (took * 8 >= batch_ns) {
      return std::max<std::size_t>(
          1, times * static_cast<std::size_t>(batch_ns) / static_cast<std::size_t>(took));
    }
    times *= 4;
  }
}

// All that are compared with one another take turns, batch after batch.
void measure_group(const std::vector<const subject*>& group, std::size_t batches,
                   std::int64_t batch_ns) {
  std::vector<std::size_t> times;
  for (const subject* one : group) times.push_back(times_for(*one, batch_ns));
  std::vector<std::string> figures(group.size());
  for (std::size_t batch = 0; batch < batches; ++batch) {
    for (std::size_t i = 0; i < group.size(); ++i) {
      const auto took = static_cast<double>(time_of(*group[i], times[i]));
      if (batch != 0) figures[i] += ",";
      figures[i] += std::to_string(took / static_cast<double>(times[i]));
    }
  }
  for (std::size_t i = 0; i < group.size(); ++i) print(*group[i], "ns", figures[i]);
}

void measure(const std::vector<const subject*>& subjects, std::size_t batches,
             std::int64_t batch_ns) {
  std::vector<std::string> groups;
  std::map<std::string, std::vector<const subject*>> members;
  for (const subject* one : subjects) {
    // decode, decode reused and decode borrowed are compared with one another.
    const std::string group =
        one->message + "/" +
        (one->operation.starts_with("decode") ? operation::decode : one->operation);
    if (members[group].empty()) groups.push_back(group);
    members[group].push_back(one);
  }
  for (const std::string& group : groups) measure_group(members[group], batches, batch_ns);
}

bool count_instructions(const std::vector<const subject*>& subjects, std::size_t few,
                        std::size_t many) {
#ifdef CALLGRIND_START_INSTRUMENTATION
  for (const subject* one : subjects) {
    // A large message says as much in fewer rounds.
    const std::size_t scale = one->bytes > 10'000 ? 1 : 10;
    one->run(8);
    CALLGRIND_START_INSTRUMENTATION;
    one->run(few * scale);
    CALLGRIND_ZERO_STATS;
    one->run(few * scale);
    CALLGRIND_DUMP_STATS;
    one->run(many * scale);
    CALLGRIND_DUMP_STATS;
    CALLGRIND_STOP_INSTRUMENTATION;
    print(*one, "times", std::to_string(few * scale) + "," + std::to_string(many * scale));
  }
  return true;
#else
  static_cast<void>(subjects), static_cast<void>(few), static_cast<void>(many);
  std::fputs("codec: valgrind's headers were not there when this was built\n", stderr);
  return false;
#endif
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0) {
    throw std::runtime_error("not a number: " + std::string{text});
  }
  return value;
}

int run(const std::vector<std::string_view>& arguments) {
  std::string_view mode, only;
  std::size_t first = 0, second = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--only" && i + 1 < arguments.size()) {
      only = arguments[++i];
    } else if ((arguments[i] == "--time" || arguments[i] == "--instructions") &&
               i + 2 < arguments.size()) {
      mode = arguments[i];
      first = number(arguments[++i]);
      second = number(arguments[++i]);
    } else {
      throw std::runtime_error("unknown argument " + std::string{arguments[i]});
    }
  }

  plan all;
  for (const library::adder add : adders()) add(all);
  std::vector<const subject*> chosen;
  for (const subject& one : all.subjects()) {
    if (name_of(one).find(only) != std::string::npos) chosen.push_back(&one);
  }
  if (mode == "--time") {
    measure(chosen, first, static_cast<std::int64_t>(second) * 1'000);
  } else if (mode == "--instructions") {
    return count_instructions(chosen, first, second) ? 0 : 1;
  } else {
    for (const subject* one : chosen) one->run(2), print(*one, "ns", "");
  }
  return 0;
}

}  // namespace

library::library(adder add) {
  adders().push_back(add);
}

std::string_view plan::encoding(std::string_view message) const {
  return texts_of(message).encoding;
}

std::string_view plan::json(std::string_view message) const {
  return texts_of(message).json;
}

void plan::add(std::string library, const char* operation, std::string message,
               std::function<void(std::size_t)> run) {
  const bool is_json = std::string_view{operation}.starts_with("json");
  const std::size_t bytes = (is_json ? json(message) : encoding(message)).size();
  subjects_.push_back({std::move(library), operation, std::move(message), bytes, std::move(run)});
}

void plan::expect(std::string_view library, const char* operation, std::string_view message,
                  std::string_view encoded) const {
  const std::string_view wanted = encoding(message);
  if (encoded == wanted) return;
  const auto at = std::mismatch(wanted.begin(), wanted.end(), encoded.begin(), encoded.end()).first;
  throw mismatch(std::string{library} + ", " + operation + " of " + std::string{message} +
                 ": other bytes than the rest from byte " + std::to_string(at - wanted.begin()) +
                 ", " + std::to_string(encoded.size()) + " bytes in place of " +
                 std::to_string(wanted.size()));
}

}  // namespace bench

int main(int count, char** arguments) {
  try {
    return bench::run({arguments + 1, arguments + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "codec: %s\n", error.what());
    return 1;
  }
}
