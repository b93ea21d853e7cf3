//! Writes and removes rows, one statement each, on a pool of connections.

use std::env::{self, VarError};

use deadpool_postgres::{Manager, Pool, PoolError};
use tokio_postgres::{NoTls, types::ToSql};

/// One for each worker, so that no statement waits for another one's connection.
pub const CONNECTIONS: usize = 64;

/// What a spec asks for.
pub struct Row<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub age: i32,
    pub country: &'a str,
}

impl Row<'_> {
    fn values(&self) -> [&(dyn ToSql + Sync); 4] {
        [&self.id, &self.name, &self.age, &self.country]
    }
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{0} is not set")]
    Variable(&'static str, #[source] VarError),
    #[error("PGPORT is no port")]
    Port(#[from] std::num::ParseIntError),
    #[error("the pool cannot be made")]
    Pool(#[from] deadpool_postgres::BuildError),
}

/// A pool of connections. Each statement is prepared once per connection.
pub struct Store {
    pool: Pool,
}

impl Store {
    /// Connects when it is needed, by the standard PG* variables.
    pub fn open() -> Result<Self, OpenError> {
        let variable = |name| env::var(name).map_err(|cause| OpenError::Variable(name, cause));
        let mut config = tokio_postgres::Config::new();
        config
            .host(variable("PGHOST")?)
            .port(variable("PGPORT")?.parse()?)
            .user(variable("PGUSER")?)
            .password(variable("PGPASSWORD")?)
            .dbname(variable("PGDATABASE")?);
        let pool = Pool::builder(Manager::new(config, NoTls)).max_size(CONNECTIONS).build()?;
        Ok(Self { pool })
    }

    /// Makes the row equal to what is wanted. A row that is equal is not written again.
    pub async fn write(&self, table: &str, row: &Row<'_>) -> Result<(), PoolError> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(&write(table)).await?;
        client.execute(&statement, &row.values()).await?;
        Ok(())
    }

    /// Removes the row from one table and writes it to another, in one transaction.
    pub async fn relocate(&self, from: &str, to: &str, row: &Row<'_>) -> Result<(), PoolError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        transaction.execute(&remove(from), &[&row.id]).await?;
        transaction.execute(&write(to), &row.values()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// It is done also where there was no row.
    pub async fn remove(&self, table: &str, id: &str) -> Result<(), PoolError> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(&remove(table)).await?;
        client.execute(&statement, &[&id]).await?;
        Ok(())
    }
}

fn write(table: &str) -> String {
    format!(
        "insert into {} as t (id, name, age, country) values ($1, $2, $3, $4)
on conflict (id) do update set name = excluded.name, age = excluded.age, country = excluded.country
where (t.name, t.age, t.country) is distinct from (excluded.name, excluded.age, excluded.country)",
        quoted(table)
    )
}

fn remove(table: &str) -> String {
    format!("delete from {} where id = $1", quoted(table))
}

/// Reads `schema.table` as two names.
fn quoted(table: &str) -> String {
    let parts: Vec<_> = table.split('.').map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect();
    parts.join(".")
}

/// Words without row values: PostgreSQL's own message may quote them.
pub fn describe(failure: &PoolError) -> String {
    match failure {
        PoolError::Backend(error) if error.code().is_some() => {
            format!("PostgreSQL refused the row: SQLSTATE {}", error.code().map_or("", |code| code.code()))
        }
        _ => "PostgreSQL could not be reached".to_owned(),
    }
}
