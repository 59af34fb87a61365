"""BG/NBD: how often customers buy, and whether they still do.

While alive, a customer buys at random with a rate of his own; after each purchase he leaves for good with a probability
of his own. The rates follow a gamma distribution (r, alpha), the probabilities a beta distribution (a, b). From: Peter
Fader, Bruce Hardie and Ka Lok Lee, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
Marketing Science 24 (2005).

Frequency counts purchase days after the first; recency, age and horizon are weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

from retensi.clv.bg_nbd_likelihood import BgNbdLikelihood
from retensi.clv.histories import PurchaseHistories

# Stands for infinity in r and in a + b: no result differs from the limit by more than rounding of ten digits.
# A number and no null, so that r / alpha and a / (a + b) mean the same in every row of parameters.
LIMIT = 1e12


@dataclass(frozen=True)
class BgNbd:
    """The four parameters, all more than 0 but where nobody or everybody leaves.

    Attributes:
        r: Shape of the purchase rates; LIMIT or more where all customers buy at the same rate.
        alpha: Their scale, in weeks; the mean rate of a customer is r / alpha purchase days a week.
        a, b: Of the probability of leaving after a purchase, whose mean is a / (a + b). Together LIMIT or more where
            all have the same probability; a is 0 where nobody leaves, b where everybody does.
    """

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def at(cls, rate: float, fading: float, leaving: float, division: float) -> BgNbd:
        """The model with these means and spreads, limits included; see bg_nbd_likelihood."""
        r = rate / fading if fading > 0 else LIMIT
        together = (1 - division) / division if division > 0 and 0 < leaving < 1 else LIMIT
        return cls(r, r / rate, leaving * together, (1 - leaving) * together)

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Log-likelihood of purchase histories: equation 6 of the paper, summed over the customers."""
        together = self.a + self.b
        value, _ = BgNbdLikelihood(histories)(
            self.r / self.alpha, 1 / self.alpha, self.a / together, 1 / (1 + together)
        )
        return value
