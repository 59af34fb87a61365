"""What only a person knows: questions, each with its flag, and where their answers are from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retensi.errors import RetensiError


@dataclass(frozen=True)
class Question:
    """Something that the files cannot tell, or not for certain.

    Attributes:
        flag: The option that answers it.
        text: The question, with values of the file.
        source: The key of the source it is about.
        choices: The answers there are; none where any text may be one.
        proposal: The answer that the data speaks for, or None.
        why: What in the data speaks for it.
        is_safe: Whether the proposal may be taken without asking anybody.
        check: Gives what is wrong with an answer, or None.
    """

    flag: str
    text: str
    source: str
    choices: Sequence[str] = ()
    proposal: str | None = None
    why: str = ""
    is_safe: bool = False
    check: Callable[[str], str | None] = lambda _: None


class UnansweredError(RetensiError):
    """Questions without an answer, where nobody is there to ask."""


class Answers:
    """Answers questions: by what was given beforehand, by a person, or by what the data speaks for."""

    def __init__(
        self,
        given: Mapping[str, Sequence[str]],
        prompt: Callable[[Question], str] | None = None,
        take_proposals: bool = False,
    ) -> None:
        """Keep where answers are from.

        Args:
            given: Answers by flag, each ``ANSWER`` or ``SOURCE=ANSWER``.
            prompt: Asks a person; None where there is none.
            take_proposals: Take what the data speaks for, where it speaks.
        """
        self._given = given
        self._prompt = prompt
        self._take_proposals = take_proposals
        self._heard: dict[tuple[str, str], str] = {}
        self.open: list[Question] = []
        # The keys that an answer may name; known once the files were looked at.
        self.sources: frozenset[str] = frozenset()

    def given(self, flag: str, source: str) -> str | None:
        """Give what was said beforehand about a source, or None."""
        general = None
        for answer in self._given.get(flag, ()):
            key, sign, rest = answer.partition("=")
            if sign and key == source:
                return rest
            if not (sign and key in self.sources):
                general = answer
        return general

    def __call__(self, question: Question) -> str:
        """Answer a question. One that stays open is noted, and answered with its proposal or with nothing."""
        answer = self.given(question.flag, question.source)
        if answer is not None:
            if problem := _problem(question, answer):
                raise RetensiError(
                    f"{question.flag} is {answer!r}: {problem}",
                    f"an answer to `{question.text}`",
                    "give another one",
                )
            return answer
        takes = self._take_proposals or (question.is_safe and not self._prompt)
        if question.proposal is not None and takes:
            return question.proposal
        if self._prompt:
            asked = (question.flag, question.text)
            if asked not in self._heard:
                self._heard[asked] = self._prompt(question)
            return self._heard[asked]
        self.open.append(question)
        return question.proposal or (question.choices[0] if question.choices else "")

    def refuse_open(self) -> None:
        """Stop where a question has no answer.

        Raises:
            UnansweredError: It names the flag of each.
        """
        if not self.open:
            return
        lines = [f"{question.flag}: {question.text}" for question in self.open]
        flags = ", ".join(dict.fromkeys(question.flag for question in self.open))
        proposed = all(question.proposal is not None for question in self.open)
        raise UnansweredError(
            "What is there leaves open what a person has to say:\n  " + "\n  ".join(dict.fromkeys(lines)),
            f"answers by {flags}",
            "give them as options" + (", or take what the data speaks for with --yes" if proposed else ""),
        )


def _problem(question: Question, answer: str) -> str | None:
    if question.choices and answer not in question.choices:
        return f"expected {' or '.join(question.choices)}"
    return question.check(answer)
