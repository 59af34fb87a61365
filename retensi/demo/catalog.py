"""What the demo shop sells, where, to whom and through which campaigns: the fixed facts of the made-up shop."""

from __future__ import annotations

from datetime import date, datetime

FIRST_DAY = date(2024, 1, 1)
LAST_DAY = date(2025, 12, 31)
# The last simulated moment. It is still 31 December in Jakarta (UTC+7), so that both time zones end on the same day.
CLOSING = datetime(2025, 12, 31, 16, 30)

# Inputs and their columns in the order of the input contract.
COLUMNS: dict[str, tuple[str, ...]] = {
    "orders": (
        "order_id", "customer_id", "ordered_at", "status", "gross_amount", "total_amount", "discount_amount",
        "refunded_amount", "cost_amount", "is_test", "cancelled_at", "currency", "channel", "campaign_id", "email",
        "visitor_id", "updated_at",
    ),
    "interactions": (
        "interaction_id", "customer_id", "visitor_id", "occurred_at", "interaction_type", "channel", "campaign_id",
        "reference_id", "session_id", "value", "body", "updated_at",
    ),
    "customers": (
        "customer_id", "registered_at", "email", "acquisition_channel", "birth_date", "city", "country",
        "marketing_consent", "updated_at",
    ),
    "order_items": ("order_id", "line_number", "product_id", "category", "quantity", "amount"),
    "marketing_spend": ("spend_date", "channel", "amount", "campaign_id", "currency"),
    "exchange_rates": ("currency", "valid_from", "rate"),
    "customer_merges": ("customer_id", "merged_into", "merged_at"),
    "erasure_requests": ("customer_id", "requested_at"),
}  # fmt: skip

# product, category, price in US cents
PRODUCTS: tuple[tuple[str, str, int], ...] = (
    ("p_coffee_gayo", "coffee", 1450), ("p_coffee_toraja", "coffee", 1650), ("p_coffee_kintamani", "coffee", 1390),
    ("p_dripper", "coffee", 2490), ("p_tea_java", "tea", 890), ("p_tea_jasmine", "tea", 950),
    ("p_teapot", "tea", 3290), ("p_batik_scarf", "batik", 3900), ("p_batik_shirt", "batik", 5900),
    ("p_batik_tablecloth", "batik", 7400), ("p_ikat_cushion", "home", 2790), ("p_rattan_basket", "home", 3450),
    ("p_rattan_lamp", "home", 8900), ("p_teak_bowl", "home", 2990), ("p_teak_stool", "home", 14900),
    ("p_soap_lemongrass", "care", 590), ("p_oil_coconut", "care", 1190), ("p_scrub_lulur", "care", 1290),
    ("p_silver_ring", "jewellery", 4500), ("p_silver_bracelet", "jewellery", 9900),
)  # fmt: skip
PRODUCT_WEIGHTS = (14, 11, 9, 5, 10, 9, 3, 7, 6, 2, 5, 5, 2, 4, 1, 12, 9, 7, 3, 2)

# channel, weight, chance of a first order, purchases per day as a percentage of the usual, dropout as a percentage
CHANNELS: tuple[tuple[str, int, float, int, int], ...] = (
    ("organic_search", 26, 0.80, 105, 95),
    ("paid_search", 20, 0.78, 95, 105),
    ("social_ads", 20, 0.64, 80, 125),
    ("referral", 12, 0.90, 125, 75),
    ("email", 9, 0.84, 115, 85),
    ("marketplace", 13, 0.88, 75, 130),
)

# city, country, currency its buyers may pay in, weight
PLACES: tuple[tuple[str, str, str, int], ...] = (
    ("Jakarta", "ID", "IDR", 26), ("Surabaya", "ID", "IDR", 12), ("Bandung", "ID", "IDR", 11),
    ("Yogyakarta", "ID", "IDR", 8), ("Medan", "ID", "IDR", 6), ("Denpasar", "ID", "IDR", 7),
    ("Makassar", "ID", "IDR", 4), ("Singapore", "SG", "USD", 7), ("Kuala Lumpur", "MY", "USD", 4),
    ("Amsterdam", "NL", "EUR", 6), ("Berlin", "DE", "EUR", 4), ("Melbourne", "AU", "USD", 3),
    ("Seattle", "US", "USD", 2),
)  # fmt: skip

