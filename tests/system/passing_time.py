"""Time that passes for the database, the gateways and the router at a stroke: what is written of a moment moves back."""

TIMES = """SELECT c.table_schema, c.table_name, array_agg(c.column_name::text)
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
   WHERE t.table_type = 'BASE TABLE' AND c.table_schema IN ('public', 'console') AND c.data_type = 'timestamp with time zone'
     AND c.column_name <> 'lease_until' AND c.table_name <> ALL (%s) GROUP BY 1, 2"""
# Who is not in time with the rest: workers that really run, leases that they hold, and what the audit's chain is made of.
STILL = ("worker", "operation", "audit_log", "operation_head", "job", "rate_limit")


class PassingTime:
    def __init__(self, database, router, gateways, still=STILL):
        self.database, self.router, self.gateways = database, router, gateways
        self.times = database.all(TIMES, list(still))

    def go_on(self, seconds):
        open_orders = self.database.all("SELECT order_id, gateway FROM console.charge WHERE state = 'open' AND gateway IN ('midtrans', 'xendit')")
        with self.database.connect() as connection:
            connection.execute("SET session_replication_role = replica")
            for schema, table, columns in self.times:
                moved = ", ".join(f'"{c}" = "{c}" - interval \'{seconds} s\'' for c in columns)
                where = " OR ".join(f'"{c}" IS NOT NULL' for c in columns)
                connection.execute(f'UPDATE "{schema}"."{table}" SET {moved} WHERE {where}')
        for order, gateway in open_orders:
            self.gateways.order("age", order=order, seconds=seconds, gateway=gateway)
        self.router.order("forward", seconds=seconds)
