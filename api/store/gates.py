"""The tables of permits and posts: keys, permits, revocations, devices, checks.

No table holds a name or an identity number. Who a permit is bound to is found by a
keyed hash, whose key is a file of the service; a check names its permit by a hash under
a key that is destroyed after its day. Two columns say what a sheet says, a plate or
initials and four digits: `asked` until it is signed, `token` until a day after its end.
"""

import sqlalchemy as sa

from api.store.columns import Document, Instant
from api.store.metadata import hash_column, learned, metadata, row_number

# Public halves only; a private key never comes near the database.
keys = sa.Table(
    "signing_keys",
    metadata,
    row_number(),
    sa.Column("kid", sa.String(16), nullable=False),  # 8 bytes in hex digits
    sa.Column("unit", sa.Text, nullable=False),  # "" for the keys of bundles
    sa.Column("use", sa.Text, nullable=False),  # permit, bundle, root
    sa.Column("public", sa.LargeBinary, nullable=False),  # x and y, 64 bytes
    sa.Column("starts", Instant(), nullable=False),
    sa.Column("signs_until", Instant(), nullable=False),
    sa.Column("trusted_until", Instant(), nullable=False),
    sa.Column("revoked_at", Instant()),
    learned(),
    sa.UniqueConstraint("unit", "use", "public"),
    sa.CheckConstraint("use in ('permit', 'bundle', 'root')", name="use"),
    sa.CheckConstraint(
        "starts < signs_until and signs_until <= trusted_until", name="span"
    ),
)

orders = sa.Table(
    "permit_orders",
    metadata,
    row_number(),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),  # the act that allows it
    sa.Column("state", sa.Text, nullable=False),  # asked, signed, refused
    sa.Column("asked", Document()),  # claims to sign; dropped once signed
    sa.Column("counts", Document()),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("finished_at", Instant()),
    learned(),
    sa.UniqueConstraint("key"),
    sa.Index(None, "state"),
)

permits = sa.Table(
    "permits",
    metadata,
    row_number(),
    sa.Column("key", sa.String(16), nullable=False),  # claim 7 in hex digits
    sa.Column("code", sa.String(8), nullable=False),  # what is typed
    sa.Column("order_key", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),  # keyed hash, plate or person
    sa.Column("likeness", sa.String(64), nullable=False),  # keyed hash of what it says
    sa.Column("status_index", sa.Integer, nullable=False),
    sa.Column("starts", Instant(), nullable=False),
    sa.Column("ends", Instant(), nullable=False),
    sa.Column("token", sa.Text),  # what the QR holds; dropped when it ended
    sa.Column("author", sa.Text, nullable=False),
    learned(),
    sa.UniqueConstraint("key"),
    sa.UniqueConstraint("code"),
    sa.UniqueConstraint("unit", "status_index"),
    sa.Index(None, "subject"),
    sa.Index(None, "order_key"),
    sa.Index(None, "likeness"),
    sa.Index(None, "unit", "kind", "recorded_at"),
    sa.CheckConstraint("starts < ends", name="span"),
)

# Asked by one, decided by another; nothing decided is taken back: a new permit is made.
revocations = sa.Table(
    "revocations",
    metadata,
    row_number(),
    sa.Column("what", sa.Text, nullable=False),  # permit, key
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Instant()),
    sa.Column("refused", sa.Boolean, nullable=False, server_default=sa.false()),
    learned(),
    sa.Index(None, "what", "key"),
)

