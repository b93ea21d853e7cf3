package bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes and removes rows, one statement each, on a pool of connections. */
final class RowStore implements AutoCloseable {

  /** One for each worker, so that no statement waits for another one's connection. */
  static final int CONNECTIONS = 64;

  private final HikariDataSource pool;

  /** Connects when it is needed, by the standard PG* variables. */
  RowStore(Map<String, String> variables) {
    var config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://%s:%s/%s?sslmode=disable&prepareThreshold=1".formatted(
        variables.get("PGHOST"), variables.get("PGPORT"), variables.get("PGDATABASE")));
    config.setUsername(variables.get("PGUSER"));
    config.setPassword(variables.get("PGPASSWORD"));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
  }

  /** Makes the row equal to what is wanted. A row that is equal is not written again. */
  void write(String table, String id, PostgresWriter.Spec row) throws SQLException {
    try (var connection = pool.getConnection()) {
      write(connection, table, id, row);
    }
  }

  /** Removes the row from one table and writes it to another, in one transaction. */
  void move(String from, String to, String id, PostgresWriter.Spec row) throws SQLException {
    try (var connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        remove(connection, from, id);
        write(connection, to, id, row);
        connection.commit();
      } catch (SQLException failure) {
        connection.rollback();
        throw failure;
      }
    }
  }

  /** It is done also where there was no row. */
  void remove(String table, String id) throws SQLException {
    try (var connection = pool.getConnection()) {
      remove(connection, table, id);
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Words without row values: PostgreSQL's own message may quote them. */
  static String describe(SQLException failure) {
    var state = failure.getSQLState();
    // Class 08 and no state at all: there was no answer.
    return state == null || state.startsWith("08")
        ? "PostgreSQL could not be reached"
        : "PostgreSQL refused the row: SQLSTATE " + state;
  }

  private static void write(Connection connection, String table, String id, PostgresWriter.Spec row)
      throws SQLException {
    var text = """
        insert into %s as t (id, name, age, country) values (?, ?, ?, ?)
        on conflict (id) do update set name = excluded.name, age = excluded.age, country = excluded.country
        where (t.name, t.age, t.country) is distinct from (excluded.name, excluded.age, excluded.country)"""
        .formatted(quoted(table));
    try (var statement = connection.prepareStatement(text)) {
      statement.setString(1, id);
      statement.setString(2, row.name());
      statement.setInt(3, row.age());
      statement.setString(4, row.country());
      statement.executeUpdate();
    }
  }

  private static void remove(Connection connection, String table, String id) throws SQLException {
    try (var statement = connection.prepareStatement("delete from %s where id = ?".formatted(quoted(table)))) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
  }

  /** Reads {@code schema.table} as two names. */
  private static String quoted(String table) {
    return Arrays.stream(table.split("\\."))
        .map(part -> '"' + part.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining("."));
  }
}
