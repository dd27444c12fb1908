package io.parvada.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole peer in this JVM, on free loopback ports, with its share and state under one directory. */
public final class RunningPeer implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Path home;
    private final String url;
    private final int restPort;
    private final int grpcPort;

    private RunningPeer(ConfigurableApplicationContext context, Path home, String url, int restPort, int grpcPort) {
        this.context = context;
        this.home = home;
        this.url = url;
        this.restPort = restPort;
        this.grpcPort = grpcPort;
    }

    /**
     * Starts a peer and waits until it serves.
     *
     * @param home made if missing; the share is {@code home/share}
     * @param settings further ones, as on the command line without the dashes: {@code peer.friend_primary=http://…}
     */
    public static RunningPeer start(Path home, String name, String... settings) {
        int restPort = FreePorts.next();
        int grpcPort = FreePorts.next();
        try {
            Files.createDirectories(home.resolve("share"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String url = scheme(settings) + "://localhost:" + restPort;
        return new RunningPeer(run(home, name, restPort, grpcPort, settings), home, url, restPort, grpcPort);
    }

    private static ConfigurableApplicationContext run(
            Path home, String name, int restPort, int grpcPort, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--peer.name=" + name,
                "--peer.self_url=" + scheme(settings) + "://localhost:" + restPort,
                "--peer.self_grpc=localhost:" + grpcPort,
                "--peer.rest_port=" + restPort,
                "--peer.grpc_port=" + grpcPort,
                "--peer.shared_dir=" + home.resolve("share"),
                "--peer.state_dir=" + home.resolve("state")));
        for (String setting : settings) {
            String key = "--" + setting.substring(0, setting.indexOf('=') + 1);
            arguments.removeIf(before -> before.startsWith(key)); // else both would count, as a list
            arguments.add("--" + setting);
        }
        return new SpringApplicationBuilder(PeerApplication.class).run(arguments.toArray(String[]::new));
    }

    private static String scheme(String... settings) {
        return List.of(settings).stream().anyMatch(each -> each.startsWith("peer.tls.certificate=")) ? "https" : "http";
    }

    /** Without a trailing slash. */
    public String url() {
        return url;
    }

    public URI uri(String pathAndQuery) {
        return URI.create(url() + pathAndQuery);
    }

    public int restPort() {
        return restPort;
    }

    public int grpcPort() {
        return grpcPort;
    }

    public String grpc() {
        return "localhost:" + grpcPort;
    }

    public Path share() {
        return home.resolve("share");
    }

    public Path state() {
        return home.resolve("state");
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> Collection<T> beans(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    /** Stops as SIGTERM does. */
    @Override
    public void close() {
        context.close();
    }
}
