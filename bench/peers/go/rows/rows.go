// Package rows writes and removes rows, one statement each, on a pool of connections.
package rows

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Connections is one for each worker, so that no statement waits for another one's connection.
const Connections = 64

// Row is what a spec asks for.
type Row struct {
	ID, Name, Country string
	Age               int32
}

// Store is a pool of connections. pgx prepares each statement once per connection.
type Store struct{ pool *pgxpool.Pool }

// Open connects lazily, by the standard PG* variables.
func Open(ctx context.Context) (*Store, error) {
	config, err := pgxpool.ParseConfig("")
	if err != nil {
		return nil, err
	}
	config.MaxConns = Connections
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return &Store{pool: pool}, nil
}

// Close waits for what is under way.
func (s *Store) Close() { s.pool.Close() }

// Write makes the row equal to what is wanted. A row that is equal is not written again.
func (s *Store) Write(ctx context.Context, table string, row Row) error {
	statement := fmt.Sprintf(`insert into %s as t (id, name, age, country) values ($1, $2, $3, $4)
on conflict (id) do update set name = excluded.name, age = excluded.age, country = excluded.country
where (t.name, t.age, t.country) is distinct from (excluded.name, excluded.age, excluded.country)`, quoted(table))
	_, err := s.pool.Exec(ctx, statement, row.ID, row.Name, row.Age, row.Country)
	return err
}

// Move removes the row from one table and writes it to another, in one transaction.
func (s *Store) Move(ctx context.Context, from, to string, row Row) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, remove(from), row.ID); err != nil {
			return err
		}
		insert := fmt.Sprintf(`insert into %s (id, name, age, country) values ($1, $2, $3, $4) on conflict (id) do update
set name = excluded.name, age = excluded.age, country = excluded.country`, quoted(to))
		_, err := tx.Exec(ctx, insert, row.ID, row.Name, row.Age, row.Country)
		return err
	})
}

// Remove is done also where there was no row.
func (s *Store) Remove(ctx context.Context, table, id string) error {
	_, err := s.pool.Exec(ctx, remove(table), id)
	return err
}

func remove(table string) string { return fmt.Sprintf("delete from %s where id = $1", quoted(table)) }

// quoted reads `schema.table` as two names.
func quoted(table string) string { return pgx.Identifier(strings.Split(table, ".")).Sanitize() }
