# SPDX-License-Identifier: MIT
"""Compares reports of h2spec with what is expected of them.

    report.py --cases COUNT --nghttp2 VERSION --expected FILE REPORT.xml...

COUNT is the number of cases in each report. Prints a table of sections, and what failed without
being expected or passed in spite of that; ends with a line of counts.
"""
import argparse
import pathlib
import re
import sys
import xml.etree.ElementTree as xml


def version(text):
    return [int(part) for part in re.findall(r"\d+", text)]


def read_expected(path, nghttp2):
    """The cases that fail with this nghttp2."""
    expected = {}
    for line in pathlib.Path(path).read_text().splitlines():
        if line and not line.startswith("#"):
            case, since, reason = line.split(None, 2)
            if version(nghttp2) >= version(since):
                expected[case] = reason
    return expected


def read_report(path):
    """(section, case, sentence, problem) of each case; the problem is None if it passed."""
    for suite in xml.parse(path).getroot().iter("testsuite"):
        package = suite.get("package")
        section = f"{package.split('/')[0]} {suite.get('name')}"
        for number, case in enumerate(suite.iter("testcase"), 1):
            problem = None
            for child in case:
                problem = " ".join((child.text or child.tag).split())
            yield section, f"{package}/{number}", case.get("classname"), problem


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, required=True, help="0: as many as there are")
    parser.add_argument("--nghttp2", required=True)
    parser.add_argument("--expected", required=True)
    parser.add_argument("reports", nargs="+")
    arguments = parser.parse_args()

    expected = read_expected(arguments.expected, arguments.nghttp2)
    sections, failures, count, excused = {}, [], 0, 0
    for report in arguments.reports:
        way, seen = pathlib.Path(report).stem, set()
        for section, case, sentence, problem in read_report(report):
            seen.add(case)
            row = sections.setdefault(section, {}).setdefault(way, [0, 0])
            row[problem is not None] += 1
            if problem is not None and case in expected:
                excused += 1
                print(f"expected to fail, {way}: {case} {sentence}: {expected[case]}")
            elif problem is not None:
                failures.append(f"{way}: {case} {sentence}: {problem}")
            elif case in expected:
                failures.append(f"{way}: {case} {sentence}: passed, and is listed as a failure")
        count += len(seen)
        if len(seen) != (arguments.cases or len(seen)):
            failures.append(f"{way}: {len(seen)} cases were run, and there are {arguments.cases}")

    ways = [pathlib.Path(report).stem for report in arguments.reports]
    print(f"\n{'passed, failed':52}" + "".join(f"{way:>12}" for way in ways))
    for section, row in sections.items():
        cells = (row.get(way, [0, 0]) for way in ways)
        print(f"{section:52.52}" + "".join(f"{f'{good}, {bad}':>12}" for good, bad in cells))
    print()
    for failure in failures:
        print(f"FAIL  {failure}")
    skipped = f", {excused} skipped" if excused else ""
    print(f"{count - excused - len(failures)} passed, {len(failures)} failed{skipped}")
    return 1 if failures or count == 0 else 0


sys.exit(main())
