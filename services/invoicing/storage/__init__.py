"""The invoicing schema: tables, repositories, unit of work, migrations. All the service's SQL is here."""
