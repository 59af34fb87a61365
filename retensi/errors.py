"""The errors that retensi expects and explains, as opposed to bugs, which keep their traceback."""


class RetensiError(Exception):
    """Something that the user can put right.

    The command line shows its text without a traceback and ends with exit code 1. Subclass it where a caller has to
    tell one failure from another.
    """

    def __init__(self, found: str, expected: str, advice: str) -> None:
        """Keep the three parts of the message.

        Args:
            found: What was found, as a full sentence.
            expected: What was expected instead, without a full stop.
            advice: What to do next, without a full stop.
        """
        super().__init__(found, expected, advice)
        self.found = found
        self.expected = expected
        self.advice = advice

    def __str__(self) -> str:
        """Return the three parts, one on each line."""
        return f"{self.found}\n  Expected: {self.expected}.\n  To do: {self.advice}."


class MissingPackageError(RetensiError):
    """A package of an optional extra is not installed."""


class SourceDataError(RetensiError):
    """An installed data package does not hold what its loader was written for."""


class LandingError(RetensiError):
    """A landing folder cannot be written, or holds files that a load must not replace."""
