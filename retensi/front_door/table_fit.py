"""What a mapping of tables cannot say, which is taken out of a proposal and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retensi.front_door import table_expressions
from retensi.front_door.expressions import ExpressionError
from retensi.front_door.mapping import Column, InputMapping
from retensi.front_door.plan import lacking

if TYPE_CHECKING:
    from retensi.front_door.drafts import Draft


def is_for_tables(text: str, is_condition: bool = False) -> bool:
    """Tell whether an expression gives the same on every engine, so that a mapping of tables may have it."""
    try:
        table_expressions.check(text, is_condition)
    except ExpressionError:
        return False
    return True


def fit_to_tables(draft: Draft, contract: Mapping[str, Any], notes: list[str]) -> None:
    """Take out of a source what a mapping of tables cannot say: columns, conditions, or an input that lacks them then.

    Args:
        draft: The source.
        contract: What the macro ``input_contract`` returns.
        notes: Takes a sentence for each thing that is left out.
    """
    for name, given in list(draft.inputs.items()):
        left_out: dict[str, str] = {}
        blocks = [_fitted(block, left_out) for block in given.blocks]
        usable = [block for block in blocks if block and not lacking(draft.source(), name, block, contract)]
        for column, text in left_out.items():
            notes.append(
                f"{draft.key}: {column} of {name} is left out, since `{text}` is not to be had of tables; give it a"
                " column of its own, or land the export as files"
            )
        if usable:
            draft.inputs[name] = replace(usable[0], more=tuple(usable[1:]))
            continue
        del draft.inputs[name]
        notes.append(f"{draft.key}: {name} is left out, which cannot be read without them")


def _fitted(block: InputMapping, left_out: dict[str, str]) -> InputMapping | None:
    """Give a block without what tables cannot have; None where its condition is such."""
    columns = {name: fitted for name, column in block.columns.items() if (fitted := _column(name, column, left_out))}
    if block.where is not None and not is_for_tables(block.where, is_condition=True):
        left_out["where"] = _short(block.where)
        return None
    return InputMapping(columns, block.rows, block.where)


def _column(name: str, column: Column, left_out: dict[str, str]) -> Column | None:
    when = {text: condition for text, condition in column.when.items() if is_for_tables(condition, is_condition=True)}
    left_out |= {f"{name} {text}": _short(column.when[text]) for text in column.when if text not in when}
    if column.expression is not None and not is_for_tables(column.expression):
        left_out[name] = _short(column.expression)
        return None
    return replace(column, when=when)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}..."
