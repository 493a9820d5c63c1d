// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// What Google's encoder makes of golden.proto. Written by tests/codec/golden.py; do not edit.
namespace golden::bytes {

// clang-format off
inline constexpr std::string_view no_scalars =
    "";
inline constexpr std::string_view scalars =
    "08960110 80808080 802018ff ffffff0f 20ffffff ffffffff ffff0128 0330ffff ffffff3f 3defbead "
    "de41efcd ab896745 23014dfe ffffff51 fdffffff ffffffff 58016500 00c03f69 00000000 0000d0bf "
    "720f4772 c3bcc39f 652c20e4 b896e795 8c7a0300 ff808201 01fe8801 01";
inline constexpr std::string_view negative_scalars =
    "08ffffff ffffffff ffff0110 ffffffff ffffffff ff0128ff ffffff0f 30ffffff ffffffff ffff0165 "
    "00000080 69000000 00000000 808801ff ffffffff ffffffff 01";
inline constexpr std::string_view unknown_color =
    "88014d";
inline constexpr std::string_view nothing_present =
    "";
inline constexpr std::string_view defaults_present =
    "08001200 18002a00 32003a00 4000";
inline constexpr std::string_view all_present =
    "08fbffff ffffffff ffff0112 01781801 22020801 2a031201 6d320508 02120162 3a020803 4001";
inline constexpr std::string_view no_lists =
    "";
inline constexpr std::string_view lists =
    "0a0e0001 ffffffff ffffffff ff01ac02 12070180 80808080 021a0801 00000002 00000022 18000000 "
    "00000000 00000000 00000000 80000000 00000004 402a0301 0001320c 0001ffff ffffffff ffffff01 "
    "3a003a01 613a0262 63420042 01ff4a00 4a050801 12016950 01500050 ffffffff ffffffff ff015801 "
    "58006100 00000000 00000061 00000000 00000080";
inline constexpr std::string_view maps =
    "0a090807 12057365 76656e12 070a016b 12020801 1a0b0801 11010000 00000000 00220508 01120101 "
    "2a050a01 68100032 04080010 00";
inline constexpr std::string_view default_entries =
    "0a040800 12001204 0a001200";
inline constexpr std::string_view no_choice =
    "08012802 807d03";
inline constexpr std::string_view text_choice =
    "08011a01 74280280 7d03";
inline constexpr std::string_view default_text_choice =
    "1a00";
inline constexpr std::string_view blob_choice =
    "2201ff28 02";
inline constexpr std::string_view number_choice =
    "280230ff ffffffff ffffffff 01";
inline constexpr std::string_view other_choice =
    "3801807d 01";
inline constexpr std::string_view inner_choice =
    "42020809";
inline constexpr std::string_view default_inner_choice =
    "4200";
inline constexpr std::string_view nodes =
    "08011206 08021202 08031a08 08041a02 08051a00 1a021200";
inline constexpr std::string_view times =
    "0a0b0880 e2cfaa06 10959aef 3a120808 011080ca b5ee011a 1108feff ffffffff ffffff01 1080cab5 "
    "ee011a00 22030890 1c";
inline constexpr std::string_view negative_times =
    "0a1108ff ffffffff ffffffff 0110ff93 ebdc0312 1608ffff ffffffff ffffff01 1080b6ca 91feffff "
    "ffff01";
// clang-format on

}  // namespace golden::bytes
