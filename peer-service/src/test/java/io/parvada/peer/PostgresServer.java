package io.parvada.peer;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server of PostgreSQL on a free port, with its data in one directory; it can be stopped and started again. */
public final class PostgresServer implements AutoCloseable {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final String USER = "postgres";

    private final Path data;
    private final int port;
    private EmbeddedPostgres running;

    private PostgresServer(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** Skips the test where the machine cannot run one. @param data made if it is not there */
    public static PostgresServer start(Path data) {
        PostgresServer server = new PostgresServer(data, FreePorts.next());
        try {
            server.run();
        } catch (IOException | IllegalStateException e) {
            Machine.can(false, "run a server of PostgreSQL: " + e.getMessage());
        }
        return server;
    }

    /** With what is in the directory, which a clean one would be deleted with when the server stops. */
    private void run() throws IOException {
        running = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("max_connections", "100")
                .start();
    }

    /** The URL of a database of its own, with nothing in it. */
    public String newDatabase() {
        String name = "directory" + DATABASES.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return running.getJdbcUrl(USER, name);
    }

    /** As its superuser, outside of any database that {@link #newDatabase} made. */
    public void execute(String sql) {
        try (Connection connection = running.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connections break, and none are taken. */
    public void stop() {
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On the same port, with the same data. */
    public void startAgain() {
        try {
            run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