quotas = sa.Table(
    "permit_quotas",
    metadata,
    row_number(),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("per_day", sa.Integer, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    learned(),
    sa.Index(None, "unit", "kind"),
    sa.CheckConstraint("per_day >= 0", name="per_day"),
)

# The row is written before the signing, its content after it: what was signed and never
# kept shows as a version without content.
bundles = sa.Table(
    "bundles",
    metadata,
    row_number("version"),
    sa.Column("issued", Instant(), nullable=False),
    sa.Column("expires", Instant(), nullable=False),
    sa.Column("sha256", sa.String(64)),
    hash_column("content_sha256"),  # of what it says, without version and times
    sa.Column("content", sa.LargeBinary),
    learned(),
)

devices = sa.Table(
    "devices",
    metadata,
    row_number(),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("public", sa.LargeBinary, nullable=False),  # x and y, 64 bytes
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("disabled_at", Instant()),
    sa.Column("quarantined_at", Instant()),  # two events of one number
    # All events up to this number arrived; the hash of that one; when it was told.
    sa.Column("contiguous", sa.Integer, nullable=False, server_default="0"),
    sa.Column("head", sa.String(64), nullable=False, server_default=""),
    sa.Column("synced_at", Instant()),
    learned(),
    sa.UniqueConstraint("key"),
)

# What an officer types once into a phone, kept as a hash.
device_codes = sa.Table(
    "device_codes",
    metadata,
    row_number(),
    hash_column(),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("ends", Instant(), nullable=False),
    sa.Column("device", sa.Text),  # that it was used for
    learned(),
    sa.UniqueConstraint("sha256"),
)

shifts = sa.Table(
    "shifts",
    metadata,
    row_number(),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("officer", sa.Text, nullable=False),
    sa.Column("starts", Instant(), nullable=False),
    sa.Column("ends", Instant()),
    learned(),
    sa.UniqueConstraint("key"),
    sa.Index(None, "device"),
)

# One row a check; `source` is a device's key, or "online:<n>" of one run of a server.
# After 30 days rows become counts.
checks = sa.Table(
    "checks",
    metadata,
    row_number(),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", Instant(), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # check, rush_on, rush_off, override
    sa.Column("unit", sa.Text, nullable=False),  # authority of the post
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("rules", Document(), nullable=False),  # ["policy/rule", ...]
    sa.Column("mark", sa.String(64), nullable=False),  # keyed hash of the permit, or ""
    sa.Column("band", sa.Text, nullable=False),
    sa.Column("rush", sa.Boolean, nullable=False),
    sa.Column("bundle", sa.Integer),
    sa.Column("shift", sa.Text, nullable=False, server_default=""),
    sa.Column("text", sa.Text),  # what the chain hashed; it names no permit
    hash_column("previous"),
    hash_column(),
    learned(),
    sa.UniqueConstraint("source", "seq"),
    sa.Index(None, "shift"),
    sa.Index(None, "at"),
    sa.Index(None, "mark", "at"),
    sa.Index(None, "post", "at"),
)

# Where the kept part of a chain begins: the last row of it that became a count.
check_chains = sa.Table(
    "check_chains",
    metadata,
    row_number(),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    hash_column(),
    sa.UniqueConstraint("source"),
)

check_counts = sa.Table(
    "check_counts",
    metadata,
    row_number(),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),  # "" counts the checks themselves
    sa.Column("count", sa.Integer, nullable=False),
    sa.UniqueConstraint("day", "unit", "post", "verdict", "rule"),
)

# Head counts for the commune that people go home to; no row is a person.
arrivals = sa.Table(
    "arrivals",
    metadata,
    row_number(),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),  # the home commune
    sa.Column("origin_zone", sa.Text, nullable=False),
    sa.Column("heads", sa.Integer, nullable=False),
    sa.UniqueConstraint("source", "seq"),
    sa.Index(None, "unit", "day"),
)

alerts = sa.Table(
    "alerts",
    metadata,
    row_number(),
    sa.Column("at", Instant(), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # far_apart, too_often, chain_broken
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("posts", Document(), nullable=False),
    sa.Column("facts", Document(), nullable=False),
    sa.Column("mark", sa.String(64), nullable=False),
    sa.Column("seen_by", sa.Text),
    learned(),
    sa.Index(None, "unit", "at"),
)
