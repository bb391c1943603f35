"""Figures rolled up, so that a year of them is read in some thousand rows: margins by day and month, and months.

The database rolls up whatever is written to ``figures``, in the same transaction: so the release before, whose timer
still sums up while this one comes, leaves nothing behind. Nobody but that timer writes there; it waits while this runs.
"""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0026"
down_revision = "dossiers_0025"
branch_labels = None
depends_on = None

MARGINS = """
    SELECT m.dimension, m.span, c.measure, m.start, m.key, sum(c.n) AS n
    FROM changed c CROSS JOIN LATERAL (
        VALUES ('agency', 'day', c.day, c.agency_code),
               ('agency', 'month', date_trunc('month', c.day)::date, c.agency_code),
               ('field', 'day', c.day, c.field),
               ('field', 'month', date_trunc('month', c.day)::date, c.field),
               ('procedure', 'day', c.day, c.procedure_code),
               ('procedure', 'month', date_trunc('month', c.day)::date, c.procedure_code)
    ) AS m (dimension, span, start, key)
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.n) <> 0 ORDER BY 1, 2, 3, 4, 5
"""
ADD_MARGINS = """
    INSERT INTO figure_margins (dimension, span, measure, start, key, n) MARGINS
    ON CONFLICT (dimension, span, measure, start, key) DO UPDATE SET n = figure_margins.n + excluded.n
""".replace("MARGINS", MARGINS)

MONTHS = """
    SELECT c.agency_code, date_trunc('month', c.day)::date AS month, c.field, c.procedure_code, c.measure, sum(c.n) AS n
    FROM changed c GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.n) <> 0 ORDER BY 1, 2, 3, 4, 5
"""
ADD_MONTHS = """
    INSERT INTO figure_months (agency_code, month, field, procedure_code, measure, n) MONTHS
    ON CONFLICT (agency_code, month, field, procedure_code, measure) DO UPDATE SET n = figure_months.n + excluded.n
""".replace("MONTHS", MONTHS)

# What came to nothing goes, as it does from the figures themselves.
ROLL_UP = """
    CREATE FUNCTION roll_up_figures() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        changes figures[] := '{}';
        no_margins figure_margins[];
        no_months figure_months[];
    BEGIN
        IF TG_OP IN ('INSERT', 'UPDATE') THEN
            changes := ARRAY(SELECT one FROM added one);
        END IF;
        IF TG_OP IN ('UPDATE', 'DELETE') THEN
            changes := changes || ARRAY(
                SELECT ROW(agency_code, field, procedure_code, day, measure, -n)::figures FROM removed WHERE n <> 0
            );
        END IF;
        IF changes = '{}' THEN
            RETURN NULL;
        END IF;

        WITH changed AS (SELECT * FROM unnest(changes)), margins AS (ADD_MARGINS RETURNING figure_margins)
        SELECT array_agg(figure_margins) INTO no_margins FROM margins WHERE (figure_margins).n = 0;
        IF no_margins IS NOT NULL THEN
            DELETE FROM figure_margins kept USING unnest(no_margins) AS gone
            WHERE kept.dimension = gone.dimension AND kept.span = gone.span AND kept.measure = gone.measure
                AND kept.start = gone.start AND kept.key = gone.key;
        END IF;

        WITH changed AS (SELECT * FROM unnest(changes)), months AS (ADD_MONTHS RETURNING figure_months)
        SELECT array_agg(figure_months) INTO no_months FROM months WHERE (figure_months).n = 0;
        IF no_months IS NOT NULL THEN
            DELETE FROM figure_months kept USING unnest(no_months) AS gone
            WHERE kept.agency_code = gone.agency_code AND kept.month = gone.month AND kept.field = gone.field
                AND kept.procedure_code = gone.procedure_code AND kept.measure = gone.measure;
        END IF;
        RETURN NULL;
    END $$
"""

# What there is already, in pieces of some seconds for a million rows, in the order in which they are read.
FIRST_DAYS = """
    INSERT INTO figure_margins (dimension, span, measure, start, key, n)
    SELECT 'DIMENSION', 'day', measure, day, KEY, sum(n) FROM figures GROUP BY measure, day, KEY ORDER BY day, measure
"""
FIRST_MARGINS_BY_MONTH = """
    INSERT INTO figure_margins (dimension, span, measure, start, key, n)
    SELECT dimension, 'month', measure, date_trunc('month', start)::date, key, sum(n)
    FROM figure_margins GROUP BY 1, 3, 4, 5 ORDER BY 1, 4, 3
"""
FIRST_MONTHS = """
    INSERT INTO figure_months (agency_code, month, field, procedure_code, measure, n)
    SELECT agency_code, date_trunc('month', day)::date, field, procedure_code, measure, sum(n)
    FROM figures GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2
"""


def upgrade() -> None:
    op.create_table(
        "figure_margins",
        sa.Column("dimension", sa.Text, primary_key=True),
        sa.Column("span", sa.Text, primary_key=True),
        sa.Column("measure", sa.Text, primary_key=True),
        sa.Column("start", sa.Date, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "figure_months",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("procedure_code", sa.Text, primary_key=True),
        sa.Column("measure", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger, nullable=False),
    )
    op.create_index("figure_months_procedure", "figure_months", ["procedure_code", "month"])
    op.create_index("figure_months_field", "figure_months", ["field", "month"])
    op.create_index("figures_procedure", "figures", ["procedure_code", "day"])
    op.create_index(
        "figures_open", "figures", ["agency_code", "procedure_code"], postgresql_where=sa.text("measure = 'open'")
    )
    op.execute(ROLL_UP.replace("ADD_MARGINS", ADD_MARGINS).replace("ADD_MONTHS", ADD_MONTHS))
    for happens, sees in (
        ("INSERT", "NEW TABLE AS added"),
        ("UPDATE", "OLD TABLE AS removed NEW TABLE AS added"),
        ("DELETE", "OLD TABLE AS removed"),
    ):
        op.execute(
            f"CREATE TRIGGER figures_rolled_up_{happens.lower()} AFTER {happens} ON figures REFERENCING {sees} "
            "FOR EACH STATEMENT EXECUTE FUNCTION roll_up_figures()"
        )
    for dimension, key in (("agency", "agency_code"), ("field", "field"), ("procedure", "procedure_code")):
        op.execute(FIRST_DAYS.replace("DIMENSION", dimension).replace("KEY", key))
    op.execute(FIRST_MARGINS_BY_MONTH)
    op.execute(FIRST_MONTHS)