# Demand by month, January first; the strongest months are 1.
SEASON = (0.66, 0.64, 0.74, 0.72, 0.68, 0.66, 0.68, 0.70, 0.72, 0.80, 1.0, 1.0)

# campaign, day, medium, audience, discount in percent
CAMPAIGNS: tuple[tuple[str, date, str, str, int], ...] = (
    ("cmp_2024_ramadan", date(2024, 3, 14), "email", "everyone", 10),
    ("cmp_2024_coffee", date(2024, 5, 21), "whatsapp", "everyone", 0),
    ("cmp_2024_winback", date(2024, 8, 20), "email", "lapsed", 20),
    ("cmp_2024_1111", date(2024, 11, 9), "push", "everyone", 15),
    ("cmp_2024_gifts", date(2024, 12, 5), "email", "everyone", 10),
    ("cmp_2025_winback", date(2025, 2, 18), "email", "lapsed", 20),
    ("cmp_2025_ramadan", date(2025, 3, 4), "whatsapp", "everyone", 10),
    ("cmp_2025_batik_day", date(2025, 9, 30), "email", "everyone", 0),
    ("cmp_2025_winback_2", date(2025, 7, 15), "whatsapp", "lapsed", 25),
    ("cmp_2025_1111", date(2025, 11, 9), "push", "everyone", 15),
    ("cmp_2025_gifts", date(2025, 12, 4), "email", "everyone", 10),
)

ONBOARDING_STEPS = ("profile_completed", "first_login_app", "size_guide_read", "preferences_set", "address_added")
POSITIVE_BODIES = (
    "Pengiriman cepat dan kopinya wangi sekali.", "Sangat puas, kualitas batiknya bagus.", "Produk sesuai foto, suka!",
    "Kemasan rapi, pasti pesan lagi.", "Pelayanan ramah dan cepat, terima kasih.", "Tidak mengecewakan, mantap.",
    "Lovely scarf, the colours are beautiful.", "Fast delivery and great coffee.", "Really happy with the quality.",
    "Excellent service, I recommend this shop.", "Not bad at all, a pleasant surprise.",
    "Perfect gift, very well packed.",
)  # fmt: skip
NEUTRAL_BODIES = (
    "Barang sudah diterima.", "Cukup, sesuai harga.", "Warnanya sedikit berbeda dari foto.", "Biasa saja.",
    "It is okay for the price.", "Arrived on Tuesday.", "Same as last time.", "Average, nothing special.",
)  # fmt: skip
NEGATIVE_BODIES = (
    "Paket datang terlambat dan kotaknya rusak.", "Kecewa, ukurannya tidak sesuai.", "Tidak puas dengan kualitasnya.",
    "Respon lambat sekali, sangat mengecewakan.", "Barang cacat, minta uang kembali.", "Kopinya basi, buruk.",
    "Arrived broken and nobody answered.", "Very disappointed, the colour faded.", "Not good, poor quality.",
    "Terrible delay, I will not order again.", "Wrong item and a slow refund.", "The lamp was damaged, bad packing.",
)  # fmt: skip
QUESTION_BODIES = (
    "Kapan pesanan saya dikirim?", "Apakah tersedia ukuran L?", "Bisa bayar di tempat?", "Apakah kopinya biji utuh?",
    "Do you ship to Perth?", "When will the teak stool be back?", "Can I change my address?", "Is the soap vegan?",
)  # fmt: skip
POST_BODIES = (
    "Resep kopi susu favorit saya pakai biji Gayo.", "Tips merawat kain batik: cuci dengan tangan.",
    "My rattan lamp in the new reading corner.", "Which tea goes well with klepon?", "Ada yang sudah coba lulur baru?",
    "How do you oil your teak bowl?",
)  # fmt: skip
