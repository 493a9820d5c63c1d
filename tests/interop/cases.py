# SPDX-License-Identifier: MIT
"""The list of cases, filled by the decorator."""
import dataclasses
import typing

from world import PEERS


@dataclasses.dataclass
class Case:
    name: str
    function: typing.Callable
    arguments: tuple
    shares_server: bool

    def run(self, world):
        """Runs the case; afterwards the shared server must be as healthy as before."""
        if self.shares_server:
            world.note_baseline(*self.arguments)
        self.function(world, *self.arguments)
        if self.shares_server:
            world.expect_healthy()


CASES = []


def case(sentence, peers=None, shares_server=True):
    """Registers a case, once for each of `peers` if there are any; {peer} stands for the peer."""

    def register(function):
        for peer in peers or (None,):
            arguments = (peer,) if peer else ()
            name = sentence.format(peer=peer)
            CASES.append(Case(name, function, arguments, shares_server))
        return function

    return register


def each_peer(sentence, **options):
    return case(sentence, PEERS, **options)


def table_case(sentence, rows, **options):
    """Registers a case for each row, a tuple whose first member is the name in {row}."""

    def register(function):
        for row in rows:
            function_of_row = lambda world, row=row: function(world, *row)
            case(sentence.replace("{row}", row[0]), **options)(function_of_row)
        return function

    return register
