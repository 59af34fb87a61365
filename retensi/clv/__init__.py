"""Customer value: two models of buying, fitted by maximum likelihood on a small table.

``bg_nbd`` says how often customers buy and whether they still do, ``gamma_gamma`` what an order is worth, ``histories``
holds the compressed tables that both are fitted on, and ``fit`` puts the two together. Time is in weeks throughout.
"""
