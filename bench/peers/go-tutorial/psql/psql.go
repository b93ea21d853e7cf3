// Package psql has the tutorial's way to the database: a ping before each statement, and then the statement.
package psql

import (
	"database/sql"
	"fmt"

	_ "github.com/lib/pq" // the driver
)

// Client is one handle; database/sql keeps the connections behind it.
type Client struct {
	source string
	db     *sql.DB
}

// New connects.
func New(source string) (*Client, error) {
	c := &Client{source: source}
	_, err := c.connection()
	return c, err
}

// connection opens a new handle where there is none, or where it does not answer.
func (c *Client) connection() (*sql.DB, error) {
	if c.db != nil && c.db.Ping() == nil {
		return c.db, nil
	}
	db, err := sql.Open("postgres", c.source)
	if err != nil {
		return nil, err
	}
	c.db = db
	return db, nil
}

// Insert leaves a row alone that is there already, as the tutorial does. Values are parameters here.
func (c *Client) Insert(id, table, name string, age int, country string) error {
	db, err := c.connection()
	if err != nil {
		return err
	}
	_, err = db.Exec(fmt.Sprintf(`insert into %s (id, name, age, country) values ($1, $2, $3, $4) on conflict (id) do nothing`, table),
		id, name, age, country)
	return err
}

// Delete is done also where there was no row.
func (c *Client) Delete(id, table string) error {
	db, err := c.connection()
	if err != nil {
		return err
	}
	_, err = db.Exec(fmt.Sprintf(`delete from %s where id = $1`, table), id)
	return err
}
