// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>

#include "messages.hpp"

/// The messages as tern knows them.
namespace bench {

TERN_ENUM(Kind, (unspecified, "KIND_UNSPECIFIED"), (private_person, "KIND_PRIVATE"),
          (business, "KIND_BUSINESS"))

// The compilers print the name of a template each in its own way, so the full name is given.
#define BENCH_DESCRIBE(Memory)                                                                     \
  TERN_MESSAGE(Tiny<Memory>, "bench.v1.Tiny", (1, id), (2, name))                                  \
  TERN_MESSAGE(Place<Memory>, "bench.v1.Place", (1, street), (2, city), (3, latitude),             \
               (4, longitude))                                                                     \
  TERN_MESSAGE(Label<Memory>, "bench.v1.Label", (1, key), (2, value))                              \
  TERN_MESSAGE(Medium<Memory>, "bench.v1.Medium", (1, id), (2, created), (3, flags), (4, hash),    \
               (5, delta, tern::sint), (6, offset, tern::sint), (7, checksum, tern::fixed),        \
               (8, token, tern::fixed), (9, active), (10, ratio), (11, score), (12, kind),         \
               (13, name), (14, email), (15, digest, tern::bytes), (16, home), (17, office),       \
               (18, tags), (19, labels), (20, codes))                                              \
  TERN_MESSAGE(Record<Memory>, "bench.v1.Record", (1, id), (2, name), (3, price), (4, changed))    \
  TERN_MESSAGE(Large<Memory>, "bench.v1.Large", (1, numbers), (2, values), (3, records))           \
  TERN_MESSAGE(Sparse<Memory>, "bench.v1.Sparse", (1, number_1), (2, number_2), (3, number_3),     \
               (4, number_4), (5, number_5), (6, number_6), (7, count_1), (8, count_2),            \
               (9, count_3), (10, count_4), (11, text_1), (12, text_2), (13, text_3),              \
               (14, text_4), (15, text_5), (16, text_6), (17, text_7), (18, text_8),               \
               (19, value_1), (20, value_2), (21, value_3), (22, value_4), (23, flag_1),           \
               (24, flag_2), (25, flag_3), (26, flag_4), (27, list_1), (28, list_2), (29, list_3), \
               (30, kind))

BENCH_DESCRIBE(owned)

}  // namespace bench
