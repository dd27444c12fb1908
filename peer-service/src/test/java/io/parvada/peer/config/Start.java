package io.parvada.peer.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The start of a peer as far as its configuration goes: the checks run, nothing else does. */
final class Start {

    private final Map<String, Object> variables = new HashMap<>();
    private final Map<String, Object> arguments = new HashMap<>();

    static Start with(Path file, String json) {
        return new Start().variable("PEER_CONFIG", write(file, json).toString());
    }

    static Path write(Path file, String json) {
        try {
            return Files.writeString(file, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Start variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Start argument(String name, String value) {
        arguments.put(name, value);
        return this;
    }

    ConfigurableEnvironment run() {
        StandardEnvironment environment = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
        environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", arguments));
        new StartChecks().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }

    PeerConfig config() {
        return new ConfigConfiguration().peerConfig(run());
    }
}
